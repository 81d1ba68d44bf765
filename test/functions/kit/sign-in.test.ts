import { expect } from "chai";
import type { Host } from "../../../packages/offline/src/host/host";
import { output, testHost } from "../../../packages/offline/test/support/host";
import type { Api } from "../../support/api";
import { expectProblem } from "../../support/problem";
import { accessTokenOf, apiWith } from "../../support/sign-in";

const event = { title: "Hackathon", date: "2026-03-15T09:00:00Z" };

describe("every route, where people sign in", function () {
  this.timeout(60_000);
  let host: Host;
  let operator: Api;
  let reader: Api;

  before(async () => {
    host = await testHost({ config: { auth: "cognito", dockerHost: "" } });
    operator = apiWith(host, await accessTokenOf(host, "operator@example.org", "operators"));
    reader = apiWith(host, await accessTokenOf(host, "reader@example.org", "readers"));
  });

  after(() => host.close());

  it("asks for a token, and for one that is good", async () => {
    const [head = "", body = "", signature = ""] = (reader.token ?? "").split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
    const authorizations = [
      "",
      "Bearer",
      "Bearer x",
      `${none}.${body}.`,
      `${head}.${body}.${"A".repeat(signature.length)}`,
    ];
    expectProblem(await reader.call("GET", "/events", { key: false }), 401, "Unauthorized");
    for (const authorization of authorizations) {
      const answer = await reader.call("GET", "/events", { key: false, headers: { authorization } });
      expectProblem(answer, 401, "Unauthorized");
      expect(answer.headers.get("www-authenticate") ?? answer.headers.get("x-amzn-remapped-www-authenticate")).to.equal(
        "Bearer",
      );
    }
  });

  it("takes a token with Bearer and without", async () => {
    const headers = { authorization: reader.token ?? "" };
    expect((await reader.call("GET", "/events")).status).to.equal(200);
    expect((await reader.call("GET", "/events", { key: false, headers })).status).to.equal(200);
  });

  it("takes no key in a token's place", async () => {
    const headers = { "x-api-key": "any" };
    expectProblem(await reader.call("GET", "/events", { key: false, headers }), 401, "Unauthorized");
  });

  it("is open to operators where it stops machines or takes measurements, and tells readers what to do", async () => {
    const instance_id = output(host, "instanceId");
    const routes: [method: string, path: string, body?: object][] = [
      ["GET", "/infra?action=status"],
      ["POST", "/manage", { action: "status", instance_id }],
      ["POST", "/measurements/bikes/2025-11-03/upload-url", { size: 5 }],
    ];
    for (const [method, path, body] of routes) {
      expect((await operator.call(method, path, { body })).status, path).to.equal(200);
      const detail = expectProblem(await reader.call(method, path, { body }), 403, "Not allowed");
      expect(detail).to.contain("operators");
    }
  });

  it("is open to all users where it does not, and to anybody where it is open", async () => {
    expect((await reader.call("GET", "/stats")).status).to.equal(200);
    expect((await reader.call("POST", "/events", { body: event })).status).to.equal(201);
    expect((await reader.call("GET", "/health", { key: false })).status).to.equal(200);
  });

  it("keeps the Idempotency-Keys of users apart", async () => {
    const headers = { "idempotency-key": "the-same" };
    const made = async (api: Api, title: string): Promise<unknown> => {
      const answer = await api.call("POST", "/events", { headers, body: { ...event, title } });
      expect(answer.status).to.equal(201);
      return Object(answer.body).id;
    };
    const first = await made(operator, "The operator's");
    expect(await made(operator, "The operator's")).to.equal(first);
    expect(await made(reader, "The reader's")).to.not.equal(first);
  });

  it("lets browsers ask whether they may send a token", async () => {
    const headers = { origin: "https://example.org", "access-control-request-method": "POST" };
    const answer = await reader.call("OPTIONS", "/manage", { key: false, headers });
    expect(answer.headers.get("access-control-allow-headers")?.split(",")).to.include("authorization");
  });
});

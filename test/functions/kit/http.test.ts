import { expect } from "chai";
import { type Api, apiOf, sharedApi } from "../../support/api";
import { output, testHost } from "../../../packages/offline/test/support/host";
import { expectProblem } from "../../support/problem";

describe("every route", () => {
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });

  it("asks for a key, and for one that exists", async function () {
    // What a token has to be is said where people sign in.
    if (api.token !== undefined) return this.skip();
    expectProblem(await api.call("GET", "/infra?action=status", { key: false }), 403, "Forbidden");
    const headers = { "x-api-key": "not-a-key-of-this-stack" };
    expectProblem(await api.call("POST", "/manage", { headers, body: {} }), 403, "Forbidden");
  });

  it("answers 404 for a path or a method that is not there", async () => {
    expectProblem(await api.call("GET", "/nowhere"), 404, "Not found");
    expectProblem(await api.call("GET", "/infra/below?action=status"), 404, "Not found");
    expectProblem(await api.call("DELETE", "/manage"), 404, "Not found");
  });

  it("answers preflights without a key, for the methods and headers that exist", async () => {
    const headers = { origin: "https://example.org", "access-control-request-method": "POST" };
    const answer = await api.call("OPTIONS", "/manage", { key: false, headers });
    expect(answer.status).to.equal(200);
    expect(answer.headers.get("access-control-allow-origin")).to.equal("*");
    expect(answer.headers.get("access-control-allow-methods")?.split(",")).to.have.members(["POST", "OPTIONS"]);
    const allowed = answer.headers.get("access-control-allow-headers")?.split(",");
    const headersOfAll = ["content-type", "x-api-key", "if-match", "if-none-match", "idempotency-key"];
    expect(allowed).to.have.members(api.token === undefined ? headersOfAll : [...headersOfAll, "authorization"]);
  });

  it("carries CORS headers on answers and on errors, whoever answers", async () => {
    const answers = [
      await api.call("GET", "/health"),
      await api.call("GET", "/infra?action=reboot"),
      await api.call("GET", "/infra"),
      await api.call("GET", "/infra?action=status", { key: false }),
      await api.call("GET", "/nowhere"),
    ];
    for (const { status, headers } of answers) {
      expect(headers.get("access-control-allow-origin"), `on a ${status}`).to.equal("*");
      expect(headers.get("access-control-expose-headers"), `on a ${status}`).to.equal("ETag, Location, Retry-After");
    }
  });
});

describe("every route, where apiKeyRequired is false", () => {
  it("is open", async () => {
    const host = await testHost({ config: { apiKeyRequired: "false" } });
    try {
      const api = apiOf(host);
      expect((await api.call("GET", "/infra?action=status", { key: false })).status).to.equal(200);
      expect(output(host, "curl")).to.not.contain("x-api-key");
    } finally {
      await host.close();
    }
  });
});

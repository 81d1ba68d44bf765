import { expect } from "chai";
import type { Host } from "../../../src/host/host";
import { output, testHost } from "../../support/host";
import { type RawAnswer, rawRequest } from "../../support/http";
import { eventually } from "../../support/poll";
import { integrationRows } from "./answers/integrations";
import { requestRows } from "./answers/requests";
import { message, type Row } from "./answers/row";
import { programFolder } from "../../support/programs";

const program = programFolder("gateway");

/** All that the gateway answers. */
const table = { ...requestRows, ...integrationRows };

function expectAnswer(answer: RawAnswer, { status, headers = {}, body }: Row): void {
  expect(answer.status, answer.body.slice(0, 200)).to.equal(status);
  expect(answer.headers["x-amzn-requestid"]).to.match(/^[0-9a-f-]{36}$/);
  expect(answer.headers["x-amz-apigw-id"]).to.be.a("string").that.is.not.empty;
  for (const [name, value] of Object.entries(headers)) {
    if (value instanceof RegExp) expect(answer.headers[name], name).to.match(value);
    else expect(answer.headers[name], name).to.equal(value);
  }
  if (body instanceof RegExp) expect(answer.body).to.match(body);
  else if (body !== undefined) expect(answer.body).to.equal(body);
}

describe("services/apigateway: its answers, where", () => {
  let host: Host & { logs: string[] };

  before(async () => {
    host = await testHost({ program, stack: "dev" });
  });

  after(() => host.close());

  for (const [about, rows] of Object.entries(table)) {
    describe(about, () => {
      for (const [title, row] of Object.entries(rows)) {
        it(`${title}: ${row.status}`, async () => {
          const [method, path, headers = {}, body] = row.request;
          const sent = Object.entries(headers).map(([name, value]) => [
            name,
            value.replace(/^\{(\w+)\}$/, (_, name: string) => output(host, name)),
          ]);
          expectAnswer(await rawRequest(output(host, "url"), method, path, Object.fromEntries(sent), body), row);
        });
      }
    });
  }

  it("there is no such API or stage: 403", async () => {
    for (const path of ["/restapis/nothing/v1/_user_request_/", "/_aws/execute-api/nothing/v1/"]) {
      const answer = await rawRequest(host.url, "GET", path);
      expect([answer.status, answer.body]).to.deep.equal([403, message("Forbidden")]);
    }
  });

  it("a function's answer is malformed: its developer reads why", async () => {
    await rawRequest(output(host, "url"), "POST", "/behave", {}, '{"answer":{"satus":200}}');
    expect(host.logs.join("\n")).to.match(/behave-\w+ answered no proxy response: .* satus/);
  });

  it("no environment becomes free within the integration's time-out: 503 with the time to come back", async () => {
    const small = await testHost({ program, stack: "dev", maxEnvironments: 1 });
    try {
      const url = output(small, "url");
      const busy = rawRequest(url, "POST", "/behave", {}, '{"log":"busy","never":true}');
      await eventually("the only environment is busy", async () => small.logs.find((line) => /busy/.test(line)));
      const answer = await rawRequest(url, "GET", "/hurried");
      expectAnswer(answer, {
        request: ["GET", "/hurried"],
        status: 503,
        headers: { "retry-after": "1", "content-type": "application/problem+json" },
      });
      const { requestId, ...problem } = JSON.parse(answer.body);
      expect(requestId).to.equal(answer.headers["x-amzn-requestid"]);
      expect(problem).to.deep.equal({
        type: "about:blank",
        title: "Out of capacity",
        status: 503,
        error: "Out of capacity",
      });
      expect(small.logs.join("\n")).to.match(/OUT OF CAPACITY: echo-\w+: .*--max-environments/);
      await busy;
    } finally {
      await small.close();
    }
  });
});

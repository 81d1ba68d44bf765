import { mock } from "node:test";
import { expect } from "chai";
import { problem } from "../../../functions/kit/errors";
import { json, respond } from "../../../functions/kit/http";
import { takeWrittenLines } from "../../support/written-lines";

const event = {
  httpMethod: "GET",
  resource: "/events/{id}",
  path: "/events/e-1",
  pathParameters: { id: "e-1" },
  queryStringParameters: { email: "me@example.org" },
  headers: { "x-api-key": "secret-key" },
  body: '{"name":"Élise"}',
  requestContext: { requestId: "request", identity: { apiKey: "secret-key", apiKeyId: "key-id" } },
};

const answerOf = (handle: Parameters<typeof respond>[0]) => respond(handle)(Object(event), { awsRequestId: "lambda" });

const named = (name: string): Error => Object.assign(new Error("too much"), { name });

describe("functions/http", () => {
  let errors: unknown[];
  let lines: Record<string, unknown>[];

  beforeEach(() => {
    errors = [];
    lines = takeWrittenLines();
    process.env.METRIC_NAMESPACE = "atelier/test";
    mock.method(console, "error", (error: unknown) => errors.push(error));
  });

  afterEach(() => {
    delete process.env.METRIC_NAMESPACE;
    mock.restoreAll();
  });

  describe("what a handler throws", () => {
    const answerTo = (error: Error) => answerOf(() => Promise.reject(error));

    for (const name of [
      "ProvisionedThroughputExceededException",
      "ThrottlingException",
      "RequestLimitExceeded",
      "SlowDown",
    ]) {
      it(`is out of capacity for ${name}, with the time to come back`, async () => {
        const { statusCode, headers, body } = await answerTo(named(name));
        expect(statusCode).to.equal(503);
        expect(headers).to.include({ "retry-after": "1", "content-type": "application/problem+json" });
        expect(JSON.parse(body)).to.include({ title: "Out of capacity", status: 503, requestId: "request" });
      });
    }

    it("is logged whole and told to nobody where it is unexpected", async () => {
      const error = new Error("the password is 1234");
      const { statusCode, body } = await answerTo(error);
      expect(statusCode).to.equal(500);
      expect(body).to.not.contain("1234");
      expect(errors).to.deep.equal([error]);
    });
  });

  describe("the line of a request", () => {
    it("is one, with what an operator asks for", async () => {
      await answerOf(async () => json(200, {}));
      expect(lines).to.have.length(1);
      const [{ timestamp, durationMs, ...line } = {}] = lines;
      expect(line).to.deep.equal({
        level: "INFO",
        requestId: "lambda",
        apiRequestId: "request",
        route: "GET /events/{id}",
        path: { id: "e-1" },
        status: 200,
        apiKeyId: "key-id",
      });
      expect(timestamp).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      expect(durationMs).to.be.a("number").and.to.be.within(0, 1000);
    });

    it("holds no body, no key and no query", async () => {
      await answerOf(async () => json(200, { comment: "Très bien" }));
      await answerOf(() => Promise.reject(problem(404, "Event not found", "e-1 is not there")));
      const text = JSON.stringify(lines);
      for (const kept of ["secret-key", "me@example.org", "Élise", "Très bien", "not there"])
        expect(text).to.not.contain(kept);
    });

    it("names the problem that the caller was told, and is no error below 500", async () => {
      await answerOf(() => Promise.reject(problem(404, "Event not found")));
      expect(lines[0]).to.include({ level: "INFO", status: 404, problem: "Event not found" });
      expect(errors).to.be.empty;
    });

    it("names it by its fixed title where the error is nothing for the caller", async () => {
      await answerOf(() => Promise.reject(new Error("the password is 1234")));
      await answerOf(() => Promise.reject(named("SlowDown")));
      expect(lines.map((line) => line.problem)).to.deep.equal(["Internal error", "Out of capacity"]);
    });

    it("is an error from 500 on", async () => {
      await answerOf(() => Promise.reject(new Error("unexpected")));
      expect(lines[0]).to.include({ level: "ERROR", status: 500 });
    });

    it("counts a table out of capacity as a metric of the stack, also where the handler answers by itself", async () => {
      const throttled = named("ProvisionedThroughputExceededException");
      await answerOf(() => Promise.reject(throttled));
      await answerOf(async (_, failures) => {
        failures.note(throttled);
        return json(503, { status: "degraded" });
      });
      expect(lines).to.have.length(2);
      for (const { _aws, ...line } of lines) {
        expect(line).to.include({ status: 503, TableThrottles: 1 });
        const { Timestamp, CloudWatchMetrics } = Object(_aws);
        expect(Timestamp).to.be.within(Date.now() - 60_000, Date.now());
        expect(CloudWatchMetrics).to.deep.equal([
          { Namespace: "atelier/test", Dimensions: [[]], Metrics: [{ Name: "TableThrottles", Unit: "Count" }] },
        ]);
      }
    });

    it("counts no other service's throttling as a table's", async () => {
      await answerOf(() => Promise.reject(named("SlowDown")));
      expect(lines[0]).to.include({ status: 503 }).and.to.not.have.any.keys("_aws", "TableThrottles");
    });
  });
});

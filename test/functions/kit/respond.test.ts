import { mock } from "node:test";
import { expect } from "chai";
import { respond } from "../../../functions/kit/http";

describe("functions/http: what a handler throws", () => {
  const answerTo = (error: Error) =>
    respond(() => Promise.reject(error))(Object({ requestContext: { requestId: "request" } }));

  let logged: unknown[];

  beforeEach(() => {
    logged = [];
    mock.method(console, "error", (error: unknown) => logged.push(error));
  });

  afterEach(() => mock.restoreAll());

  for (const name of [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "SlowDown",
  ]) {
    it(`is out of capacity for ${name}, with the time to come back`, async () => {
      const { statusCode, headers, body } = await answerTo(Object.assign(new Error("too much"), { name }));
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
    expect(logged).to.deep.equal([error]);
  });
});

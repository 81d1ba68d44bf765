import { resolve } from "node:path";
import { expect } from "chai";
import type { Host } from "../../../offline/host";
import { output, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";

describe("offline/gateway: what a function answered", () => {
  let host: Host;
  let url: string;

  before(async () => {
    host = await testHost({ program: resolve("test/offline/programs/gateway"), stack: "dev" });
    url = output(host, "url");
  });

  after(() => host.close());

  const answered = (answer: unknown) => rawRequest(url, "POST", "/behave", {}, JSON.stringify({ answer }));

  it("is taken where API Gateway takes it", async () => {
    const fine: [unknown, number][] = [
      [{}, 200],
      [{ statusCode: "201" }, 201],
      [{ statusCode: 204, headers: null }, 204],
      [{ headers: { "x-flag": true } }, 200],
      [{ body: null }, 200],
    ];
    for (const [answer, status] of fine)
      expect((await answered(answer)).status, JSON.stringify(answer)).to.equal(status);
  });

  it("is a 502 where it is malformed", async () => {
    const malformed = [
      { status: 200 },
      { statusCode: 200, extra: 1 },
      { statusCode: "ok" },
      { statusCode: 200.5 },
      { multiValueHeaders: { a: "b" } },
      { body: { an: "object" } },
      [],
      "text",
      null,
    ];
    for (const answer of malformed) {
      const { status, body } = await answered(answer);
      expect([status, body], JSON.stringify(answer)).to.deep.equal([502, '{"message":"Internal server error"}']);
    }
  });

  it("has both kinds of headers merged and is JSON by default", async () => {
    const answer = await answered({
      headers: { "x-one": 1, "x-two": "lost" },
      multiValueHeaders: { "X-Two": ["a", "b"] },
    });
    expect(answer.headers).to.include({ "x-one": "1", "x-two": "a, b", "content-type": "application/json" });
  });

  it("is decoded where it is base64", async () => {
    const answer = await answered({
      isBase64Encoded: true,
      body: Buffer.from("ü").toString("base64"),
      headers: { "content-type": "text/plain" },
    });
    expect(answer.body).to.equal("ü");
  });
});

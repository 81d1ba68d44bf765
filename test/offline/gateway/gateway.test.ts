import { resolve } from "node:path";
import { expect } from "chai";
import type { Host } from "../../../offline/host";
import { output, testHost } from "../../support/host";
import { type RawAnswer, rawRequest } from "../../support/http";

describe("offline/gateway", () => {
  let host: Host;
  let url: string;

  before(async () => {
    host = await testHost({ program: resolve("test/offline/programs/gateway"), stack: "dev" });
    url = output(host, "url");
  });

  after(() => host.close());

  const get = (path: string, headers: Record<string, string> = {}) => rawRequest(url, "GET", path, headers);
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    rawRequest(url, "POST", path, headers, body);
  const eventOf = ({ body }: RawAnswer) => JSON.parse(body);

  describe("routes", () => {
    it("prefers a fixed segment to a variable, and a variable to a greedy one", async () => {
      expect(eventOf(await get("/fixed/here")).resource).to.equal("/fixed/here");
      expect(eventOf(await get("/fixed/there")).resource).to.equal("/fixed/{variable}");
      expect(eventOf(await get("/fixed/here/below")).resource).to.equal("/fixed/{variable}/below");
      expect(eventOf(await get("/rest/of/it")).resource).to.equal("/rest/{path+}");
    });

    it("decodes path variables and leaves the path as it came", async () => {
      const event = eventOf(await get("/fixed/a%20b%2Fc"));
      expect(event.pathParameters).to.deep.equal({ variable: "a b/c" });
      expect(event.path).to.equal("/fixed/a%20b%2Fc");
      expect(event.requestContext.path).to.equal("/v1/fixed/a%20b%2Fc");
      expect(eventOf(await get("/rest/x/y%20z")).pathParameters).to.deep.equal({ path: "x/y z" });
    });

    it("takes a slash at the end, and the root with and without one", async () => {
      expect(eventOf(await get("/fixed/here/")).resource).to.equal("/fixed/here");
      expect(eventOf(await get("/")).resource).to.equal("/");
      expect(eventOf(await get("")).resource).to.equal("/");
    });

    it("serves any method where the document says so", async () => {
      expect(eventOf(await rawRequest(url, "PATCH", "/fixed/x/below")).httpMethod).to.equal("PATCH");
    });

    it("answers Missing Authentication Token to unknown routes, methods and broken encodings", async () => {
      for (const answer of [await get("/nowhere"), await post("/", ""), await get("/rest"), await get("/fixed/%zz")]) {
        expect(answer.status).to.equal(403);
        expect(JSON.parse(answer.body)).to.deep.equal({ message: "Missing Authentication Token" });
      }
    });

    it("answers Forbidden where there is no such API or stage", async () => {
      for (const path of ["/restapis/nothing/v1/_user_request_/", "/_aws/execute-api/nothing/v1/"]) {
        expect((await rawRequest(host.url, "GET", path)).status).to.equal(403);
      }
    });

    it("is reached by LocalStack's other address too", async () => {
      const other = url.replace("/restapis/", "/_aws/execute-api/").replace("/_user_request_", "");
      expect(eventOf(await rawRequest(other, "GET", "/fixed/here")).resource).to.equal("/fixed/here");
    });
  });

  describe("keys", () => {
    it("opens a method to an enabled key in the stage's usage plan, and tells the function which", async () => {
      const value = output(host, "planned");
      const { identity } = eventOf(await get("/keyed", { "x-api-key": value })).requestContext;
      expect(identity.apiKey).to.equal(value);
      expect(identity.apiKeyId).to.be.a("string");
    });

    it("refuses no key, an unknown one, one without a plan and a disabled one", async () => {
      const values = ["", "unknown", output(host, "unplanned"), output(host, "disabled")];
      for (const value of values) {
        const answer = await get("/keyed", value ? { "x-api-key": value } : {});
        expect([answer.status, answer.body]).to.deep.equal([403, '{"message":"Forbidden"}']);
      }
    });

    it("never opens a method whose authorizer it does not have", async () => {
      const answer = await get("/guarded", { "x-api-key": output(host, "planned") });
      expect([answer.status, answer.body]).to.deep.equal([
        501,
        '{"message":"the authorizer cognito is not served offline"}',
      ]);
    });
  });

  describe("checks", () => {
    it("wants required parameters to be there and not blank", async () => {
      const missing = await get("/parameters?other=1");
      expect([missing.status, missing.body]).to.deep.equal([
        400,
        '{"message":"Missing required request parameters: [x-head, q]"}',
      ]);
      expect((await get("/parameters?q=%20", { "X-Head": "1" })).body).to.contain("[q]");
      expect((await get("/parameters?q=1", { "X-Head": "1" })).status).to.equal(200);
    });

    it("checks bodies against the model, references included, and answers in the stack's own words", async () => {
      const json = { "content-type": "application/json" };
      expect((await post("/body", '{"x":1}', json)).status).to.equal(200);
      for (const [body, field] of [
        ["{}", "x"],
        ['{"x":0}', "#/x"],
        ['{"x":1,"y":2}', "#/y"],
        ['{"x":1,"é~/":2}', "#/é~0~1"],
        ['{"x":1,"constructor":2}', "#/constructor"],
        ['{"x":1,"__proto__":2}', "#/__proto__"],
        ['{"x":1,"\\ud800":2}', "half a surrogate pair"],
        ["{", "JSON"],
        ["", "JSON"],
      ]) {
        const answer = await post("/body", String(body), json);
        expect(answer.status, body).to.equal(422);
        expect(answer.headers["x-why"]).to.equal("body");
        const { why, type } = JSON.parse(answer.body);
        expect(type).to.equal("BAD_REQUEST_BODY");
        expect(why).to.contain(field);
      }
    });

    it("does not look at a body whose content type has no model", async () => {
      expect((await post("/body", "anything", { "content-type": "text/plain" })).status).to.equal(200);
    });

    it("refuses a body over 10 MB in plain text", async () => {
      const answer = await post("/behave", "x".repeat(10_485_761));
      expect([answer.status, answer.headers["content-type"]]).to.deep.equal([413, "text/plain"]);
      expect(answer.body).to.equal("HTTP content length exceeded 10485760 bytes.");
    });
  });

  describe("events", () => {
    it("carry headers and queries once and as lists, the last value counting", async () => {
      const event = eventOf(await get("/?a=1&a=2&b=%20x", { "X-Mixed-Case": "kept" }));
      expect(event.queryStringParameters).to.deep.equal({ a: "2", b: " x" });
      expect(event.multiValueQueryStringParameters).to.deep.equal({ a: ["1", "2"], b: [" x"] });
      expect(event.headers).to.include({ "X-Mixed-Case": "kept" });
      expect(event.multiValueHeaders).to.deep.include({ "X-Mixed-Case": ["kept"] });
    });

    it("carry names that any JavaScript object has as members of its own", async () => {
      const names = ["__proto__", "constructor", "hasOwnProperty"];
      const headers = Object.fromEntries(names.map((name) => [name, "1"]));
      const event = eventOf(await get(`/?${names.map((name) => `${name}=1&${name}=2`).join("&")}`, headers));
      for (const name of names) {
        expect(Object.entries(event.multiValueQueryStringParameters)).to.deep.include([name, ["1", "2"]]);
        expect(Object.entries(event.queryStringParameters)).to.deep.include([name, "2"]);
        expect(Object.entries(event.headers)).to.deep.include([name, "1"]);
      }
    });

    it("have null for what is empty", async () => {
      const event = eventOf(await get("/"));
      const { queryStringParameters, multiValueQueryStringParameters, pathParameters, body } = event;
      expect([queryStringParameters, multiValueQueryStringParameters, pathParameters, body]).to.deep.equal([
        null,
        null,
        null,
        null,
      ]);
      expect(event.isBase64Encoded).to.equal(false);
      expect(event.stageVariables).to.deep.equal({ colour: "green" });
    });

    it("carry binary media types as base64 and all else as text", async () => {
      const text = eventOf(await post("/body", "ü", { "content-type": "text/plain" }));
      expect([text.body, text.isBase64Encoded]).to.deep.equal(["ü", false]);
      const image = eventOf(await post("/body", "ü", { "content-type": "image/png" }));
      expect([image.body, image.isBase64Encoded]).to.deep.equal([Buffer.from("ü").toString("base64"), true]);
    });

    it("have the request id that the answer carries", async () => {
      const answer = await get("/");
      expect(eventOf(answer).requestContext.requestId).to.equal(answer.headers["x-amzn-requestid"]);
    });
  });

  it("answers MOCK integrations itself, with their status, headers and body", async () => {
    const answer = await get("/mock");
    expect([answer.status, answer.headers["x-pot"], answer.body]).to.deep.equal([418, "tea", '{"short":true}']);
  });

  it("says so where an integration is not embedded", async () => {
    expect((await get("/elsewhere")).body).to.equal('{"message":"the integration type http is not served offline"}');
  });
});

import { expect } from "chai";
import type { Host } from "../../../src/host/host";
import { output, testHost } from "../../support/host";
import { type RawAnswer, rawRequest } from "../../support/http";
import { programFolder } from "../../support/programs";

describe("services/apigateway", () => {
  let host: Host;
  let url: string;

  before(async () => {
    host = await testHost({ program: programFolder("gateway"), stack: "dev" });
    url = output(host, "url");
  });

  after(() => host.close());

  const get = (path: string, headers: Record<string, string> = {}) => rawRequest(url, "GET", path, headers);
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    rawRequest(url, "POST", path, headers, body);
  const eventOf = ({ body }: RawAnswer) => JSON.parse(body);

  describe("an API", () => {
    it("answers 403 by its address where that is disabled", async () => {
      expect((await rawRequest(output(host, "disabledUrl"), "GET", "/")).status).to.equal(403);
    });

    it("is not open to keys in headers where an authorizer gives them", async () => {
      const headers = { "x-api-key": output(host, "planned") };
      const { status, body } = await rawRequest(output(host, "authorizedUrl"), "GET", "/", headers);
      expect([status, JSON.parse(body).message]).to.deep.equal([
        501,
        "the authorizer that gives API keys is not served offline",
      ]);
    });
  });

  describe("a resource policy", () => {
    const guarded = (path: string) => rawRequest(output(host, "guardedUrl"), "GET", path);

    it("lets through what it allows", async () => {
      expect((await guarded("/here")).status).to.equal(200);
    });

    for (const [path, why] of [
      ["/denied", "denies, though it allows it as well"],
      ["/elsewhere", "does not speak of"],
    ] as const) {
      it(`refuses what it ${why}`, async () => {
        const { status, headers, body } = await guarded(path);
        expect([status, headers["x-amzn-errortype"]]).to.deep.equal([403, "AccessDeniedException"]);
        expect(JSON.parse(body).Message).to.match(
          /^User: anonymous is not authorized to perform: execute-api:Invoke on/,
        );
      });
    }
  });

  describe("routes", () => {
    it("prefers a fixed segment to a variable, and a variable to a greedy one", async () => {
      expect(eventOf(await get("/fixed/here")).resource).to.equal("/fixed/here");
      expect(eventOf(await get("/fixed/there")).resource).to.equal("/fixed/{variable}");
      expect(eventOf(await get("/fixed/here/below")).resource).to.equal("/fixed/{variable}/below");
      expect(eventOf(await get("/rest/of/it")).resource).to.equal("/rest/{path+}");
    });

    it("leaves the path and its variables as they came, percent-encoded", async () => {
      const event = eventOf(await get("/fixed/a%20b%2Fc"));
      expect(event.pathParameters).to.deep.equal({ variable: "a%20b%2Fc" });
      expect(event.path).to.equal("/fixed/a%20b%2Fc");
      expect(event.requestContext.path).to.equal("/v1/fixed/a%20b%2Fc");
      expect(eventOf(await get("/rest/x/y%20z")).pathParameters).to.deep.equal({ path: "x/y%20z" });
    });

    it("takes two dots and doubled slashes for what they are: parts of a path", async () => {
      expect(eventOf(await get("/fixed/.."))).to.deep.include({
        path: "/fixed/..",
        pathParameters: { variable: ".." },
      });
      expect(eventOf(await get("/rest/x//y/../z")).pathParameters).to.deep.equal({ path: "x//y/../z" });
      expect((await get("/fixed//here")).status).to.equal(403);
    });

    it("counts slashes at the start as one, and shows them to the function", async () => {
      const event = eventOf(await get("//fixed/here"));
      expect([event.resource, event.path]).to.deep.equal(["/fixed/here", "/fixed/here"]);
      expect(event.requestContext.path).to.equal("/v1//fixed/here");
    });

    it("takes a slash at the end, and the root with and without one", async () => {
      expect(eventOf(await get("/fixed/here/")).resource).to.equal("/fixed/here");
      expect(eventOf(await get("/")).resource).to.equal("/");
      expect(eventOf(await get("")).resource).to.equal("/");
    });

    it("serves any method where the document says so", async () => {
      expect(eventOf(await rawRequest(url, "PATCH", "/fixed/x/below")).httpMethod).to.equal("PATCH");
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

    it("shows no key to the function of a method that asks for none", async () => {
      const { identity } = eventOf(await get("/", { "x-api-key": output(host, "planned") })).requestContext;
      expect(identity).to.include({ apiKey: null, apiKeyId: null });
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

    it("carry a header that comes twice under its first spelling", async () => {
      const event = eventOf(await rawRequest(url, "GET", "/", { "X-Twice": ["1", "2"], accept: "a/b" }));
      expect(event.multiValueHeaders["X-Twice"]).to.deep.equal(["1", "2"]);
      expect(event.headers["X-Twice"]).to.equal("2");
    });

    it("lack the headers of the connection, and have the gateway's", async () => {
      const sent = { "X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "gopher", TE: "trailers", "Content-MD5": "x" };
      const { headers } = eventOf(await post("/body", '{"x":1}', { ...sent, "Content-Type": "application/json" }));
      expect(headers).to.not.have.any.keys("Connection", "Content-Length", "TE", "Content-MD5");
      expect(headers).to.include({ "X-Forwarded-For": "1.2.3.4, 127.0.0.1", "X-Forwarded-Proto": "http" });
      expect(headers["X-Amzn-Trace-Id"]).to.match(/^Root=1-/);
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

    it("go by the binary media types that stand beside the document, and not by its own", async () => {
      const to = output(host, "guardedUrl");
      const encoding = async (type: string) =>
        eventOf(await rawRequest(to, "POST", "/here", { "content-type": type }, "ü")).isBase64Encoded;
      expect([await encoding("text/csv"), await encoding("image/png")]).to.deep.equal([true, false]);
    });

    it("have the request id that the answer carries", async () => {
      const answer = await get("/");
      expect(eventOf(answer).requestContext.requestId).to.equal(answer.headers["x-amzn-requestid"]);
    });
  });
});

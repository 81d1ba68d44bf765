import { expect } from "chai";
import { output, type TestHost, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { programFolder } from "../../support/programs";

describe("services/apigatewayv2: HTTP APIs", () => {
  let host: TestHost;

  before(async () => {
    host = await testHost({ program: programFolder("http-apis"), stack: "dev" });
  });

  after(() => host.close());

  const ask = (method: string, path: string, headers: Record<string, string> = {}, body = "") =>
    rawRequest(output(host, "url"), method, path, headers, body);

  it("hand a request over in format 2.0, with the stage in its path", async () => {
    const answer = await ask("GET", "/things/a%20b?x=1&x=2");
    expect(answer.status, answer.body).to.equal(200);
    const event = JSON.parse(answer.body);
    expect(event).to.deep.include({
      version: "2.0",
      routeKey: "GET /things/{id}",
      rawPath: "/dev/things/a%20b",
      pathParameters: { id: "a b" },
      queryStringParameters: { x: "1,2" },
    });
    expect(event.requestContext).to.include({ accountId: "000000000000", stage: "dev" });
    expect(answer.headers["apigw-requestid"]).to.equal(event.requestContext.requestId);
  });

  it("hand it over in format 1.0, as integrations do that name none", async () => {
    const answer = await ask("POST", "/things/7", { "content-type": "application/json" }, "{}");
    expect(answer.status, answer.body).to.equal(200);
    expect(JSON.parse(answer.body)).to.deep.include({
      version: "1.0",
      resource: "/things/{id}",
      httpMethod: "POST",
      pathParameters: { id: "7" },
      body: "{}",
      isBase64Encoded: false,
    });
  });

  it("take $default where no route is for a path", async () => {
    const { body } = await ask("DELETE", "/anything/else");
    expect(JSON.parse(body)).to.include({ routeKey: "$default", rawPath: "/dev/anything/else" });
  });

  it("say that a body is text where the function says nothing of it", async () => {
    const { headers, body } = await ask("GET", "/text");
    expect([headers["content-type"], body]).to.deep.equal(["text/plain; charset=utf-8", "hello"]);
  });

  it("answer 500 where the function fails, or lets nobody invoke it, which the console says", async () => {
    const failed = await ask("GET", "/broken");
    expect([failed.status, failed.body]).to.deep.equal([500, '{"message":"Internal Server Error"}']);
    expect((await ask("GET", "/unpermitted")).status).to.equal(500);
    expect(host.logs.join("\n")).to.contain("GET /unpermitted answers 500, as on AWS");
  });

  it("let pages of the declared origins in", async () => {
    const asked = { origin: "https://page.example", "access-control-request-method": "POST" };
    const preflight = await ask("OPTIONS", "/things/7", asked);
    expect(preflight.status).to.equal(204);
    expect(preflight.headers).to.include({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET,POST",
    });
    const { headers } = await ask("GET", "/things/7", { origin: "https://page.example" });
    expect(headers["access-control-allow-origin"]).to.equal("*");
  });

  it("have a route and a stage at once, where they are made quickly", async () => {
    const got = await rawRequest(output(host, "quickUrl"), "GET", "/");
    expect(got.status, got.body).to.equal(200);
    expect(JSON.parse(got.body)).to.include({ routeKey: "GET /", rawPath: "/", version: "2.0" });
    expect((await rawRequest(output(host, "quickUrl"), "POST", "/")).status).to.equal(404);
  });

  it("let nobody in by authorizers that are not declared, nor to servers elsewhere, nor by OpenAPI bodies, and say so at the start", async () => {
    expect((await ask("GET", "/guarded")).status).to.equal(501);
    expect((await ask("GET", "/elsewhere")).status).to.equal(501);
    const said = host.unserved.map(({ text }) => text).join("\n");
    expect(said).to.contain("GET /guarded has no handler: the authorizer any, which the program does not declare,");
    expect(said).to.contain("the HTTP API written answers nobody: OpenAPI bodies of HTTP APIs are not served");
    expect(said).to.contain("GET /elsewhere has no handler: HTTP to https://example.org");
  });

  it("answer 404 by stages without a deployment", async () => {
    expect((await rawRequest(output(host, "idleUrl"), "GET", "/things/7")).status).to.equal(404);
    expect(host.logs.join("\n")).to.contain("the stage idle of an HTTP API answers 404, as on AWS");
  });
});

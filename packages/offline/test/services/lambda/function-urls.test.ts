import { sign } from "aws4";
import { expect } from "chai";
import { output, type TestHost, testHost } from "../../support/host";
import { type RawAnswer, rawRequest } from "../../support/http";
import { programFolder } from "../../support/programs";

describe("services/lambda: function URLs", () => {
  let host: TestHost;

  before(async () => {
    host = await testHost({ program: programFolder("function-urls"), stack: "dev" });
  });

  after(() => host.close());

  const ask = (method: string, path: string, headers: Record<string, string> = {}, body: string | Buffer = "") =>
    rawRequest(output(host, "openUrl"), method, path, headers, body);
  const answering = (answer: unknown) =>
    ask("POST", "/", { "content-type": "application/json" }, JSON.stringify({ answer }));

  /** Signed by the account's administrator, unless by another key. */
  function askSigned(secretAccessKey = "test"): Promise<RawAnswer> {
    const { host: name, pathname } = new URL(output(host, "signedUrl"));
    const path = `${pathname}things?colour=green`;
    const { headers = {} } = sign(
      { host: name, path, method: "GET", service: "lambda", region: "us-east-1" },
      { accessKeyId: "test", secretAccessKey },
    );
    const sent = Object.entries(headers).map(([header, value]) => [header, String(value)]);
    return rawRequest(host.url, "GET", path, Object.fromEntries(sent));
  }

  it("hand a request over in format 2.0", async () => {
    const answer = await ask("GET", "/a%20b/c?x=1&x=2&y=%20", { "X-Mine": "yes", cookie: "a=1; b=2" });
    expect(answer.status, answer.body).to.equal(200);
    const event = JSON.parse(answer.body);
    expect(event).to.deep.include({
      version: "2.0",
      routeKey: "$default",
      rawPath: "/a%20b/c",
      rawQueryString: "x=1&x=2&y=%20",
      cookies: ["a=1", "b=2"],
      queryStringParameters: { x: "1,2", y: " " },
      isBase64Encoded: false,
    });
    expect(event).not.to.have.property("body");
    expect(event.headers)
      .to.include({ "x-mine": "yes", "x-forwarded-proto": "http" })
      .and.not.to.have.property("cookie");
    expect(event.requestContext).to.include({ accountId: "anonymous", stage: "$default" });
    expect(event.requestContext.http).to.include({ method: "GET", path: "/a%20b/c", protocol: "HTTP/1.1" });
    expect(answer.headers["x-amzn-requestid"]).to.equal(event.requestContext.requestId);
  });

  it("hand bodies over as base64 that are no text", async () => {
    const { body } = await ask("POST", "/", { "content-type": "image/png" }, Buffer.from([0xff, 0]));
    expect(JSON.parse(body)).to.include({ body: "/wA=", isBase64Encoded: true });
  });

  it("answer what has no statusCode as a body of JSON, and a text as it is", async () => {
    const { status, headers, body } = await answering({ one: 1 });
    expect([status, headers["content-type"], body]).to.deep.equal([200, "application/json", '{"one":1}']);
    expect((await answering("words")).body).to.equal("words");
  });

  it("answer with the function's status, headers, cookies, and bytes", async () => {
    const { status, headers, body } = await rawRequest(output(host, "corsUrl"), "GET", "/");
    expect([status, headers["content-type"], body]).to.deep.equal([201, "text/plain", "hello"]);
    expect(headers["set-cookie"]).to.deep.equal(["a=1; Path=/", "b=2"]);
  });

  it("answer 502 where the function fails, or answers what is none", async () => {
    const failed = await ask("POST", "/", { "content-type": "application/json" }, '{"fail":true}');
    expect([failed.status, failed.body]).to.deep.equal([502, "Internal Server Error"]);
    expect((await answering({ statusCode: "soon" })).status).to.equal(502);
    expect(host.logs.join("\n")).to.contain('answered what is no answer of HTTP: statusCode is "soon"');
  });

  it("let pages of the declared origins in, whatever the function says of it", async () => {
    const origin = "https://page.example";
    const asked = { origin, "access-control-request-method": "GET" };
    const preflight = await rawRequest(output(host, "corsUrl"), "OPTIONS", "/", asked);
    expect(preflight.status).to.equal(200);
    expect(preflight.headers).to.include({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET",
      "access-control-allow-headers": "x-mine",
      "access-control-max-age": "60",
    });
    const got = await rawRequest(output(host, "corsUrl"), "GET", "/", { origin });
    expect(got.headers["access-control-allow-origin"]).to.equal(origin);
    const other = await rawRequest(output(host, "corsUrl"), "GET", "/", { origin: "https://other.example" });
    expect(other.headers).not.to.have.property("access-control-allow-origin");
  });

  it("of the type AWS_IAM answer those alone who sign and may invoke the function", async () => {
    const unsigned = await rawRequest(output(host, "signedUrl"), "GET", "/");
    expect([unsigned.status, unsigned.body]).to.deep.equal([403, '{"Message":"Forbidden"}']);
    expect((await askSigned("wrong")).status).to.equal(403);
    const { status, body } = await askSigned();
    expect(status, body).to.equal(200);
    const { rawPath, requestContext } = JSON.parse(body);
    expect(rawPath).to.equal("/things");
    expect(requestContext.authorizer.iam).to.include({ accessKey: "test", userArn: "arn:aws:iam::000000000000:root" });
  });

  it("answer 403 where there is none", async () => {
    expect((await rawRequest(host.url, "GET", "/_aws/lambda-url/nothing/")).status).to.equal(403);
  });

  it("are shown at the start", () => {
    const block = host.banner.find(({ heading }) => heading === "Function URLs");
    expect(block?.rows.map(([url, , guard]) => [url, guard])).to.deep.include([output(host, "signedUrl"), "AWS_IAM"]);
  });
});

import { expect } from "chai";
import { allServices } from "../../support/open-services";
import {
  behavior,
  distribution,
  managed,
  type Sites,
  startOrigin,
  startSites,
  type TestOrigin,
} from "../../support/sites";
import { graphWith } from "../../support/graph";

const functionOf = (name: string, code: string, runtime = "cloudfront-js-2.0") => ({
  type: "aws:cloudfront/function:Function",
  name,
  inputs: { name, runtime, code },
});

/** What the functions do, by name; those of answers begin with `on`. */
const codes: Record<string, string> = {
  index: `function handler(event) {
    var request = event.request;
    if (request.uri.endsWith("/")) request.uri += "index.html";
    return request;
  }`,
  redirect: `async function handler(event) {
    return {
      statusCode: 302,
      statusDescription: "Found",
      headers: { location: { value: "https://example.org" + event.request.uri } },
      cookies: { seen: { value: "1", attributes: "Path=/; Secure" } },
      body: { encoding: "base64", data: btoa("moved") },
    };
  }`,
  change: `const handler = async ({ request }) => {
    request.headers["x-kind"] = { value: request.headers.host.value + " " + request.querystring.a.multiValue.length };
    request.querystring = { b: { value: "2" }, c: { value: "", multiValue: [{ value: "3" }, { value: "4" }] } };
    request.cookies.added = { value: "yes" };
    return request;
  };`,
  echo: `function handler(event) { return { statusCode: 200, body: JSON.stringify(event) }; }`,
  modules: `import crypto from "crypto";
    import { parse } from "querystring";
    function handler() {
      const hash = crypto.createHash("sha256").update("a").digest("hex");
      return { statusCode: 200, body: hash.slice(0, 8) + parse("a=1").a + Buffer.from("b").toString("hex") };
    }`,
  outside: `function handler() {
    return { statusCode: 200, body: [typeof process, typeof setTimeout, typeof fetch, typeof global].join() };
  }`,
  throws: `function handler() { console.log("about to", { fail: true }); throw new Error("on purpose"); }`,
  loops: `function handler() { for (;;) {} }`,
  waits: `async function handler() { await new Promise(function () {}); }`,
  spins: `async function handler() { for (;;) await null; }`,
  hoards: `function handler() { var all = []; for (;;) all.push(new Array(1e6).fill(all.length)); }`,
  nothing: `function handler() {}`,
  upper: `function handler({ request }) { request.headers["X-Kind"] = { value: "1" }; return request; }`,
  forbidden: `function handler({ request }) { request.headers["x-forwarded-proto"] = { value: "https" }; return request; }`,
  host: `function handler({ request }) { request.headers.host = { value: "other" }; return request; }`,
  method: `function handler({ request }) { request.method = "PUT"; return request; }`,
  uri: `function handler({ request }) { request.uri = "index.html"; return request; }`,
  status: `function handler() { return { statusCode: "200" }; }`,
  onAnswer: `function handler({ request, response }) {
    response.headers["x-uri"] = { value: request.uri };
    delete response.headers["x-own"];
    response.cookies.b = { value: "2" };
    return response;
  }`,
  onReplace: `function handler({ response }) { response.statusCode = 203; response.body = "other"; return response; }`,
};

const asRequest = (name: string) => ({
  eventType: "viewer-request",
  functionArn: `arn:aws:cloudfront::000000000000:function/${name}`,
});
const asResponse = (name: string) => ({ ...asRequest(name), eventType: "viewer-response" });

describe("services/cloudfront: functions", () => {
  let origin: TestOrigin;
  let sites: Sites;

  before(async () => {
    origin = await startOrigin();
    origin.answer = ({ url = "" }, response) =>
      void response
        .writeHead(url.includes("missing") ? 404 : 200, { "set-cookie": "a=1; Path=/", "x-own": "1" })
        .end(`from ${url}`);
    const inputs = {
      orderedCacheBehaviors: Object.keys(codes).map((name) =>
        behavior({
          pathPattern: `/${name}/*`,
          originRequestPolicyId: managed.allViewer,
          functionAssociations: [name.startsWith("on") ? asResponse(name) : asRequest(name)],
          responseHeadersPolicyId: managed.securityHeaders,
        }),
      ),
    };
    const functions = Object.entries(codes).map(([name, code]) => functionOf(name, code));
    sites = await startSites([...functions, distribution(origin.port, inputs)]);
  });

  after(() => Promise.all([sites.close(), origin.close()]));

  beforeEach(() => {
    origin.requests.length = 0;
    sites.logs.length = 0;
  });

  it("change what is asked of the origin, by the behavior that the viewer asked for", async () => {
    expect((await sites.ask("/index/")).body).to.equal("from /index/index.html");
    await sites.ask("/change/a?a=1&a=2", { cookie: "seen=1" });
    const { url, headers } = origin.requests[1] ?? { headers: {} };
    expect(url).to.equal("/change/a?b=2&c=3&c=4");
    expect(headers).to.include({ cookie: "seen=1; added=yes", "x-kind": `${headers.host} 2` });
  });

  it("leave a query and cookies as they came that they do not change", async () => {
    await sites.ask("/index/a?b=%20&a=&c&b=1", { cookie: "b=1; a=2; b=3" });
    const { url, headers } = origin.requests[0] ?? { headers: {} };
    expect([url, headers.cookie]).to.deep.equal(["/index/a?b=%20&a=&c&b=1", "b=1; a=2; b=3"]);
  });

  it("answer in the origin's place", async () => {
    const { status, headers, body } = await sites.ask("/redirect/a");
    expect([status, body]).to.deep.equal([302, "moved"]);
    expect(headers).to.include({
      ...{ location: "https://example.org/redirect/a", "x-cache": "FunctionGeneratedResponse from cloudfront" },
      "x-frame-options": "SAMEORIGIN",
    });
    expect(headers["set-cookie"]).to.deep.equal(["seen=1; Path=/; Secure"]);
    expect(origin.requests).to.deep.equal([]);
  });

  it("get CloudFront's event", async () => {
    const { body } = await sites.ask("/echo/a?b=1&b=2&c", { "x-kind": "1", cookie: "d=4" });
    const event = JSON.parse(body);
    expect(event).to.have.all.keys("version", "context", "viewer", "request");
    expect(event.context).to.include({ eventType: "viewer-request", distributionId: sites.graph.resources.at(-1)?.id });
    expect([event.version, event.viewer.ip]).to.deep.equal(["1.0", "127.0.0.1"]);
    const { headers, ...request } = event.request;
    expect(request).to.deep.equal({
      method: "GET",
      uri: "/echo/a",
      querystring: { b: { value: "1", multiValue: [{ value: "1" }, { value: "2" }] }, c: { value: "" } },
      cookies: { d: { value: "4" } },
    });
    expect(headers["x-kind"]).to.deep.equal({ value: "1" });
    expect(headers).not.to.have.any.keys("cookie", "connection");
  });

  it("have CloudFront's modules, and nothing of Node.js", async () => {
    expect((await sites.ask("/modules/")).body).to.equal("ca978112162");
    expect((await sites.ask("/outside/")).body).to.equal("undefined,undefined,undefined,undefined");
  });

  it("change an answer, but for errors of the origin", async () => {
    const { headers, body } = await sites.ask("/onAnswer/a");
    expect(headers).to.include({ "x-uri": "/onAnswer/a" }).and.not.to.have.property("x-own");
    expect([headers["set-cookie"], body]).to.deep.equal([["a=1; Path=/", "b=2"], "from /onAnswer/a"]);
    expect((await sites.ask("/onAnswer/missing")).headers["x-own"]).to.equal("1");
    expect(await sites.ask("/onReplace/a")).to.include({ status: 203, body: "other" });
  });

  const failures: [name: string, status: number, cause: string, why: RegExp][] = [
    ["throws", 503, "FunctionExecutionError", /Error: on purpose/],
    ["loops", 503, "FunctionThrottledError", /more than \d+ ms/],
    ["spins", 503, "FunctionThrottledError", /more than \d+ ms/],
    ["waits", 503, "FunctionExecutionError", /never settled/],
    ["nothing", 502, "FunctionValidationError", /returned nothing/],
    ["upper", 502, "FunctionValidationError", /X-Kind/],
    ["forbidden", 502, "FunctionValidationError", /x-forwarded-proto/],
    ["host", 502, "FunctionValidationError", /host/],
    ["method", 502, "FunctionValidationError", /method/],
    ["uri", 502, "FunctionValidationError", /slash/],
    ["status", 502, "FunctionValidationError", /statusCode/],
  ];
  for (const [name, status, cause, why] of failures)
    it(`answer ${status} with the reason on the console where one is wrong: ${name}`, async () => {
      for (const path of [`/${name}/a`, `/${name}/b`]) {
        const answer = await sites.ask(path);
        expect([answer.status, answer.headers["x-cache"]]).to.deep.equal([status, `${cause} from cloudfront`]);
        expect(answer.body).to.contain("The CloudFront function").and.not.to.match(why);
      }
      expect(sites.logs.at(-1)).to.match(why);
      expect((await sites.ask("/index/")).status).to.equal(200);
    });

  it("end by themselves where one takes all the memory there is", async () => {
    for (const path of ["/hoards/a", "/hoards/b"]) expect((await sites.ask(path)).status).to.equal(503);
    expect(sites.logs.at(-1)).to.match(/memory|more than/);
  });

  it("log to the console, by their name", async () => {
    await sites.ask("/throws/a");
    expect(sites.logs[0]).to.equal("[throws] about to { fail: true }");
  });

  for (const [what, code] of [
    ["is no JavaScript", "function handler( {"],
    ["is larger than ten kilobytes", `function handler() {} //${"x".repeat(10_240)}`],
  ] as const)
    it(`are refused at the start where the code ${what}`, async () => {
      const refusal = await allServices([functionOf("one", code)]).catch((error: Error) => error);
      expect(refusal).to.be.an("error").with.property("message").that.contains("AWS would refuse");
    });

  it("have a name and an ARN as on AWS", () => {
    const [made] = graphWith([functionOf("one", "")]).resources;
    expect(made?.outputs.arn).to.equal("arn:aws:cloudfront::000000000000:function/one");
  });
});

import { expect } from "chai";
import {
  behavior,
  customOrigin,
  distribution,
  managed,
  type Sites,
  startOrigin,
  startSites,
  type TestOrigin,
} from "../../support/sites";

describe("services/cloudfront: behaviors and origins", () => {
  let origin: TestOrigin;
  let second: TestOrigin;
  let sites: Sites;

  before(async () => {
    [origin, second] = [await startOrigin(), await startOrigin()];
    const inputs = {
      defaultRootObject: "index.html",
      origins: [
        customOrigin(origin.port, { originPath: "/base", customHeaders: [{ name: "X-Secret", value: "known" }] }),
        customOrigin(second.port, { originId: "second" }),
        customOrigin(9, { originId: "shut" }),
        customOrigin(80, { originId: "elsewhere", domainName: "origin.example.org" }),
      ],
      originGroups: [
        {
          originId: "group",
          failoverCriteria: { statusCodes: [500, 502, 404] },
          members: [{ originId: "shut" }, { originId: "second" }],
        },
      ],
      orderedCacheBehaviors: [
        behavior({ pathPattern: "/api/*", targetOriginId: "second" }),
        behavior({ pathPattern: "images/?.PNG", targetOriginId: "second" }),
        behavior({ pathPattern: "*.css", targetOriginId: "second", allowedMethods: ["GET", "HEAD"] }),
        behavior({ pathPattern: "/shut", targetOriginId: "shut" }),
        behavior({ pathPattern: "/elsewhere", targetOriginId: "elsewhere" }),
        behavior({ pathPattern: "/group", targetOriginId: "group" }),
        behavior({ pathPattern: "/viewer", originRequestPolicyId: managed.allViewer }),
        behavior({ pathPattern: "/except", originRequestPolicyId: managed.allViewerExceptHost }),
      ],
    };
    sites = await startSites([distribution(origin.port, inputs)]);
  });

  after(() => Promise.all([sites.close(), origin.close(), second.close()]));

  beforeEach(() => {
    for (const one of [origin, second]) one.requests.length = 0;
  });

  it("serves a path by the first behavior whose pattern it has, with stars and question marks, by case", async () => {
    for (const path of ["/api/a/b", "/images/a.PNG", "/deep/site.css"])
      expect((await sites.ask(path)).body, path).to.equal(`from ${path}`);
    for (const path of ["/api", "/images/ab.PNG", "/images/a.png", "/x/images/a.PNG"])
      expect((await sites.ask(path)).body, path).to.equal(`from /base${path}`);
  });

  it("puts the root object at the root, and nowhere else", async () => {
    expect((await sites.ask("/")).body).to.equal("from /base/index.html");
    expect((await sites.ask("/folder/")).body).to.equal("from /base/folder/");
  });

  it("refuses a method that the behavior does not allow", async () => {
    const { status, headers, body } = await sites.ask("/site.css", {}, "POST");
    expect([status, headers["x-cache"]]).to.deep.equal([403, "Error from cloudfront"]);
    expect(body).to.contain("not configured to allow the HTTP request method");
  });

  it("refuses a GET with a body", async () => {
    expect((await sites.ask("/a", { "content-length": "1" }, "GET", "x")).status).to.equal(403);
  });

  it("hands on methods and bodies that it allows", async () => {
    origin.answer = (message, response) => {
      response.write(`${message.method} `);
      message.pipe(response);
    };
    expect((await sites.ask("/a", { "content-type": "text/plain" }, "PUT", "body")).body).to.equal("PUT body");
    expect(origin.requests[0]?.headers["content-type"]).to.equal("text/plain");
    origin.answer = ({ url }, response) => void response.end(`from ${url}`);
  });

  it("tells an origin its own name, who asks, and what the distribution adds, but nothing else of the viewer", async () => {
    const viewer = {
      "user-agent": "test",
      cookie: "a=1",
      authorization: "Basic eA==",
      "x-own": "1",
      "x-forwarded-for": "192.0.2.1",
    };
    await sites.ask("/a?b=c", viewer);
    const { headers, url } = origin.requests[0] ?? { headers: {} };
    expect(url).to.equal("/base/a");
    expect(headers).to.include({
      ...{ host: "localhost", "user-agent": "Amazon CloudFront", "x-secret": "known" },
      "x-forwarded-for": "192.0.2.1, 127.0.0.1",
    });
    expect(headers.via).to.match(/\(CloudFront\)$/);
    expect(headers).to.include.keys("x-amz-cf-id").and.not.to.include.any.keys("cookie", "authorization", "x-own");
  });

  it("hands on all of the viewer where the policy says so, its host but where that is left out", async () => {
    const viewer = { "user-agent": "test", cookie: "a=1; b=2", authorization: "Basic eA==", "x-own": "1" };
    for (const [path, host] of [
      ["/viewer", new URL(sites.addresses[0]?.url ?? "").host],
      ["/except", "localhost"],
    ] as const) {
      await sites.ask(`${path}?b=c&b=%20`, viewer);
      const { headers, url } = origin.requests.pop() ?? { headers: {} };
      expect(url).to.equal(`/base${path}?b=c&b=%20`);
      expect(headers).to.include({ ...viewer, host });
    }
  });

  it("lets no token of the host's own pages through", async () => {
    await sites.ask("/viewer", { cookie: "a=1; offline-token-4566=secret" });
    expect(origin.requests[0]?.headers.cookie).to.equal("a=1");
  });

  it("answers 502 where an origin does not", async () => {
    const { status, headers, body } = await sites.ask("/shut");
    expect([status, headers["x-cache"]]).to.deep.equal([502, "Error from cloudfront"]);
    expect(body).to.contain("<H1>502 ERROR</H1>");
  });

  it("fetches nothing from elsewhere, and says so once", async () => {
    expect((await sites.ask("/elsewhere")).status).to.equal(502);
    expect((await sites.ask("/elsewhere")).status).to.equal(502);
    expect(sites.logs.filter((line) => line.includes("origin.example.org"))).to.deep.equal([
      "CloudFront: the origin origin.example.org is not on this machine, and nothing is fetched from elsewhere: 502",
    ]);
  });

  it("asks the next origin of a group where the first one fails", async () => {
    expect((await sites.ask("/group")).body).to.equal("from /group");
  });

  it("says what every answer went through", async () => {
    const { headers } = await sites.ask("/a");
    expect(headers.via).to.match(/^1\.1 \S+ \(CloudFront\)$/);
    expect(headers["x-cache"]).to.equal("Miss from cloudfront");
    expect(headers["x-amz-cf-id"]).to.have.length(56);
  });

  it("answers HEAD without a body", async () => {
    const { status, body } = await sites.ask("/a", {}, "HEAD");
    expect([status, body]).to.deep.equal([200, ""]);
  });
});

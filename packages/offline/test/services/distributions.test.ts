import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { output, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { programFolder } from "../support/programs";

describe("offline: distributions of a program", () => {
  let host: Host & { logs: string[] };
  let url: string;

  before(async () => {
    host = await testHost({ program: programFolder("sites"), stack: "dev", sitePort: 0 });
    url = output(host, "siteUrl");
  });

  after(() => host.close());

  const ask = (path: string, headers: Record<string, string> = {}, method = "GET", body = "") =>
    rawRequest(url, method, path, headers, body);

  it("show the bucket's objects that its policy lets them read, and no others", async () => {
    const page = await ask("/");
    expect([page.status, page.body]).to.deep.equal([200, "<h1>shop</h1>"]);
    expect(page.headers).to.include({
      ...{ "content-type": "text/html", "x-cache": "Miss from cloudfront" },
      "x-frame-options": "SAMEORIGIN",
    });
    expect((await ask("/index.html")).headers["x-cache"]).to.equal("Hit from cloudfront");
    const { status, headers, body } = await ask("/private/a.html");
    expect([status, headers["content-length"]]).to.deep.equal([403, String(body.length)]);
  });

  it("show the page of a single-page application for what is not there", async () => {
    expect(await ask("/missing")).to.include({ status: 200, body: "<h1>shop</h1>" });
  });

  for (const [what, path] of [
    ["that it has on AWS", "/named/a"],
    ["that its stage's address has here", "/invoked/a"],
  ] as const)
    it(`reach an API by the name ${what}`, async () => {
      const { status, body, headers } = await ask(
        `${path}?b=1`,
        { "x-kind": "1", "content-type": "text/plain" },
        "POST",
        "hello",
      );
      expect(status).to.equal(200);
      expect(headers["set-cookie"]).to.deep.equal(["a=1", "b=2"]);
      const event = JSON.parse(body);
      expect(event).to.deep.include({ path, httpMethod: "POST", body: "hello", queryStringParameters: { b: "1" } });
      expect(event.headers).to.include({ "X-Kind": "1" });
      expect(event.headers["X-Forwarded-For"]).to.equal("127.0.0.1, 127.0.0.1");
      expect(event.headers.Via).to.match(/\(CloudFront\)$/);
      expect(event.requestContext.stage).to.equal("v1");
    });

  it("are refused by an API to which they hand the viewer's host", async () => {
    const { status, body } = await ask("/hosted/a");
    expect([status, JSON.parse(body)]).to.deep.equal([403, { message: "Forbidden" }]);
  });

  it("stand before each other", async () => {
    expect((await rawRequest(output(host, "frontUrl"), "GET", "/index.html")).body).to.equal("<h1>shop</h1>");
  });

  it("say at the start what of them is not served", () => {
    expect(host.unserved.map(({ text }) => text)).to.deep.equal([
      "CloudFront distribution shop: its Lambda@Edge functions do not run; what needs a signed URL or cookie on AWS everybody may read here",
    ]);
  });
});

describe("offline: distributions that read a bucket as an origin access identity", () => {
  let host: Host & { logs: string[] };

  before(async () => {
    host = await testHost({ program: programFolder("access-identities"), stack: "dev", sitePort: 0 });
  });

  after(() => host?.close());

  for (const [site, what, statuses] of [
    ["first", "that the bucket's policy names by its ARN", [200, 403]],
    ["second", "that the bucket's policy names as a canonical user", [403, 200]],
    ["foreign", "that the policy does not name", [403, 403]],
  ] as const)
    it(`show what one may read ${what}, and nothing else`, async () => {
      const answers = await Promise.all(
        ["/one/a.txt", "/two/a.txt"].map((path) => rawRequest(output(host, site), "GET", path)),
      );
      expect(answers.map(({ status }) => status)).to.deep.equal(statuses);
      for (const { status, body } of answers) if (status === 200) expect(body).to.match(/^(one|two)\/a\.txt$/);
    });

  it("leave nothing to be said at the start", () => {
    expect(host.unserved).to.deep.equal([]);
  });
});

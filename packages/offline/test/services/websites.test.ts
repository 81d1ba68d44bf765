import { CopyObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { testHost } from "../support/host";
import { type RawAnswer, rawRequest } from "../support/http";
import { programFolder } from "../support/programs";
import { administratorOf } from "../support/sdk";

describe("offline: websites of buckets", () => {
  let host: Host & { logs: string[] };
  before(async () => (host = await testHost({ program: programFolder("websites"), stack: "dev" })));
  after(() => host.close());

  /** Asks for a page of a website, as LocalStack names it. */
  const ask = (
    path: string,
    {
      site = "site-of-tests",
      method = "GET",
      headers = {},
    }: { site?: string; method?: string; headers?: Record<string, string> } = {},
  ): Promise<RawAnswer> => rawRequest(host.url, method, path, { host: hostOf(site), ...headers });
  const hostOf = (site: string) => `${site}.s3-website.localhost:${new URL(host.url).port}`;

  it("have the names that AWS gives them in their region", () => {
    const { endpoint, domain, id, inlineEndpoint } = host.graph.outputs;
    expect(domain).to.equal("s3-website-eu-west-1.amazonaws.com");
    expect([endpoint, id, inlineEndpoint].map((one) => typeof one)).to.deep.equal(["string", "string", "string"]);
    expect(id).to.equal("site-of-tests");
  });

  it("show their pages with the objects' own headers, to web pages as the CORS rules say", async () => {
    const headers = { origin: "https://example.org", "sec-fetch-site": "cross-site" };
    const answer = await ask("/a%20b/%C3%BC.html?version=3", { headers });
    expect(answer).to.include({ status: 200, body: "umlaut" });
    expect(answer.headers).to.include({
      "content-type": "text/html",
      "content-length": "6",
      "accept-ranges": "bytes",
      "access-control-allow-origin": "https://example.org",
    });
    expect(answer.headers).to.include.keys("etag", "last-modified", "x-amz-request-id", "x-amz-id-2");
    const head = await ask("/a%20b/%C3%BC.html", { method: "HEAD" });
    expect(head).to.include({ status: 200, body: "" });
    expect(head.headers).to.include({ "content-length": "6" });
  });

  it("show their index document for themselves and for folders, to which they add the slash", async () => {
    expect(await ask("/")).to.include({ status: 200, body: "home" });
    expect(await ask("/docs/")).to.include({ status: 200, body: "docs" });
    const folder = await ask("/docs");
    expect([folder.status, folder.headers.location]).to.deep.equal([302, "/docs/"]);
  });

  it("show their error document with the status of the error", async () => {
    const missing = await ask("/nothing");
    expect(missing).to.include({ status: 404, body: "sorry" });
    expect(missing.headers).to.include({
      "content-type": "text/html",
      "x-amz-error-code": "NoSuchKey",
      "x-amz-error-detail-key": "nothing",
    });
    expect(await ask("/nothing", { headers: { range: "bytes=0-1" } })).to.include({ status: 404, body: "sorry" });
    const secret = await ask("/private/page.html");
    expect(secret).to.include({ status: 403, body: "sorry" });
    expect(secret.headers).to.include({ "x-amz-error-code": "AccessDenied" });
  });

  it("show S3's own page without one", async () => {
    const answer = await ask("/<b>", { site: "inline-site" });
    expect(answer.status).to.equal(404);
    expect(answer.headers["content-type"]).to.equal("text/html; charset=utf-8");
    expect(answer.body)
      .to.contain("<h1>404 Not Found</h1>")
      .and.contain("<li>Code: NoSuchKey</li>")
      .and.contain("<li>Key: &lt;b&gt;</li>");
  });

  it("show and hide nothing but by GET and HEAD", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const answer = await ask("/index.html", { method });
      expect(answer.status).to.equal(405);
      expect(answer.body).to.contain("<li>Code: MethodNotAllowed</li>").and.contain(`<li>Method: ${method}</li>`);
    }
  });

  it("answer conditions and ranges", async () => {
    const { headers } = await ask("/index.html");
    const again = await ask("/index.html", { headers: { "if-none-match": String(headers.etag) } });
    expect(again).to.include({ status: 304, body: "" });
    expect(again.headers.etag).to.equal(headers.etag);
    const since = { "if-modified-since": String(headers["last-modified"]) };
    expect((await ask("/index.html", { headers: since })).status).to.equal(304);
    const part = await ask("/index.html", { headers: { range: "bytes=1-2" } });
    expect(part).to.include({ status: 206, body: "om" });
    expect((await ask("/index.html", { headers: { range: "bytes=9-" } })).status).to.equal(416);
    expect((await ask("/index.html", { headers: { "if-match": '"other"' } })).status).to.equal(412);
  });

  it("send a browser where an object redirects, in a copy no longer", async () => {
    const answer = await ask("/moved.html");
    expect([answer.status, answer.headers.location]).to.deep.equal([301, "/docs/"]);
    const s3 = new S3Client({ ...administratorOf(host), forcePathStyle: true });
    const Bucket = "site-of-tests";
    await s3.send(new PutObjectCommand({ Bucket, Key: "by-client", WebsiteRedirectLocation: "https://example.org/" }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/by-client` }));
    s3.destroy();
    expect((await ask("/copy")).status).to.equal(200);
    expect((await ask("/by-client")).headers.location).to.equal("https://example.org/");
  });

  it("send a browser where their routing rules do, before a page is looked for or once there is none", async () => {
    const old = await ask("/old/a%20page?x=1");
    expect([old.status, old.headers.location]).to.deep.equal([
      301,
      `http://${hostOf("site-of-tests")}/docs/a%20page?x=1`,
    ]);
    const shop = await ask("/shop/shoes");
    expect([shop.status, shop.headers.location]).to.deep.equal([302, "https://shop.example/sold%20out"]);
    const secret = await ask("/private/x", { site: "inline-site" });
    expect([secret.status, secret.headers.location]).to.deep.equal([301, `http://${hostOf("inline-site")}/home.html`]);
  });

  it("redirect all requests with what they ask for", async () => {
    const { status, headers } = await ask("/a/b?c=d", { site: "moved-site" });
    expect([status, headers.location]).to.deep.equal([301, "https://new.example/a/b?c=d"]);
  });

  it("are none where there is no bucket or it has no website", async () => {
    const missing = await ask("/", { site: "no-such-bucket" });
    expect(missing.status).to.equal(404);
    expect(missing.body).to.contain("<li>Code: NoSuchBucket</li>");
    const plain = await ask("/", { site: "origin-of-tests" });
    expect(plain.status).to.equal(404);
    expect(plain.body).to.contain("<li>Code: NoSuchWebsiteConfiguration</li>");
  });

  it("stay closed where AWS blocks policies that let everybody in, which the start says", async () => {
    expect((await ask("/", { site: "closed-site" })).status).to.equal(403);
    expect((await rawRequest(host.url, "GET", "/restricted-site/index.html")).status).to.equal(403);
    const said = host.logs.join("\n");
    expect(said).to.contain(
      "AWS would refuse the policy of bucket closed-site, which lets everybody in: buckets block",
    );
    expect(said).to.contain("the BucketPublicAccessBlock restricted-site has restrictPublicBuckets");
    expect(said).to.not.contain("of bucket site-of-tests");
  });

  describe("and what everybody may read", () => {
    const read = (path: string, method = "GET") => rawRequest(host.url, method, path);

    it("is read without a signature, at the path of its bucket or its host", async () => {
      expect(await read("/site-of-tests/index.html")).to.include({ status: 200, body: "home" });
      expect(await read("/site-of-tests/index.html", "HEAD")).to.include({ status: 200, body: "" });
      const virtual = { host: "site-of-tests.s3.localhost" };
      expect(await rawRequest(host.url, "GET", "/index.html", virtual)).to.include({ status: 200, body: "home" });
    });

    it("is nothing but what the policy says", async () => {
      for (const path of ["/private/page.html", "/missing", "/", "/?list-type=2"]) {
        const answer = await read(`/site-of-tests${path}`);
        expect(answer.status, path).to.equal(403);
        expect(answer.body).to.contain("<Code>AccessDenied</Code>");
      }
      expect((await read("/origin-of-tests/index.html")).status).to.equal(403);
      expect((await read("/site-of-tests/new", "PUT")).status).to.equal(404);
      expect((await read("/no-bucket/index.html")).status).to.equal(404);
      expect(host.logs.join("\n")).to.not.contain("IAM denies");
    });

    it("is as well what an ACL of the program's lets everybody read, where the bucket takes ACLs", async () => {
      expect(await read("/acl-site/open")).to.include({ status: 200, body: "open" });
      expect((await read("/acl-site/own")).status).to.equal(403);
    });

    it("is shown as it says itself", async () => {
      const answer = await read("/site-of-tests/index.html?response-content-type=text/plain");
      expect(answer.status).to.equal(400);
      expect(answer.body).to.contain("cannot be used for anonymous GET requests");
    });
  });
});

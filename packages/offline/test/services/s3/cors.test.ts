import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Fixture, startS3 } from "../../support/s3";

const site = "https://site.example";

describe("S3 CORS", () => {
  let fixture: Fixture;
  before(async () => {
    const cors = [
      {
        allowedOrigins: [site, "https://*.preview.example"],
        allowedMethods: ["PUT", "POST"],
        allowedHeaders: ["content-type", "x-amz-*"],
        exposeHeaders: ["ETag"],
        maxAgeSeconds: 300,
      },
      { allowedOrigins: ["*"], allowedMethods: ["GET"] },
    ];
    fixture = await startS3({ buckets: [{ name: "photos", cors }, { name: "other" }] });
    await fixture.client.send(new PutObjectCommand({ Bucket: "photos", Key: "a", Body: "a" }));
  });
  after(() => fixture.stop());

  const preflight = (headers: Record<string, string>, bucket = "photos") =>
    fetch(`${fixture.endpoint}/${bucket}/a`, { method: "OPTIONS", headers });
  const wanting = (origin: string, method: string, headers?: string) => ({
    origin,
    "access-control-request-method": method,
    ...(headers !== undefined && { "access-control-request-headers": headers }),
  });

  it("allows a preflight that a rule covers, with the rule's own terms", async () => {
    const answer = await preflight(wanting(site, "PUT", "Content-Type, x-amz-meta-a"));
    expect(answer.status).to.equal(200);
    const headers = Object.fromEntries(answer.headers);
    expect(headers).to.include({
      "access-control-allow-origin": site,
      "access-control-allow-methods": "PUT, POST",
      "access-control-allow-headers": "content-type, x-amz-meta-a",
      "access-control-expose-headers": "ETag",
      "access-control-max-age": "300",
      "access-control-allow-credentials": "true",
    });
    expect(headers.vary).to.include("Origin");
  });

  it("matches one wildcard in an origin", async () => {
    expect((await preflight(wanting("https://a.preview.example", "PUT"))).status).to.equal(200);
    expect((await preflight(wanting("https://a.preview.example.evil", "PUT"))).status).to.equal(403);
  });

  it("answers any origin without credentials where the rule says any", async () => {
    const answer = await preflight(wanting("https://anyone.example", "GET"));
    expect(answer.headers.get("access-control-allow-origin")).to.equal("*");
    expect(answer.headers.get("access-control-allow-credentials")).to.equal(null);
  });

  it("refuses a preflight that no rule covers, by origin, method, header or bucket", async () => {
    const refused = [
      await preflight(wanting("https://evil.example", "PUT")),
      await preflight(wanting(site, "DELETE")),
      await preflight(wanting(site, "PUT", "authorization")),
      await preflight(wanting(site, "PUT"), "other"),
    ];
    for (const answer of refused) {
      expect(answer.status).to.equal(403);
      expect(answer.headers.get("access-control-allow-origin")).to.equal(null);
      expect(await answer.text()).to.include("<Code>AccessForbidden</Code>");
    }
    expect((await preflight({ origin: site })).status).to.equal(400);
    expect((await preflight({ "access-control-request-method": "PUT" })).status).to.equal(400);
  });

  it("lets a script read answers and errors where a rule covers the request, and only there", async () => {
    const read = (key: string, origin: string) => fetch(`${fixture.endpoint}/photos/${key}`, { headers: { origin } });
    for (const [key, status] of [
      ["a", 200],
      ["missing", 404],
    ] as const) {
      const answer = await read(key, "https://anyone.example");
      expect(answer.status).to.equal(status);
      expect(answer.headers.get("access-control-allow-origin")).to.equal("*");
    }
    const put = await fetch(`${fixture.endpoint}/photos/b`, { method: "PUT", body: "b", headers: { origin: site } });
    expect(put.headers.get("access-control-allow-origin")).to.equal(site);
    const other = await fetch(`${fixture.endpoint}/other/a`, { headers: { origin: site } });
    expect(other.headers.get("access-control-allow-origin")).to.equal(null);
  });

  it("adds nothing to a request that is not cross-origin", async () => {
    const answer = await fetch(`${fixture.endpoint}/photos/a`);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).to.deep.equal([]);
  });
});

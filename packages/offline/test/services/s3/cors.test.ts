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

  describe("lets a page of another site change nothing without a rule that covers it", () => {
    const evil = "https://evil.example";
    const form = (bucket: string, headers: Record<string, string>) => {
      const body = new FormData();
      body.append("key", "form");
      body.append("file", new Blob(["x"]), "x");
      return fetch(`${fixture.endpoint}/${bucket}`, { method: "POST", body, headers });
    };
    const pages: [string, Record<string, string>][] = [
      ["by its origin", { origin: evil }],
      ["by what the browser says of it", { origin: evil, "sec-fetch-site": "cross-site" }],
      ["nor one of another port of this machine", { origin: "http://localhost:3000", "sec-fetch-site": "same-site" }],
      ["nor one that hides its origin", { origin: "null", "sec-fetch-site": "cross-site" }],
      ["nor one that says nothing of it", { "sec-fetch-site": "cross-site" }],
    ];
    for (const [who, headers] of pages)
      it(who, async () => {
        for (const bucket of ["photos", "other"]) {
          const answers = [
            await form(bucket, headers),
            await fetch(`${fixture.endpoint}/${bucket}?delete`, { method: "POST", body: "<Delete/>", headers }),
            await fetch(`${fixture.endpoint}/${bucket}/a?uploads`, { method: "POST", headers }),
            await fetch(`${fixture.endpoint}/${bucket}/a`, { method: "PUT", body: "b", headers }),
            await fetch(`${fixture.endpoint}/${bucket}/a`, { method: "DELETE", headers }),
          ];
          for (const answer of answers)
            expect([answer.status, await answer.text()].join(" "), bucket).to.match(/^403 .*<Code>AccessForbidden</s);
        }
      });

    it("but takes forms where one does, from its own origin, and from what is no page", async () => {
      const own = new URL(fixture.endpoint).origin;
      const allowed: [string, Record<string, string>][] = [
        ["photos", { origin: site, "sec-fetch-site": "cross-site" }],
        ["other", { origin: own }],
        ["other", { origin: own, "sec-fetch-site": "same-origin" }],
        ["other", {}],
      ];
      for (const [bucket, headers] of allowed) {
        // It has no policy, so the form itself is refused.
        const text = await (await form(bucket, headers)).text();
        expect(text, JSON.stringify(headers)).to.contain("<Code>AccessDenied</Code>");
      }
    });

    it("and lets it show what it has a signed address of", async () => {
      const image = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
      expect((await fetch(`${fixture.endpoint}/photos/a`, { headers: image })).status).to.equal(200);
    });
  });

  it("adds nothing to a request that is not cross-origin", async () => {
    const answer = await fetch(`${fixture.endpoint}/photos/a`);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).to.deep.equal([]);
  });
});

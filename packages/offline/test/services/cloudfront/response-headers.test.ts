import { expect } from "chai";
import {
  behavior,
  distribution,
  managed,
  type Sites,
  startOrigin,
  startSites,
  type TestOrigin,
} from "../../support/sites";

const policyType = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";

const corsConfig = {
  accessControlAllowCredentials: true,
  accessControlAllowHeaders: { items: ["x-own"] },
  accessControlAllowMethods: { items: ["GET", "PUT"] },
  accessControlAllowOrigins: { items: ["https://*.example.org", "http://localhost:5000"] },
  accessControlExposeHeaders: { items: ["etag"] },
  accessControlMaxAgeSec: 60,
};

const policies = {
  cors: { corsConfig: { ...corsConfig, originOverride: true } },
  mild: { corsConfig: { ...corsConfig, originOverride: false } },
  security: {
    securityHeadersConfig: {
      contentSecurityPolicy: { contentSecurityPolicy: "default-src 'self'", override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: "DENY", override: true },
      referrerPolicy: { referrerPolicy: "no-referrer", override: false },
      strictTransportSecurity: { accessControlMaxAgeSec: 10, includeSubdomains: true, preload: true, override: true },
      xssProtection: { protection: true, modeBlock: true, override: true },
    },
    customHeadersConfig: {
      items: [
        { header: "X-Own", value: "policy", override: false },
        { header: "X-Over", value: "policy", override: true },
        { header: "Server", value: "policy", override: false },
      ],
    },
    removeHeadersConfig: { items: [{ header: "X-Gone" }, { header: "Server" }] },
  },
  timing: { serverTimingHeadersConfig: { enabled: true, samplingRate: 100 } },
};

describe("services/cloudfront: response headers policies", () => {
  let origin: TestOrigin;
  let sites: Sites;

  before(async () => {
    origin = await startOrigin();
    const declared = Object.entries(policies).map(([name, inputs]) => ({
      type: policyType,
      name,
      inputs: { name, ...inputs },
    }));
    const probe = await startSites(declared);
    const behaviors = probe.graph.resources.map(({ name, id }) =>
      behavior({ pathPattern: `/${name}`, responseHeadersPolicyId: id, cachePolicyId: managed.originCacheControl }),
    );
    await probe.close();
    const ofAws = (["securityHeaders", "corsWithPreflight"] as const).map((name) =>
      behavior({ pathPattern: `/${name}`, responseHeadersPolicyId: managed[name] }),
    );
    sites = await startSites([
      ...declared,
      distribution(origin.port, { orderedCacheBehaviors: [...behaviors, ...ofAws] }),
    ]);
  });

  after(() => Promise.all([sites.close(), origin.close()]));

  beforeEach(() => answers());

  function answers(headers: Record<string, string> = {}): void {
    origin.answer = (_, response) => void response.writeHead(200, headers).end();
  }

  const headersOf = async (path: string, headers: Record<string, string> = {}, method = "GET") =>
    (await sites.ask(path, headers, method)).headers;

  it("add security headers, over the origin's where they say so", async () => {
    answers({ "referrer-policy": "origin", "x-frame-options": "SAMEORIGIN" });
    expect(await headersOf("/security")).to.include({
      "content-security-policy": "default-src 'self'",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "origin",
      "strict-transport-security": "max-age=10; includeSubDomains; preload",
      "x-xss-protection": "1; mode=block",
    });
  });

  it("add headers of one's own, and take headers away before", async () => {
    answers({ "x-own": "origin", "x-over": "origin", "x-gone": "origin", server: "origin" });
    const headers = await headersOf("/security");
    expect(headers).to.include({ "x-own": "origin", "x-over": "policy", server: "policy" });
    expect(headers).not.to.have.property("x-gone");
  });

  it("let in the origins that they list, stars for a part of them", async () => {
    for (const name of ["https://a.example.org", "http://localhost:5000"]) {
      const headers = await headersOf("/cors", { origin: name });
      expect(headers).to.include({
        ...{ "access-control-allow-origin": name, "access-control-allow-credentials": "true", vary: "Origin" },
        "access-control-expose-headers": "etag",
      });
      expect(headers).not.to.have.property("access-control-allow-methods");
    }
    for (const name of ["https://a.example.com", "https://example.org.example.com", "http://a.example.org"])
      expect(await headersOf("/cors", { origin: name }), name).not.to.have.property("access-control-allow-origin");
    expect(await headersOf("/cors")).not.to.have.property("access-control-allow-origin");
  });

  it("answer a preflight", async () => {
    const asked = { origin: "https://a.example.org", "access-control-request-method": "PUT" };
    expect(await headersOf("/cors", asked, "OPTIONS")).to.include({
      "access-control-allow-methods": "GET, PUT",
      "access-control-allow-headers": "x-own",
      "access-control-max-age": "60",
    });
  });

  it("take the place of what the origin says of CORS, or leave it", async () => {
    answers({ "access-control-allow-origin": "*" });
    const asked = { origin: "https://a.example.org" };
    expect((await headersOf("/cors", asked))["access-control-allow-origin"]).to.equal(asked.origin);
    expect((await headersOf("/mild", asked))["access-control-allow-origin"]).to.equal("*");
  });

  it("tell how an answer came about", async () => {
    expect((await headersOf("/timing"))["server-timing"]).to.match(/^cdn-cache-miss,cdn-rid;desc="[\w-]{56}"$/);
  });

  it("of AWS's own are known by their ids", async () => {
    expect(await headersOf("/securityHeaders")).to.include({
      "strict-transport-security": "max-age=31536000",
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
      "x-xss-protection": "1; mode=block",
      "referrer-policy": "strict-origin-when-cross-origin",
    });
    expect(await headersOf("/corsWithPreflight", { origin: "https://any.example" })).to.include({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "*",
    });
  });

  it("reach what is cached as well", async () => {
    answers({ "cache-control": "max-age=60" });
    const [first, second] = [await headersOf("/timing"), await headersOf("/timing")];
    expect([first["x-cache"], second["x-cache"]]).to.deep.equal(["Miss from cloudfront", "Hit from cloudfront"]);
    expect(second["server-timing"]).to.match(/^cdn-cache-hit,/);
  });
});

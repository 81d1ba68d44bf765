import { expect } from "chai";
import { readsSettings, refusalOf, settingsOf } from "../../support/settings";

const domainName = "www.example.org";
const hostedZone = "Z0123456789ABC";

describe("infra/site: the settings", () => {
  readsSettings();

  it("have CloudFront serve production, and a bucket the emulator, both without a domain", () => {
    expect(settingsOf("prod", {}).site).to.deep.equal({ cdn: true, domain: undefined });
    expect(settingsOf("localstack", {}).site).to.deep.equal({ cdn: false, domain: undefined });
  });

  it("make a domain with its hosted zone the one origin that the API lets in", () => {
    const { site, allowedOrigin } = settingsOf("prod", { domainName, hostedZone });
    expect(site).to.deep.equal({ cdn: true, domain: { name: domainName, hostedZone } });
    expect(allowedOrigin).to.equal("https://www.example.org");
    expect(settingsOf("prod", {}).allowedOrigin).to.equal("*");
  });

  it("take an allowed origin beside a domain that says the same, and any where there is none", () => {
    const same = { domainName, hostedZone, allowedOrigin: "https://www.example.org" };
    expect(settingsOf("prod", same).allowedOrigin).to.equal("https://www.example.org");
    expect(settingsOf("prod", { allowedOrigin: "https://a.example" }).allowedOrigin).to.equal("https://a.example");
  });

  it("refuse an allowed origin that is not the domain's: browsers would be refused on the site itself", () => {
    for (const allowedOrigin of ["*", "https://example.org", "http://www.example.org"]) {
      const message = refusalOf({ domainName, hostedZone, allowedOrigin }, "prod");
      expect(message).to.contain(`atelier:allowedOrigin is "${allowedOrigin}" but must be https://www.example.org`);
      expect(message).to.contain("or left out, where domainName is set");
    }
  });

  it("refuse a domain without its hosted zone, and a hosted zone without a domain", () => {
    expect(refusalOf({ domainName }, "prod")).to.contain(
      'atelier:hostedZone is "" but must be the id of the hosted zone that domainName belongs to',
    );
    expect(refusalOf({ hostedZone }, "prod")).to.contain(
      'atelier:domainName is "" but must be the site\'s name where hostedZone is set',
    );
  });

  it("refuse a domain without CloudFront: a bucket's website has no https", () => {
    expect(refusalOf({ domainName, hostedZone, cdn: "false" }, "prod")).to.contain(
      'atelier:cdn is "false" but must be true where domainName is set',
    );
  });

  it("take an empty domain and an empty zone for none", () => {
    expect(settingsOf("prod", { domainName: "", hostedZone: "" }).site.domain).to.equal(undefined);
  });

  it("refuse CloudFront on an emulator of which not all endpoints are named: the provider would turn to AWS itself", () => {
    const endpoints = (...services: string[]) =>
      JSON.stringify([Object.fromEntries(services.map((service) => [service, "http://localhost:4566"]))]);
    const named = { cdn: "true", "aws:endpoints": endpoints("s3", "cloudfront", "acm", "route53") };
    expect(settingsOf("localstack", named).site.cdn).to.equal(true);
    expect(settingsOf("localstack", { cdn: "true" }).site.cdn, "the stack's own file").to.equal(true);
    const message = refusalOf({ cdn: "true", "aws:endpoints": endpoints("s3", "acm") });
    expect(message).to.contain('atelier:cdn is "true" but must be false where aws:endpoints does not name');
    expect(message).to.contain("cloudfront, route53");
    expect(message).to.contain("pulumi config set atelier:cdn <value>");
    expect(settingsOf("localstack", { cdn: "false", "aws:endpoints": endpoints("s3") }).site.cdn).to.equal(false);
  });
});

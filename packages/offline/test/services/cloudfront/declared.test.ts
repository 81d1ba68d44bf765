import { expect } from "chai";
import type { Properties } from "../../../src/graph/graph";
import { graphWith } from "../../support/graph";
import { allServices } from "../../support/open-services";
import { behavior, distribution, startSites } from "../../support/sites";

const typeOf = (name: string) => `aws:cloudfront/${name}:${name.replace(/^./, (letter) => letter.toUpperCase())}`;

const outputsOf = (type: string, inputs: object = {}, name = "one"): Properties => {
  const [made] = graphWith([{ type: typeOf(type), name, inputs: { ...inputs } }]).resources;
  return { id: made?.id, ...made?.outputs };
};

/** What the start says of a distribution. */
async function toldOf(inputs: object): Promise<string[]> {
  const services = await allServices([distribution(9, inputs)]);
  await services.close();
  return services.unserved.map(({ text }) => text);
}

describe("services/cloudfront: what a program declares", () => {
  it("has names as AWS gives them, the same on every run", () => {
    const made = outputsOf("distribution");
    expect(made.id).to.match(/^E[0-9A-Z]{13}$/);
    expect(made).to.include({
      ...{ arn: `arn:aws:cloudfront::000000000000:distribution/${String(made.id)}`, status: "Deployed" },
      hostedZoneId: "Z2FDTNDATAQYW2",
    });
    expect(made.domainName).to.match(/^d[0-9a-z]{13}\.cloudfront\.net$/);
    expect(outputsOf("distribution")).to.deep.equal(made);
    expect(outputsOf("distribution", {}, "other").domainName).not.to.equal(made.domainName);
  });

  it("gives policies ids of their own", () => {
    for (const type of ["cachePolicy", "originRequestPolicy", "responseHeadersPolicy"])
      expect(outputsOf(type).id, type).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it("gives an origin access identity what bucket policies name", () => {
    const { id, iamArn, cloudfrontAccessIdentityPath } = outputsOf("originAccessIdentity");
    expect(iamArn).to.equal(`arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ${String(id)}`);
    expect(cloudfrontAccessIdentityPath).to.equal(`origin-access-identity/cloudfront/${String(id)}`);
  });

  const unserved: [what: string, inputs: object, told: RegExp][] = [
    [
      "Lambda@Edge",
      {
        defaultCacheBehavior: behavior({
          lambdaFunctionAssociations: [{ eventType: "origin-request", lambdaArn: "a" }],
        }),
      },
      /Lambda@Edge functions do not run/,
    ],
    ["signed URLs", { defaultCacheBehavior: behavior({ trustedKeyGroups: ["a"] }) }, /everybody may read here/],
    [
      "a function of elsewhere",
      {
        defaultCacheBehavior: behavior({
          functionAssociations: [{ eventType: "viewer-request", functionArn: "arn:f" }],
        }),
      },
      /arn:f is not of this program/,
    ],
    ["a firewall", { webAclId: "arn:aws:wafv2:us-east-1:0:global/webacl/a/b" }, /lets everything through/],
    [
      "geo restriction",
      { restrictions: { geoRestriction: { restrictionType: "blacklist", locations: ["AQ"] } } },
      /keeps out no country/,
    ],
    ["access logs", { loggingConfig: { bucket: "logs.s3.amazonaws.com" } }, /writes no access logs/],
  ];
  for (const [what, inputs, told] of unserved)
    it(`is told at the start where it asks for ${what}`, async () => {
      const texts = await toldOf(inputs);
      expect(texts).to.have.length(1);
      expect(texts[0])
        .to.match(/^CloudFront distribution site: /)
        .and.to.match(told);
    });

  it("is told nothing of what is served", async () => {
    expect(await toldOf({ restrictions: { geoRestriction: { restrictionType: "none" } } })).to.deep.equal([]);
  });

  it("answers nothing while it is disabled", async () => {
    const sites = await startSites([distribution(9, { enabled: false })]);
    const { status } = await sites.ask("/");
    await sites.close();
    expect(status).to.equal(403);
  });
});

import { expect } from "chai";
import { emulatedWebsite } from "../../../infra/site/website";
import { type Graph, ofType, text } from "../../../packages/offline/src/graph/graph";
import { graphOf, only } from "../../../packages/offline/test/support/graph";
import { engineConfigured } from "../../support/graphs";
import { bucketPolicyOf, inputsOf, pagesBucket } from "../../support/site";

const websiteType = "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration";

/** The stacks without CloudFront: an emulator, and AWS. */
const eachWebsite = async (): Promise<[string, Graph][]> => [
  ["localstack", await graphOf("localstack")],
  ["prod without cdn", await engineConfigured()],
];

describe("infra/site: the website of a bucket", () => {
  it("shows the page of a folder, and the 404 page for what is not there", async () => {
    for (const [stack, graph] of await eachWebsite()) {
      expect(inputsOf(graph, websiteType), stack).to.deep.equal({
        bucket: pagesBucket(graph).id,
        indexDocument: { suffix: "index.html" },
        errorDocument: { key: "404.html" },
      });
    }
  });

  it("lets everybody read its files by their names, and do nothing else", async () => {
    for (const [stack, graph] of await eachWebsite()) {
      const Resource = `${text(pagesBucket(graph).outputs, "arn")}/*`;
      expect(bucketPolicyOf(graph, "site-pages"), stack).to.deep.equal([
        { Sid: "GetForEverybody", Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource },
      ]);
    }
  });

  it("opens this one bucket to policies, and no bucket to ACLs", async () => {
    const type = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
    for (const [stack, graph] of await eachWebsite()) {
      const blocks = ofType(graph, type);
      const open = blocks.filter(
        ({ inputs }) => inputs.blockPublicPolicy !== true || inputs.restrictPublicBuckets !== true,
      );
      expect(
        open.map(({ name }) => name),
        stack,
      ).to.deep.equal(["site-pages"]);
      for (const { inputs } of blocks)
        expect(inputs, stack).to.include({ blockPublicAcls: true, ignorePublicAcls: true });
    }
  });

  it("comes with nothing of CloudFront, ACM or Route 53", async () => {
    for (const [stack, graph] of await eachWebsite()) {
      const types = graph.resources.map(({ type }) => type);
      expect(
        types.filter((type) => /^aws:(cloudfront|acm|route53)\//.test(type)),
        stack,
      ).to.be.empty;
    }
  });

  it("is at AWS's name of it, over http, or at an emulator's", async () => {
    const onAws = await engineConfigured();
    expect(onAws.outputs.siteUrl).to.equal(`http://${text(only(onAws, websiteType).outputs, "websiteEndpoint")}`);
    const emulated = await graphOf("localstack");
    expect(emulated.outputs.siteUrl).to.equal(`http://${pagesBucket(emulated).id}.s3-website.localhost:4566`);
  });

  it("is at a name below the emulator's, by one that leads to this machine everywhere", () => {
    const addresses = {
      "http://localhost:4566": "http://pages.s3-website.localhost.localstack.cloud:4566",
      "https://localhost": "https://pages.s3-website.localhost.localstack.cloud",
      "http://localhost.localstack.cloud:4566": "http://pages.s3-website.localhost.localstack.cloud:4566",
      "http://emulator.example:8080": "http://pages.s3-website.emulator.example:8080",
    };
    for (const [emulator, site] of Object.entries(addresses)) expect(emulatedWebsite("pages", emulator)).to.equal(site);
  });
});

import { expect } from "chai";
import { type Graph, objects, ofType, text } from "../../packages/offline/src/graph/graph";
import { graphOf, only, statementsOf } from "../../packages/offline/test/support/graph";

const names = ["events-images", "cityflow-data", "backups-archive", "site-pages"];

describe("infra/bucket", () => {
  it("makes every bucket of the program", async () => {
    const buckets = ofType(await graphOf("prod"), "aws:s3/bucket:Bucket").map(({ name }) => name);
    expect(buckets).to.have.members(names);
  });

  it("keeps every bucket private where CloudFront serves the pages: else theirs is a website", async () => {
    const secured = async (stack: string): Promise<string[]> =>
      ofType(await graphOf(stack), "atelier:bucket:PrivateBucket").map(({ name }) => name);
    expect(await secured("prod")).to.have.members(names);
    expect(await secured("localstack")).to.have.members(names.filter((name) => name !== "site-pages"));
  });
});

for (const bucketName of names) {
  describe(`infra/bucket: ${bucketName}`, () => {
    let graph: Graph;

    before(async () => {
      graph = await graphOf("prod");
    });

    const setting = (type: string) => only(graph, `aws:s3/${type}`, bucketName).inputs;

    it("lets nobody in from outside, by ACL or by policy (S3.8, CKV_AWS_53 to 56)", () => {
      expect(setting("bucketPublicAccessBlock:BucketPublicAccessBlock")).to.include({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      expect(setting("bucketOwnershipControls:BucketOwnershipControls").rule).to.deep.equal({
        objectOwnership: "BucketOwnerEnforced",
      });
      expect(ofType(graph, "aws:s3/bucketAcl:BucketAcl")).to.be.empty;
    });

    it("is encrypted and refuses what does not come over TLS (S3.4, S3.5, AwsSolutions-S10)", () => {
      const [rule] = objects(
        setting("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
        "rules",
      );
      expect(rule).to.deep.include({ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } });
      const arn = text(only(graph, "aws:s3/bucket:Bucket", bucketName).outputs, "arn");
      const [deny, ...others] = statementsOf(text(setting("bucketPolicy:BucketPolicy"), "policy"));
      expect(deny).to.deep.equal({
        Effect: "Deny",
        Action: ["s3:*"],
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      });
      // What lets the distribution in is in test/infra/site/distribution.test.ts.
      if (bucketName !== "site-pages") expect(others).to.be.empty;
    });

    it("forgets uploads that were begun and not ended, and nothing else unless it keeps backups (CKV_AWS_300)", () => {
      const [rule, ...others] = objects(setting("bucketLifecycleConfiguration:BucketLifecycleConfiguration"), "rules");
      expect(rule).to.deep.include({ status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } });
      expect(rule).to.not.have.any.keys("expiration", "transitions");
      if (bucketName !== "backups-archive") expect(others).to.be.empty;
    });

    it("goes away with what is in it where the configuration says so, or where all of it is the program's", async () => {
      const isOfProgram = bucketName === "site-pages";
      expect(only(graph, "aws:s3/bucket:Bucket", bucketName).inputs.forceDestroy).to.equal(isOfProgram);
      expect(only(await graphOf("localstack"), "aws:s3/bucket:Bucket", bucketName).inputs.forceDestroy).to.equal(true);
    });
  });
}

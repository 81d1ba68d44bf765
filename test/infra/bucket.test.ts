import { expect } from "chai";
import { type Graph, objects, ofType, text } from "../../packages/offline/src/graph/graph";
import { graphOf, only, statementsOf } from "../../packages/offline/test/support/graph";

const names = ["events-images", "cityflow-data", "backups-archive"];

describe("infra/bucket", () => {
  it("makes every bucket of the program", async () => {
    const buckets = ofType(await graphOf("prod"), "aws:s3/bucket:Bucket").map(({ name }) => name);
    expect(buckets).to.have.members(names);
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
      expect(statementsOf(text(setting("bucketPolicy:BucketPolicy"), "policy"))).to.deep.equal([
        {
          Effect: "Deny",
          Action: ["s3:*"],
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]);
    });

    it("forgets uploads that were begun and not ended, and nothing else unless it keeps backups (CKV_AWS_300)", () => {
      const [rule, ...others] = objects(setting("bucketLifecycleConfiguration:BucketLifecycleConfiguration"), "rules");
      expect(rule).to.deep.include({ status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } });
      expect(rule).to.not.have.any.keys("expiration", "transitions");
      if (bucketName !== "backups-archive") expect(others).to.be.empty;
    });

    it("goes away with what is in it where the configuration says so", async () => {
      expect(only(graph, "aws:s3/bucket:Bucket", bucketName).inputs.forceDestroy).to.equal(false);
      expect(only(await graphOf("localstack"), "aws:s3/bucket:Bucket", bucketName).inputs.forceDestroy).to.equal(true);
    });
  });
}

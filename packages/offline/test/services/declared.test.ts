import { expect } from "chai";
import { UserError } from "../../src/errors";
import { tablesOf } from "../../src/services/dynamodb/declared";
import { bucketsOf } from "../../src/services/s3/declared";
import { graphWith } from "../support/graph";

const tableWith = (index: object) =>
  graphWith([
    {
      type: "aws:dynamodb/table:Table",
      inputs: {
        name: "notes",
        attributes: [{ name: "id", type: "S" }],
        hashKey: "id",
        readCapacity: 2,
        writeCapacity: 1,
        globalSecondaryIndexes: [{ name: "index", projectionType: "KEYS_ONLY", ...index }],
      },
    },
  ]);
const key = (attributeName: string, keyType: string) => ({ attributeName, keyType });

describe("services: what a program declares", () => {
  it("reads an index's keys in either form", () => {
    for (const index of [
      { hashKey: "topic", rangeKey: "id" },
      { keySchemas: [key("topic", "HASH"), key("id", "RANGE")] },
    ]) {
      const [table] = tablesOf(tableWith(index));
      expect(table).to.deep.include({ hashKey: "id", readCapacity: 2, writeCapacity: 1 });
      expect(table?.globalSecondaryIndexes?.[0]).to.include({ hashKey: "topic", rangeKey: "id" });
    }
  });

  it("refuses an index whose key has several attributes, and names it", () => {
    const graph = tableWith({ keySchemas: [key("topic", "HASH"), key("id", "HASH")] });
    expect(() => tablesOf(graph)).to.throw(UserError, /index index must have one HASH and at most one RANGE/);
  });

  it("reads in whichever form whether a bucket keeps versions, and refuses MFA delete", () => {
    const versioningOf = (type: string, inputs: object) =>
      bucketsOf(
        graphWith([
          { type: "aws:s3/bucket:Bucket", inputs: { bucket: "photos" } },
          { type: `aws:s3/${type}`, inputs: { bucket: "photos", ...inputs } },
        ]),
      ).at(-1)?.versioning;
    for (const type of ["bucketVersioning:BucketVersioning", "bucketVersioningV2:BucketVersioningV2"]) {
      const configured = (status: string) => versioningOf(type, { versioningConfiguration: { status } });
      expect(["Enabled", "Suspended", "Disabled"].map(configured)).to.deep.equal(["Enabled", "Suspended", undefined]);
    }
    expect(versioningOf("bucket:Bucket", { versioning: { enabled: true } })).to.equal("Enabled");
    expect(versioningOf("bucket:Bucket", { versioning: { enabled: false } })).to.equal(undefined);
    expect(versioningOf("bucketV2:BucketV2", { versionings: [{ enabled: true }] })).to.equal("Enabled");
    const careful = { versioningConfiguration: { status: "Enabled", mfaDelete: "Enabled" } };
    expect(() => versioningOf("bucketVersioning:BucketVersioning", careful)).to.throw(UserError, /photos .*MFA delete/);
  });

  it("reads CORS rules of the bucket and of resources of either generation", () => {
    const rule = { allowedMethods: ["GET"], allowedOrigins: ["*"] };
    for (const type of [
      "bucketCorsConfiguration:BucketCorsConfiguration",
      "bucketCorsConfigurationV2:BucketCorsConfigurationV2",
    ]) {
      const graph = graphWith([
        { type: "aws:s3/bucket:Bucket", inputs: { bucket: "photos" } },
        { type: "aws:s3/bucketV2:BucketV2", inputs: { bucket: "other", corsRules: [rule] } },
        { type: `aws:s3/${type}`, inputs: { bucket: "photos", corsRules: [{ ...rule, maxAgeSeconds: 60 }] } },
      ]);
      const buckets = new Map(bucketsOf(graph).map((bucket) => [bucket.name, bucket]));
      expect(buckets.get("photos")?.cors).to.have.length(1);
      expect(buckets.get("photos")?.cors?.[0]).to.deep.include({ ...rule, maxAgeSeconds: 60 });
      expect(buckets.get("other")?.cors?.[0]).to.deep.include(rule);
    }
  });
});

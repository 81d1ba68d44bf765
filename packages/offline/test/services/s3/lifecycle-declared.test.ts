import { expect } from "chai";
import { UserError } from "../../../src/errors";
import { bucketsOf } from "../../../src/services/s3/declared";
import { graphWith } from "../../support/graph";

const configuration = "bucketLifecycleConfiguration:BucketLifecycleConfiguration";

/** The lifecycle of a bucket that is declared with a resource beside it. */
const beside = (rules: object[], more: object = {}, type = configuration) =>
  bucketsOf(
    graphWith([
      { type: "aws:s3/bucket:Bucket", inputs: { bucket: "photos" } },
      { type: `aws:s3/${type}`, inputs: { bucket: "photos", rules, ...more } },
    ]),
  )[0]?.lifecycle;

/** The lifecycle of a bucket that declares it itself. */
const own = (type: string, rule: object) =>
  bucketsOf(graphWith([{ type: `aws:s3/${type}`, inputs: { bucket: "photos", lifecycleRules: [rule] } }]))[0]
    ?.lifecycle;

const rule = (more: object) => ({ id: "one", status: "Enabled", ...more });

describe("S3 lifecycle, as programs declare it", () => {
  for (const type of [configuration, "bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2"])
    it(`is read of a ${type.replace(/.*:/, "")}`, () => {
      const declared = rule({
        filter: { and: { prefix: "in/", objectSizeGreaterThan: 10, objectSizeLessThan: 20 } },
        expiration: { days: 365 },
        transitions: [
          { days: 30, storageClass: "GLACIER" },
          { date: "2027-01-01T00:00:00Z", storageClass: "DEEP_ARCHIVE" },
        ],
        noncurrentVersionExpiration: { noncurrentDays: 7, newerNoncurrentVersions: 2 },
        noncurrentVersionTransitions: [{ noncurrentDays: 1, storageClass: "GLACIER" }],
      });
      const lifecycle = beside([declared], { transitionDefaultMinimumObjectSize: "varies_by_storage_class" }, type);
      expect(lifecycle).to.deep.equal({
        takeSmall: ["GLACIER", "DEEP_ARCHIVE"],
        tagged: [],
        rules: [
          {
            id: "one",
            filter: { prefix: "in/", greaterThan: 10, lessThan: 20 },
            expiration: { days: 365 },
            expiresMarkers: false,
            transitions: [
              { days: 30, to: "GLACIER" },
              { date: Date.UTC(2027, 0, 1), to: "DEEP_ARCHIVE" },
            ],
            noncurrentExpiration: { days: 7, newer: 2 },
            noncurrentTransitions: [{ days: 1, newer: 0, to: "GLACIER" }],
            abortAfter: undefined,
          },
        ],
      });
    });

  it("is read of the bucket itself, in the form of either generation", () => {
    const common = { id: "one", enabled: true, prefix: "in/", abortIncompleteMultipartUploadDays: 2 };
    const lifecycles = [
      own("bucket:Bucket", { ...common, expiration: { days: 5 }, noncurrentVersionExpiration: { days: 3 } }),
      own("bucketV2:BucketV2", { ...common, expirations: [{ days: 5 }], noncurrentVersionExpirations: [{ days: 3 }] }),
    ];
    for (const lifecycle of lifecycles)
      expect(lifecycle?.rules[0]).to.deep.include({
        ...{ id: "one", expiration: { days: 5 }, noncurrentExpiration: { days: 3, newer: 0 }, abortAfter: 2 },
      });
    expect(own("bucket:Bucket", { ...common, enabled: false })).to.equal(undefined);
  });

  it("leaves out what is disabled, and keeps the names of rules for tags, which match nothing here", () => {
    const acts = { expiration: { days: 1 } };
    const lifecycle = beside([
      { ...rule(acts), status: "Disabled" },
      rule({ ...acts, id: "tag", filter: { tag: { key: "a", value: "b" } } }),
      rule({ ...acts, id: "tags", filter: { and: { tags: { a: "b" } } } }),
      rule({ ...acts, id: "markers", expiration: { expiredObjectDeleteMarker: true } }),
    ]);
    expect(lifecycle?.tagged).to.deep.equal(["tag", "tags"]);
    expect(lifecycle?.rules.map(({ id, expiresMarkers }) => ({ id, expiresMarkers }))).to.deep.equal([
      { id: "markers", expiresMarkers: true },
    ]);
  });

  for (const [why, declared] of [
    ["does nothing", {}],
    ["midnight", { expiration: { date: "2027-01-01T10:00:00Z" } }],
    ["midnight", { expiration: { date: "tomorrow" } }],
    ["1 or more", { expiration: { days: 0 } }],
    ["no class", { transitions: [{ days: 1, storageClass: "STANDARD" }] }],
    ["neither days nor a date", { transitions: [{ storageClass: "GLACIER" }] }],
    ["STANDARD_IA after 30 days", { transitions: [{ days: 29, storageClass: "STANDARD_IA" }] }],
    ["no sooner", { transitions: [{ days: 30, storageClass: "GLACIER" }], expiration: { days: 30 } }],
    ["at once", { expiration: { days: 1, expiredObjectDeleteMarker: true } }],
    ["no size", { filter: { objectSizeGreaterThan: 1 }, abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } }],
  ] as const)
    it(`stops the start where AWS would refuse it: ${why}, ${JSON.stringify(declared)}`, () => {
      const message = new RegExp(`AWS would refuse the lifecycle rule one of bucket photos: .*${why}`);
      expect(() => beside([rule(declared)])).to.throw(UserError, message);
    });
});

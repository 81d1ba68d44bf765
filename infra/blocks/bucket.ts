import * as s3 from "@pulumi/aws/s3";
import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

export interface PrivateBucketArgs {
  /** The bucket, where something else had to be made of it first; otherwise one is made. */
  bucket?: s3.Bucket;
  /** What browsers of the allowed origin may do, with addresses they were given. */
  browserMethods?: ("GET" | "PUT")[];
  /** Whether what is overwritten or deleted stays as a version, until the lifecycle takes it. */
  isVersioned?: boolean;
  /** What becomes of objects with time; uploads that never end are aborted in any case. */
  lifecycleRules?: LifecycleRule[];
  /** Accounts that may read it, besides its own. */
  readers?: string[];
  /** ARN of the CloudFront distribution that serves its objects. */
  distribution?: pulumi.Input<string>;
  /** Whether it is deleted with what is in it. */
  forceDestroy: boolean;
  settings: Pick<Settings, "allowedOrigin">;
}

/** A rule of a bucket's lifecycle. */
export type LifecycleRule = Omit<input.s3.BucketLifecycleConfigurationRule, "status">;

/** A bucket that nobody reaches but by IAM, over TLS: encrypted, without ACLs, without public access. */
export class PrivateBucket extends pulumi.ComponentResource {
  /** The bucket itself. */
  readonly bucket: s3.Bucket;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:bucket:PrivateBucket", name, {}, opts);
    const { settings, browserMethods, readers = [], lifecycleRules = [] } = args;
    const parent = { parent: this };

    const bucket = args.bucket ?? new s3.Bucket(name, { forceDestroy: args.forceDestroy }, parent);
    secure();
    const versioning = args.isVersioned ? [keepVersions()] : [];
    limitLives();
    if (browserMethods) allowBrowsers(browserMethods);

    this.bucket = bucket;
    this.registerOutputs({ bucket });

    /** One after the other where access is concerned: S3 refuses a policy while it is changing who may set one. */
    function secure(): void {
      const block = new s3.BucketPublicAccessBlock(
        name,
        {
          bucket: bucket.id,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        },
        parent,
      );
      const policy = new s3.BucketPolicy(
        name,
        { bucket: bucket.id, policy: policyOf(bucket, readers, args.distribution) },
        { ...parent, dependsOn: [block] },
      );
      new s3.BucketOwnershipControls(
        name,
        { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
        { ...parent, dependsOn: [policy] },
      );
      new s3.BucketServerSideEncryptionConfiguration(
        name,
        { bucket: bucket.id, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
        parent,
      );
    }

    function keepVersions(): s3.BucketVersioning {
      const versioningConfiguration = { status: "Enabled" };
      return new s3.BucketVersioning(name, { bucket: bucket.id, versioningConfiguration }, parent);
    }

    function limitLives(): void {
      const abortUploads: LifecycleRule = {
        id: "abort-uploads",
        filter: { prefix: "" },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      };
      const rules = [abortUploads, ...lifecycleRules].map((rule) => ({ ...rule, status: "Enabled" }));
      // S3 refuses rules of versions where there are none.
      const options = { ...parent, dependsOn: versioning };
      new s3.BucketLifecycleConfiguration(name, { bucket: bucket.id, rules }, options);
    }

    function allowBrowsers(allowedMethods: string[]): void {
      const rule = {
        allowedOrigins: [settings.allowedOrigin],
        allowedMethods,
        allowedHeaders: ["*"],
        exposeHeaders: ["ETag"],
        maxAgeSeconds: 600,
      };
      new s3.BucketCorsConfiguration(name, { bucket: bucket.id, corsRules: [rule] }, parent);
    }
  }
}

const policyOf = (
  bucket: s3.Bucket,
  readers: string[],
  distribution: pulumi.Input<string> | undefined,
): pulumi.Output<string> =>
  pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      ...(readers.length > 0 ? reading(bucket, readers) : []),
      ...(distribution === undefined ? [] : [serving(bucket, distribution)]),
    ],
  });

/** What another account's functions need to restore from here; its own policies say which of them may. */
const reading = (bucket: s3.Bucket, readers: string[]): object[] => {
  const Principal = { AWS: readers.map((account) => `arn:aws:iam::${account}:root`) };
  const allowed = { Effect: "Allow", Principal };
  return [
    { Sid: "ListForReaders", ...allowed, Action: "s3:ListBucket", Resource: bucket.arn },
    {
      Sid: "GetForReaders",
      ...allowed,
      Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:RestoreObject"],
      Resource: pulumi.interpolate`${bucket.arn}/*`,
    },
  ];
};

/** Origin access control: CloudFront signs its requests, in the name of one distribution. */
const serving = (bucket: s3.Bucket, distribution: pulumi.Input<string>): object => ({
  Sid: "GetForDistribution",
  Effect: "Allow",
  Principal: { Service: "cloudfront.amazonaws.com" },
  Action: "s3:GetObject",
  Resource: pulumi.interpolate`${bucket.arn}/*`,
  Condition: { StringEquals: { "aws:SourceArn": distribution } },
});

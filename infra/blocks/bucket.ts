import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

export interface PrivateBucketArgs {
  /** What browsers of the allowed origin may do, with addresses they were given. */
  browserMethods?: ("GET" | "PUT")[];
  settings: Settings;
}

/** A bucket that nobody reaches but by IAM, over TLS: encrypted, without ACLs, without public access. */
export class PrivateBucket extends pulumi.ComponentResource {
  /** The bucket itself. */
  readonly bucket: s3.Bucket;

  constructor(name: string, { settings, browserMethods }: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("atelier:bucket:PrivateBucket", name, {}, opts);
    const parent = { parent: this };

    const bucket = new s3.Bucket(name, { forceDestroy: settings.forceDestroy }, parent);
    protect();
    if (browserMethods) allowBrowsers(browserMethods);

    this.bucket = bucket;
    this.registerOutputs({ bucket });

    /** One after the other where access is concerned: S3 refuses a policy while it is changing who may set one. */
    function protect(): void {
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
        { bucket: bucket.id, policy: tlsOnly(bucket) },
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
      new s3.BucketLifecycleConfiguration(
        name,
        {
          bucket: bucket.id,
          rules: [
            {
              id: "abort-uploads",
              status: "Enabled",
              filter: { prefix: "" },
              abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
            },
          ],
        },
        parent,
      );
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

const tlsOnly = (bucket: s3.Bucket): pulumi.Output<string> =>
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
    ],
  });

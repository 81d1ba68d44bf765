import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { notFoundPage } from "./files";

/**
 * Has a bucket serve its objects as a website, to everybody and over plain http: for homes that have no CloudFront. People
 * may read objects by their names, and do nothing else; ACLs give nothing.
 *
 * @returns the host of its address, as AWS names it
 */
export function createWebsite(
  name: string,
  bucket: s3.Bucket,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const block = new s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: false,
      restrictPublicBuckets: false,
    },
    opts,
  );
  const readable = { Effect: "Allow", Principal: "*", Action: "s3:GetObject" };
  const policy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "GetForEverybody", ...readable, Resource: pulumi.interpolate`${bucket.arn}/*` }],
  });
  // S3 refuses a policy for everybody until such are no longer blocked.
  new s3.BucketPolicy(name, { bucket: bucket.id, policy }, { ...opts, dependsOn: [block] });
  const configuration = new s3.BucketWebsiteConfiguration(
    name,
    { bucket: bucket.id, indexDocument: { suffix: "index.html" }, errorDocument: { key: notFoundPage } },
    opts,
  );
  return configuration.websiteEndpoint;
}

/** Where LocalStack serves a bucket's website: by a name below its own, at the port that people reach it by. */
export function emulatedWebsite(bucket: string, emulatorUrl: string): string {
  const { protocol, host } = new URL(emulatorUrl);
  // Below localhost alone names are looked up nowhere on some systems; this name leads to the same address.
  return `${protocol}//${bucket}.s3-website.${host.replace(/^localhost(?=:|$)/, "localhost.localstack.cloud")}`;
}

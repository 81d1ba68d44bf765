import * as aws from "@pulumi/aws";
import { asset } from "@pulumi/pulumi";

/** Functions whose code comes from a zip file, and from objects in a bucket. */

const role = new aws.iam.Role("role", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const settings = { role: role.arn, runtime: "nodejs22.x", handler: "index.handler" };

new aws.lambda.Function("zipped", { ...settings, name: "zipped", code: new asset.FileArchive("code.zip") });

const bucket = new aws.s3.Bucket("releases", { bucket: "archives-releases" });
const zip = new aws.s3.BucketObjectv2("release", {
  bucket: bucket.bucket,
  key: "release.zip",
  source: new asset.FileAsset("code.zip"),
});
new aws.lambda.Function("released", { ...settings, name: "released", s3Bucket: bucket.bucket, s3Key: zip.key });

const archive = new aws.s3.BucketObjectv2("archive", {
  bucket: bucket.bucket,
  key: "archive.zip",
  source: new asset.AssetArchive({
    "index.js": new asset.StringAsset('exports.handler = async () => "from an archive";'),
  }),
});
new aws.lambda.Function("archived", { ...settings, name: "archived", s3Bucket: bucket.bucket, s3Key: archive.key });

new aws.lambda.Function("elsewhere", { ...settings, s3Bucket: "somebody-elses", s3Key: "code.zip" });

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A website whose files `@pulumi/synced-folder` puts there; its children are made elsewhere. */
const bucket = new aws.s3.Bucket("site", { bucket: "site-of-a-folder" });
const website = new aws.s3.BucketWebsiteConfiguration("site", {
  bucket: bucket.bucket,
  indexDocument: { suffix: "index.html" },
});
const opened = new aws.s3.BucketPublicAccessBlock("site", { bucket: bucket.bucket, blockPublicAcls: false });
const owned = new aws.s3.BucketOwnershipControls("site", {
  bucket: bucket.bucket,
  rule: { objectOwnership: "ObjectWriter" },
});
new pulumi.ComponentResource(
  "synced-folder:index:S3BucketFolder",
  "folder",
  { path: "www", bucketName: bucket.bucket, acl: "public-read" },
  { dependsOn: [opened, owned] },
  true,
);

export const siteUrl = pulumi.interpolate`http://${website.websiteEndpoint}`;

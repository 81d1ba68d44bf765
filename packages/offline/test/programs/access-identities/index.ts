import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A bucket that two origin access identities may each read a folder of, and distributions that ask as one each. */

const pages = new aws.s3.Bucket("pages");
for (const key of ["one/a.txt", "two/a.txt"])
  new aws.s3.BucketObject(key, { bucket: pages.id, key, content: key, contentType: "text/plain" });

const one = new aws.cloudfront.OriginAccessIdentity("one", { comment: "named by its ARN" });
const two = new aws.cloudfront.OriginAccessIdentity("two", { comment: "named as a canonical user" });
const reading = (Principal: object, folder: string) => ({
  ...{ Effect: "Allow", Principal, Action: "s3:GetObject" },
  Resource: pulumi.interpolate`${pages.arn}/${folder}/*`,
});
new aws.s3.BucketPolicy("pages", {
  bucket: pages.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [reading({ AWS: one.iamArn }, "one"), reading({ CanonicalUser: two.s3CanonicalUserId }, "two")],
  }),
});

const site = (name: string, originAccessIdentity: pulumi.Input<string>) =>
  new aws.cloudfront.Distribution(name, {
    enabled: true,
    origins: [
      { originId: "pages", domainName: pages.bucketRegionalDomainName, s3OriginConfig: { originAccessIdentity } },
    ],
    defaultCacheBehavior: {
      ...{ targetOriginId: "pages", viewerProtocolPolicy: "redirect-to-https" },
      ...{ allowedMethods: ["GET", "HEAD"], cachedMethods: ["GET", "HEAD"] },
      forwardedValues: { queryString: false, cookies: { forward: "none" } },
    },
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: { cloudfrontDefaultCertificate: true },
  }).domainName.apply((name) => `https://${name}`);

export const first = site("first", one.cloudfrontAccessIdentityPath);
export const second = site("second", two.cloudfrontAccessIdentityPath);
export const foreign = site("foreign", "origin-access-identity/cloudfront/E127EXAMPLE51Z");

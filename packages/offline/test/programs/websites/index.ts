import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A bucket that everybody may read, apart from what is private. */
function publicBucket(name: string, block?: Partial<aws.s3.BucketPublicAccessBlockArgs>, args?: aws.s3.BucketArgs) {
  const bucket = new aws.s3.Bucket(name, { bucket: name, ...args });
  const open = block && [new aws.s3.BucketPublicAccessBlock(name, { bucket: bucket.id, ...block })];
  const everybody = { Principal: "*", Action: ["s3:GetObject"] };
  new aws.s3.BucketPolicy(
    name,
    {
      bucket: bucket.id,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", ...everybody, Resource: pulumi.interpolate`${bucket.arn}/*` },
          { Effect: "Deny", ...everybody, Resource: pulumi.interpolate`${bucket.arn}/private/*` },
        ],
      }),
    },
    { dependsOn: open },
  );
  return bucket;
}

/** Pages by their keys, in the bucket of a name. */
function pages(name: string, bucket: aws.s3.Bucket, contents: Record<string, string>) {
  for (const [key, content] of Object.entries(contents))
    new aws.s3.BucketObjectv2(`${name}/${key}`, { bucket: bucket.id, key, content, contentType: "text/html" });
}

const site = publicBucket("site-of-tests", { blockPublicPolicy: false, restrictPublicBuckets: false });
pages("site", site, {
  "index.html": "home",
  "docs/index.html": "docs",
  "a b/ü.html": "umlaut",
  "error.html": "sorry",
  "private/page.html": "secret",
});
new aws.s3.BucketObjectv2("moved", { bucket: site.id, key: "moved.html", websiteRedirect: "/docs/" });
new aws.s3.BucketCorsConfiguration("site", {
  bucket: site.id,
  corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["https://example.org"] }],
});
const configuration = new aws.s3.BucketWebsiteConfiguration("site", {
  bucket: site.id,
  indexDocument: { suffix: "index.html" },
  errorDocument: { key: "error.html" },
  routingRules: [
    { condition: { keyPrefixEquals: "old/" }, redirect: { replaceKeyPrefixWith: "docs/" } },
    {
      condition: { keyPrefixEquals: "shop/", httpErrorCodeReturnedEquals: "404" },
      redirect: { hostName: "shop.example", protocol: "https", replaceKeyWith: "sold out", httpRedirectCode: "302" },
    },
  ],
});

const moved = new aws.s3.Bucket("moved-site", { bucket: "moved-site" });
new aws.s3.BucketWebsiteConfiguration("moved", {
  bucket: moved.id,
  redirectAllRequestsTo: { hostName: "new.example", protocol: "https" },
});

const inline = publicBucket(
  "inline-site",
  { blockPublicPolicy: false },
  {
    website: {
      indexDocument: "home.html",
      routingRules: JSON.stringify([
        { Condition: { HttpErrorCodeReturnedEquals: "403" }, Redirect: { ReplaceKeyWith: "home.html" } },
      ]),
    },
  },
);
pages("inline", inline, { "home.html": "inline home", "private/x": "secret" });

const closed = publicBucket("closed-site");
pages("closed", closed, { "index.html": "nobody sees it" });
new aws.s3.BucketWebsiteConfiguration("closed", { bucket: closed.id, indexDocument: { suffix: "index.html" } });
const restricted = publicBucket("restricted-site", { restrictPublicBuckets: true });
pages("restricted", restricted, { "index.html": "nobody sees it" });

const listed = new aws.s3.Bucket("acl-site", { bucket: "acl-site" });
const ownership = new aws.s3.BucketOwnershipControls("acl", {
  bucket: listed.id,
  rule: { objectOwnership: "ObjectWriter" },
});
const unblocked = new aws.s3.BucketPublicAccessBlock("acl", { bucket: listed.id, blockPublicAcls: false });
for (const [key, acl] of Object.entries({ open: "public-read", own: "private" }))
  new aws.s3.BucketObjectv2(
    `acl/${key}`,
    { bucket: listed.id, key, content: key, acl },
    { dependsOn: [ownership, unblocked] },
  );

const origin = new aws.s3.Bucket("origin-of-tests", { bucket: "origin-of-tests" });
pages("origin", origin, { "index.html": "for one distribution" });
new aws.s3.BucketPolicy("origin", {
  bucket: origin.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: pulumi.interpolate`${origin.arn}/*`,
        Condition: {
          StringEquals: {
            "aws:SourceArn": "arn:aws:cloudfront::000000000000:distribution/MINE",
            "aws:SourceAccount": "000000000000",
          },
        },
      },
    ],
  }),
});

export const endpoint = configuration.websiteEndpoint;
export const domain = configuration.websiteDomain;
export const id = configuration.id;
export const inlineEndpoint = inline.websiteEndpoint;

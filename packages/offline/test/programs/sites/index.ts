import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** The owner's own name, which the API lets in. */
const origin = "https://shop.example";

const role = new aws.iam.Role("echo", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
new aws.iam.RolePolicy("echo", {
  role: role.name,
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "arn:aws:logs:*:*:*" }],
  }),
});
const echo = new aws.lambda.Function("echo", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(
      'exports.handler = async (event) => ({ headers: { "access-control-allow-origin": process.env.ORIGIN }, ' +
        'multiValueHeaders: { "set-cookie": ["a=1", "b=2"] }, body: JSON.stringify(event) })',
    ),
  }),
  environment: { variables: { ORIGIN: origin } },
});
const api = new aws.apigateway.RestApi("api", {
  body: pulumi.jsonStringify({
    openapi: "3.0.1",
    info: { title: "api", version: "1" },
    paths: {
      "/{proxy+}": {
        "x-amazon-apigateway-any-method": {
          parameters: [{ name: "proxy", in: "path", required: true, schema: { type: "string" } }],
          "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: echo.invokeArn },
        },
      },
    },
  }),
});
new aws.lambda.Permission("echo", {
  action: "lambda:InvokeFunction",
  function: echo.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});
const deployment = new aws.apigateway.Deployment("api", { restApi: api.id });
const stage = new aws.apigateway.Stage("api", { restApi: api.id, deployment: deployment.id, stageName: "v1" });

const caching = aws.cloudfront.getCachePolicyOutput({ name: "Managed-CachingDisabled" }).apply(({ id }) => id ?? "");
const forwarding = (name: string) => aws.cloudfront.getOriginRequestPolicyOutput({ name }).apply(({ id }) => id ?? "");
const optimized = aws.cloudfront.getCachePolicyOutput({ name: "Managed-CachingOptimized" }).apply(({ id }) => id ?? "");
const secured = aws.cloudfront.getResponseHeadersPolicyOutput({ name: "Managed-SecurityHeadersPolicy" }).id;

const pages = new aws.s3.Bucket("pages");
new aws.s3.BucketObject("index", {
  bucket: pages.id,
  key: "index.html",
  content: "<h1>shop</h1>",
  contentType: "text/html",
});
new aws.s3.BucketObject("hidden", { bucket: pages.id, key: "private/a.html", content: "hidden" });
const control = new aws.cloudfront.OriginAccessControl("pages", {
  originAccessControlOriginType: "s3",
  signingBehavior: "always",
  signingProtocol: "sigv4",
});

const custom = { httpPort: 80, httpsPort: 443, originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] };
const allowedMethods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
const dynamic = {
  ...{ viewerProtocolPolicy: "https-only", allowedMethods, cachedMethods: ["GET", "HEAD"], cachePolicyId: caching },
  originRequestPolicyId: forwarding("Managed-AllViewerExceptHostHeader"),
};
const behavior = (pathPattern: string, targetOriginId: string) => ({ ...dynamic, pathPattern, targetOriginId });
const rest = {
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
};

const shop = new aws.cloudfront.Distribution("shop", {
  enabled: true,
  aliases: ["shop.example"],
  defaultRootObject: "index.html",
  origins: [
    { originId: "pages", domainName: pages.bucketRegionalDomainName, originAccessControlId: control.id },
    {
      originId: "named",
      domainName: pulumi.interpolate`${api.id}.execute-api.eu-west-1.amazonaws.com`,
      originPath: pulumi.interpolate`/${stage.stageName}`,
      customOriginConfig: custom,
    },
    {
      originId: "invoked",
      domainName: stage.invokeUrl.apply((url) => new URL(url).hostname),
      originPath: pulumi.interpolate`/${stage.stageName}`,
      customOriginConfig: custom,
    },
  ],
  defaultCacheBehavior: {
    ...{ targetOriginId: "pages", viewerProtocolPolicy: "redirect-to-https", compress: true },
    ...{ allowedMethods: ["GET", "HEAD"], cachedMethods: ["GET", "HEAD"], cachePolicyId: optimized },
    responseHeadersPolicyId: secured,
  },
  orderedCacheBehaviors: [
    behavior("/named/*", "named"),
    behavior("/invoked/*", "invoked"),
    { ...behavior("/hosted/*", "named"), originRequestPolicyId: forwarding("Managed-AllViewer") },
    {
      ...behavior("/edge/*", "pages"),
      lambdaFunctionAssociations: [
        { eventType: "origin-request", lambdaArn: "arn:aws:lambda:us-east-1:0:function:f:1" },
      ],
      trustedKeyGroups: ["group"],
    },
  ],
  customErrorResponses: [{ errorCode: 404, responseCode: 200, responsePagePath: "/index.html" }],
  ...rest,
});
new aws.s3.BucketPolicy("pages", {
  bucket: pages.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: [pulumi.interpolate`${pages.arn}/index.html`, pulumi.interpolate`${pages.arn}/missing`],
        Condition: { StringEquals: { "AWS:SourceArn": shop.arn } },
      },
      {
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:ListBucket",
        Resource: pages.arn,
      },
    ],
  }),
});

const front = new aws.cloudfront.Distribution("front", {
  enabled: true,
  origins: [{ originId: "shop", domainName: shop.domainName, customOriginConfig: custom }],
  defaultCacheBehavior: { ...dynamic, targetOriginId: "shop" },
  ...rest,
});

export const siteUrl = pulumi.interpolate`https://${shop.domainName}`;
export const host = shop.domainName;
export const allowedOrigin = origin;
export const frontUrl = pulumi.interpolate`https://${front.domainName}`;

import { anywhere, global, inAccount, on, type Permission, type Permissions, type Purpose } from "./permission";

/** API Gateway knows methods of HTTP on paths in place of actions, and its ids say nothing of whose they are. */
const at = (...paths: string[]): string[] => paths.map((path) => `arn:aws:apigateway:*::/${path}`);

/** A collection of API Gateway's, such as `restapis`, and what it holds. */
const gateway = (collection: string, more: Partial<Record<Purpose, readonly string[]>> = {}): Permission[] => [
  ...on(at(collection), { create: ["apigateway:POST"] }),
  ...on(at(collection, `${collection}/*`), { read: ["apigateway:GET"] }),
  ...on(at(`${collection}/*`), { update: ["apigateway:PATCH"], delete: ["apigateway:DELETE"], ...more }),
];

const gatewayTags = on(at("tags/*"), { read: ["apigateway:GET"], tag: ["apigateway:PUT", "apigateway:DELETE"] });

/** CloudFront's ids say nothing of whose they are either, and what is made has none yet. */
const cloudfront = (kind: string, noun: string): Permission[] => [
  ...on(anywhere, { create: [`cloudfront:Create${noun}`] }),
  ...on(global("cloudfront", `${kind}/*`), {
    read: [`cloudfront:Get${noun}`],
    update: [`cloudfront:Update${noun}`],
    delete: [`cloudfront:Delete${noun}`],
  }),
];

/** What people reach: the API, the site, its name. */
export const edge: Permissions = {
  // The document is put as a whole.
  "aws:apigateway/restApi:RestApi": [...gateway("restapis", { create: ["apigateway:PUT"] }), ...gatewayTags],
  "aws:apigateway/deployment:Deployment": gateway("restapis/*/deployments"),
  "aws:apigateway/stage:Stage": [...gateway("restapis/*/stages"), ...gatewayTags],
  "aws:apigateway/methodSettings:MethodSettings": on(at("restapis/*/stages/*"), {
    read: ["apigateway:GET"],
    update: ["apigateway:PATCH"],
  }),
  "aws:apigateway/apiKey:ApiKey": [...gateway("apikeys"), ...gatewayTags],
  "aws:apigateway/usagePlan:UsagePlan": [...gateway("usageplans"), ...gatewayTags],
  "aws:apigateway/usagePlanKey:UsagePlanKey": gateway("usageplans/*/keys"),
  "aws:apigateway/account:Account": on(at("account"), {
    read: ["apigateway:GET"],
    update: ["apigateway:PATCH"],
  }),
  "aws:cloudfront/cachePolicy:CachePolicy": cloudfront("cache-policy", "CachePolicy"),
  "aws:cloudfront/distribution:Distribution": [
    ...cloudfront("distribution", "Distribution"),
    ...on(global("cloudfront", "distribution/*"), {
      read: ["cloudfront:ListTagsForResource"],
      tag: ["cloudfront:TagResource", "cloudfront:UntagResource"],
    }),
  ],
  "aws:cloudfront/function:Function": [
    ...on(anywhere, { create: ["cloudfront:CreateFunction"] }),
    ...on(global("cloudfront", "function/site-*"), {
      create: ["cloudfront:PublishFunction"],
      read: ["cloudfront:DescribeFunction", "cloudfront:GetFunction"],
      update: ["cloudfront:UpdateFunction"],
      delete: ["cloudfront:DeleteFunction"],
    }),
  ],
  "aws:cloudfront/originAccessControl:OriginAccessControl": cloudfront("origin-access-control", "OriginAccessControl"),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": cloudfront(
    "response-headers-policy",
    "ResponseHeadersPolicy",
  ),
  "aws:acm/certificate:Certificate": [
    ...on(anywhere, { create: ["acm:RequestCertificate"] }),
    ...on(inAccount("acm", "certificate/*"), {
      read: ["acm:DescribeCertificate", "acm:ListTagsForCertificate"],
      update: ["acm:UpdateCertificateOptions"],
      delete: ["acm:DeleteCertificate"],
      tag: ["acm:AddTagsToCertificate", "acm:RemoveTagsFromCertificate"],
    }),
  ],
  "aws:acm/certificateValidation:CertificateValidation": on(inAccount("acm", "certificate/*"), {
    read: ["acm:DescribeCertificate"],
  }),
  "aws:route53/record:Record": [
    ...on(["arn:aws:route53:::hostedzone/*"], {
      create: ["route53:ChangeResourceRecordSets"],
      read: ["route53:GetHostedZone", "route53:ListResourceRecordSets"],
    }),
    ...on(["arn:aws:route53:::change/*"], { read: ["route53:GetChange"] }),
  ],
  "aws:route53/healthCheck:HealthCheck": [
    ...on(anywhere, { create: ["route53:CreateHealthCheck"] }),
    ...on(["arn:aws:route53:::healthcheck/*"], {
      read: ["route53:GetHealthCheck", "route53:ListTagsForResource"],
      update: ["route53:UpdateHealthCheck"],
      delete: ["route53:DeleteHealthCheck"],
      tag: ["route53:ChangeTagsForResource"],
    }),
  ],
};

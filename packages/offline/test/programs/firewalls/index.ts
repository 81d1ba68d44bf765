import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("echo", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
});
const echo = new aws.lambda.Function("echo", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset("exports.handler = async (event) => ({ body: JSON.stringify(event) })"),
  }),
});
const integration = { type: "aws_proxy", httpMethod: "POST", uri: echo.invokeArn };
const api = (name: string, more: object = {}) => {
  const restApi = new aws.apigateway.RestApi(name, {
    body: pulumi.jsonStringify({
      openapi: "3.0.1",
      info: { title: name, version: "1" },
      paths: { "/{proxy+}": { "x-amazon-apigateway-any-method": { "x-amazon-apigateway-integration": integration } } },
      ...more,
    }),
  });
  new aws.lambda.Permission(name, {
    action: "lambda:InvokeFunction",
    function: echo.name,
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${restApi.executionArn}/*`,
  });
  const deployment = new aws.apigateway.Deployment(name, { restApi: restApi.id });
  return new aws.apigateway.Stage(name, { restApi: restApi.id, deployment: deployment.id, stageName: "v1" });
};
const stage = api("api");
const shaped = api("shaped", {
  "x-amazon-apigateway-gateway-responses": {
    WAF_FILTERED: {
      statusCode: 403,
      responseTemplates: { "application/json": '{"title":$context.error.messageString}' },
    },
  },
});
/** What stands behind the distribution, and has no firewall of its own. */
const open = api("open");

const visibility = (metricName: string) => ({
  visibilityConfig: { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true },
});
const field = (fieldToMatch: aws.types.input.wafv2.WebAclRuleStatementByteMatchStatementFieldToMatch) => ({
  fieldToMatch,
  textTransformations: [{ priority: 0, type: "NONE" }],
});
const contains = (
  searchString: string,
  fieldToMatch: aws.types.input.wafv2.WebAclRuleStatementByteMatchStatementFieldToMatch,
) => ({ byteMatchStatement: { searchString, positionalConstraint: "CONTAINS", ...field(fieldToMatch) } });

const rules = (): aws.types.input.wafv2.WebAclRule[] => [
  {
    ...{ name: "managed", priority: 0, overrideAction: { none: {} }, ...visibility("managed") },
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesCommonRuleSet" } },
  },
  {
    ...{ name: "paths", priority: 1, action: { block: {} }, ...visibility("paths") },
    statement: contains("/forbidden", { uriPath: {} }),
  },
  {
    ...{ name: "bodies", priority: 2, ...visibility("bodies") },
    action: {
      block: {
        customResponse: {
          responseCode: 422,
          customResponseBodyKey: "no",
          responseHeaders: [{ name: "x-why", value: "body" }],
        },
      },
    },
    statement: contains("needle", { body: { oversizeHandling: "CONTINUE" } }),
  },
  {
    ...{ name: "marks", priority: 3, ...visibility("marks") },
    action: { count: { customRequestHandling: { insertHeaders: [{ name: "marked", value: "yes" }] } } },
    statement: contains("/marked", { uriPath: {} }),
  },
  {
    ...{ name: "rate", priority: 4, action: { block: {} }, ...visibility("rate") },
    statement: {
      rateBasedStatement: {
        ...{ limit: 10, evaluationWindowSec: 60, aggregateKeyType: "IP" },
        scopeDownStatement: contains("/often", { uriPath: {} }),
      },
    },
  },
];
/** A web ACL with its log. */
const webAcl = (name: string, scope: string, options: pulumi.ResourceOptions = {}) => {
  const acl = new aws.wafv2.WebAcl(
    name,
    {
      ...{ scope, defaultAction: { allow: {} }, rules: rules(), ...visibility(name) },
      customResponseBodies: [{ key: "no", contentType: "TEXT_PLAIN", content: "no needles" }],
    },
    options,
  );
  const logs = new aws.cloudwatch.LogGroup(name, { name: `aws-waf-logs-${name}`, retentionInDays: 1 }, options);
  new aws.wafv2.WebAclLoggingConfiguration(
    name,
    {
      ...{ resourceArn: acl.arn, logDestinationConfigs: [logs.arn] },
      redactedFields: [{ singleHeader: { name: "x-api-key" } }],
    },
    options,
  );
  return acl;
};
const regional = webAcl("regional", "REGIONAL");
for (const [name, { arn }] of Object.entries({ stage, shaped }))
  new aws.wafv2.WebAclAssociation(name, { resourceArn: arn, webAclArn: regional.arn });
const allowedMethods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
/** What stands before distributions is in one region, whatever the program's is. */
const edge = webAcl("edge", "CLOUDFRONT", { provider: new aws.Provider("edge", { region: "us-east-1" }) });
const distribution = new aws.cloudfront.Distribution("site", {
  enabled: true,
  webAclId: edge.arn,
  origins: [
    {
      originId: "api",
      domainName: pulumi.interpolate`${open.restApi}.execute-api.eu-west-1.amazonaws.com`,
      originPath: "/v1",
      customOriginConfig: {
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: "https-only",
        originSslProtocols: ["TLSv1.2"],
      },
    },
  ],
  defaultCacheBehavior: {
    ...{ targetOriginId: "api", viewerProtocolPolicy: "https-only", allowedMethods, cachedMethods: ["GET", "HEAD"] },
    cachePolicyId: aws.cloudfront.getCachePolicyOutput({ name: "Managed-CachingDisabled" }).apply(({ id }) => id ?? ""),
    originRequestPolicyId: aws.cloudfront
      .getOriginRequestPolicyOutput({ name: "Managed-AllViewerExceptHostHeader" })
      .apply(({ id }) => id ?? ""),
  },
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
});

export const url = stage.invokeUrl;
export const shapedUrl = shaped.invokeUrl;
export const siteUrl = pulumi.interpolate`https://${distribution.domainName}`;

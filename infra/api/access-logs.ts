import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { createRole } from "../blocks/role";
import type { Settings } from "../settings";

/**
 * What the gateway logs of each request
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html).
 * What has no value is `-` there, so that every value is a text. Of the key there is its id, never the key, and of
 * whoever signed in the id, never the token.
 */
const fields = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  apiKeyId: "$context.identity.apiKeyId",
  method: "$context.httpMethod",
  path: "$context.path",
  route: "$context.resourcePath",
  status: "$context.status",
  latency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  responseLength: "$context.responseLength",
  error: "$context.error.message",
} as const;

const userField = { userId: "$context.authorizer.claims.sub" } as const;

/** Where a stage logs its requests, and in what form. */
export interface AccessLogs {
  settings: { destinationArn: pulumi.Output<string>; format: string };
  /** What has to be there before the stage may log. */
  dependsOn: pulumi.Resource[];
}

/** A log group for the requests of a stage, with the role that the gateway logs by where the stack is to set it. */
export function createAccessLogs(name: string, settings: Settings, opts: pulumi.CustomResourceOptions): AccessLogs {
  const { logRetentionDays, manageApiGatewayAccount } = settings;
  const logGroup = new cloudwatch.LogGroup(`${name}-access`, { retentionInDays: logRetentionDays }, opts);
  return {
    settings: {
      destinationArn: logGroup.arn,
      format: JSON.stringify({ ...fields, ...(settings.signIn && userField) }),
    },
    dependsOn: manageApiGatewayAccount ? [createAccount(`${name}-logs`, settings, opts)] : [],
  };
}

/**
 * The role by which API Gateway writes logs: an account has one in each region, for all its APIs. It stays when the stack
 * goes, as other APIs may log by it.
 */
function createAccount(name: string, settings: Settings, opts: pulumi.CustomResourceOptions): apigateway.Account {
  const kept = { ...opts, retainOnDelete: true };
  const role = createRole(name, { service: "apigateway.amazonaws.com", settings }, kept);
  const policy = new iam.RolePolicy(name, { role: role.name, policy: writeAnyLog }, kept);
  return new apigateway.Account(name, { cloudwatchRoleArn: role.arn }, { ...kept, dependsOn: [policy] });
}

/**
 * The actions that API Gateway wants of its role, without which it refuses the role, on all groups: they are those of
 * any API (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html).
 */
const writeAnyLog = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
        "logs:GetLogEvents",
        "logs:FilterLogEvents",
      ],
      Resource: "*",
    },
  ],
});

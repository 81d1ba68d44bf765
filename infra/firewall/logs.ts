import * as cloudwatch from "@pulumi/aws/cloudwatch";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";

export interface FirewallLogsArgs {
  webAcl: wafv2.WebAcl;
  /** Where the web ACL is: its logs have to be there as well. */
  region: string;
  retentionInDays: number;
}

/** What lets whoever has it in: nobody reads it in a log, nor among samples. */
export const secretHeaders = ["authorization", "x-api-key", "cookie"] as const;

/**
 * Logs what a web ACL judges. WAF demands the beginning of the group's name
 * (https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html).
 */
export function createLogs(
  name: string,
  { webAcl, region, retentionInDays }: FirewallLogsArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const group = new cloudwatch.LogGroup(`aws-waf-logs-${name}`, { retentionInDays }, opts);
  const policy = letWafWrite();
  new wafv2.WebAclLoggingConfiguration(
    name,
    {
      resourceArn: webAcl.arn,
      logDestinationConfigs: [group.arn],
      redactedFields: secretHeaders.map((header) => ({ singleHeader: { name: header } })),
    },
    { ...opts, dependsOn: [policy] },
  );

  /** Without a policy of the program's WAF writes one itself, for all its logs, which stays when the stack goes. */
  function letWafWrite(): cloudwatch.LogResourcePolicy {
    const { accountId } = getCallerIdentityOutput({}, opts);
    const policyDocument = pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: pulumi.interpolate`${group.arn}:*`,
          Condition: {
            StringEquals: { "aws:SourceAccount": accountId },
            ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:aws:logs:${region}:${accountId}:*` },
          },
        },
      ],
    });
    const policyName = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
    return new cloudwatch.LogResourcePolicy(name, { policyName, policyDocument }, opts);
  }
}

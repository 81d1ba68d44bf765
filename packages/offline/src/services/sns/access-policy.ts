import type { Location } from "../../protocol/service";

/** What the default policy is about; none of it is for principals of other accounts. */
const actions = [
  ...["AddPermission", "DeleteTopic", "GetTopicAttributes", "ListSubscriptionsByTopic", "Publish"],
  ...["RemovePermission", "SetTopicAttributes", "Subscribe"],
].map((operation) => `SNS:${operation}`);

/**
 * The policy of a topic that the program gives none: what acts for the topic's own account may use it
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html). It says so by `AWS:SourceOwner`, which
 * requests of roles do not have: a role needs a policy of its own.
 */
export const defaultPolicy = (topicArn: string, { account }: Pick<Location, "account">): string =>
  JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: actions,
        Resource: topicArn,
        Condition: { StringEquals: { "AWS:SourceOwner": account } },
      },
    ],
  });

/**
 * Services that say whose account they act for by `AWS:SourceOwner`, so that the default policy lets them in. CloudWatch
 * does for its alarms. Others that do are not among those that publish here: S3 and EventBridge want a policy.
 */
const withSourceOwner: ReadonlySet<string> = new Set(["cloudwatch.amazonaws.com"]);

/** What a service says of whom it acts for, as condition keys. */
export function sourceKeys(service: string, sourceArn: string, { account }: Pick<Location, "account">) {
  // The ARN of a bucket names no account.
  const owner = sourceArn.split(":")[4] || account;
  return {
    "aws:SourceArn": sourceArn,
    "aws:SourceAccount": owner,
    ...(withSourceOwner.has(service) && { "AWS:SourceOwner": owner }),
  };
}

/** Whether a key is SNS's own, which AWS manages: its policy lets no service use it, and nobody can change that. */
export const isManagedKey = (key: string | undefined): boolean =>
  key !== undefined && /^(arn:.*:)?alias\/aws\/sns$/.test(key);

import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

/**
 * The queue that keeps, for 14 days, events that functions failed for good: encrypted, and over TLS only.
 *
 * The whole program has one, since CloudWatch bills each queue that an alarm watches. A message tells where it comes
 * from: its body is the event, its attributes are the error
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq).
 */
export function createDeadLetterQueue(name: string, opts: pulumi.CustomResourceOptions = {}): sqs.Queue {
  const queue = new sqs.Queue(
    name,
    { sqsManagedSseEnabled: true, messageRetentionSeconds: 14 * 86_400 },
    pulumi.mergeOptions(opts, { aliases: [formerQueue("sqs/queue:Queue")] }),
  );
  const policy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: queue.arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
  new sqs.QueuePolicy(
    name,
    { queueUrl: queue.url, policy },
    pulumi.mergeOptions(opts, { aliases: [formerQueue("sqs/queuePolicy:QueuePolicy")] }),
  );
  return queue;
}

/**
 * Each function that events invoke had a queue of its own once. A stack of that time keeps the ingest's, which is the
 * one that people fill: files that cannot be taken end there.
 */
const formerQueue = (type: string): string => {
  const parents = "atelier:cityflow:Cityflow$atelier:lambda:LambdaFunction";
  const stack = `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}`;
  return `${stack}::${parents}$aws:${type}::cityflow-ingest-dead-letters`;
};

import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

/** A queue that keeps, for 14 days, events that a function failed for good: encrypted, and over TLS only. */
export function createDeadLetterQueue(name: string, opts: pulumi.CustomResourceOptions): sqs.Queue {
  const queue = new sqs.Queue(name, { sqsManagedSseEnabled: true, messageRetentionSeconds: 14 * 86_400 }, opts);
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
  new sqs.QueuePolicy(name, { queueUrl: queue.url, policy }, opts);
  return queue;
}

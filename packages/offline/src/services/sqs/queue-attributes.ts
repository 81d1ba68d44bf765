import { type Properties, texts } from "../../graph/graph";
import { AwsError } from "../../protocol/service";
import type { Queue } from "./queue";

/** All attributes that queues can have, also those that standard queues have not. */
const known = new Set([
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "ContentBasedDeduplication",
  "CreatedTimestamp",
  "DeduplicationScope",
  "DelaySeconds",
  "FifoQueue",
  "FifoThroughputLimit",
  "KmsDataKeyReusePeriodSeconds",
  "KmsMasterKeyId",
  "LastModifiedTimestamp",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "Policy",
  "QueueArn",
  "ReceiveMessageWaitTimeSeconds",
  "RedriveAllowPolicy",
  "RedrivePolicy",
  "SqsManagedSseEnabled",
  "VisibilityTimeout",
]);

/** GetQueueAttributes. */
export async function getQueueAttributes(queue: Queue, input: Properties): Promise<object> {
  const names = texts(input, "AttributeNames");
  const unknown = names.find((name) => name !== "All" && !known.has(name));
  if (unknown !== undefined) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  const wanted = Object.entries(attributesOf(queue)).filter(([name]) => names.includes("All") || names.includes(name));
  return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
}

function attributesOf(queue: Queue): Record<string, string> {
  const { settings } = queue;
  const { visible, inFlight, delayed } = queue.depth();
  return {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    DelaySeconds: String(settings.delaySeconds),
    MaximumMessageSize: String(settings.maxMessageSize),
    MessageRetentionPeriod: String(settings.messageRetentionSeconds),
    QueueArn: settings.arn,
    ReceiveMessageWaitTimeSeconds: String(settings.receiveWaitTimeSeconds),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    ...(settings.policy !== undefined && { Policy: settings.policy }),
    ...(settings.redrivePolicy && { RedrivePolicy: JSON.stringify(settings.redrivePolicy) }),
  };
}

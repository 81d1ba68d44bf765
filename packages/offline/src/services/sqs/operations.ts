import type { JsonInput } from "../../protocol/json";
import type { Operation, Operations } from "../../protocol/operations";
import { AwsError, type Call, type Location, notImplemented } from "../../protocol/service";
import { noSuchQueue } from "./errors";
import { limits } from "./limits";
import { numberOf, optional, required } from "./parameters";
import type { Queue } from "./queue";
import { getQueueAttributes } from "./queue-attributes";
import type { Queues } from "./queues";
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
  receiveMessage,
} from "./receive";
import { sendMessage, sendMessageBatch } from "./send";

const received = [
  ...["AttributeNames", "MessageSystemAttributeNames", "MessageAttributeNames"],
  ...["MaxNumberOfMessages", "VisibilityTimeout", "WaitTimeSeconds"],
];
const sent = [
  ...["MessageBody", "DelaySeconds", "MessageAttributes", "MessageSystemAttributes"],
  ...["MessageGroupId", "MessageDeduplicationId"],
];

type SqsOperation = Operation<JsonInput, object>;

/** The operations on queues. */
export function operationsOn(queues: Queues, location: Location): Operations<JsonInput, object> {
  /** An operation on one queue, with the action that the caller must be allowed on it: batches have none of their own. */
  const onQueue = (
    name: string,
    members: readonly string[],
    action: string,
    run: (queue: Queue, input: JsonInput, call: Call) => Promise<object>,
    addressed: (input: JsonInput) => Address = (input) => addressIn(required(input, "QueueUrl")),
  ): Record<string, SqsOperation> => ({
    [name]: {
      members: ["QueueUrl", ...members],
      access: (input) => {
        const { account, name: queue } = addressed(input);
        return [{ action, resource: `arn:aws:sqs:${location.region}:${account}:${queue}` }];
      },
      run: async (input, call) => {
        const { account, name: queue } = addressed(input);
        if (queue.endsWith(".fifo")) throw notImplemented("sqs", `${name} of FIFO queues`);
        if (account !== location.account) throw noSuchQueue();
        return run(queues.get(queue), input, call);
      },
    },
  });
  const named = (input: JsonInput): Address => ({
    name: required(input, "QueueName"),
    account: optional(input, "QueueOwnerAWSAccountId") ?? location.account,
  });
  return {
    ...onQueue(
      "ChangeMessageVisibility",
      ["ReceiptHandle", "VisibilityTimeout"],
      "sqs:ChangeMessageVisibility",
      changeMessageVisibility,
    ),
    ...onQueue(
      "ChangeMessageVisibilityBatch",
      ["Entries"],
      "sqs:ChangeMessageVisibility",
      changeMessageVisibilityBatch,
    ),
    ...onQueue("DeleteMessage", ["ReceiptHandle"], "sqs:DeleteMessage", deleteMessage),
    ...onQueue("DeleteMessageBatch", ["Entries"], "sqs:DeleteMessage", deleteMessageBatch),
    ...onQueue("GetQueueAttributes", ["AttributeNames"], "sqs:GetQueueAttributes", getQueueAttributes),
    ...onQueue(
      "GetQueueUrl",
      ["QueueName", "QueueOwnerAWSAccountId"],
      "sqs:GetQueueUrl",
      async ({ settings }) => ({ QueueUrl: settings.url }),
      named,
    ),
    ...onQueue("PurgeQueue", [], "sqs:PurgeQueue", purgeQueue),
    ...onQueue("ReceiveMessage", received, "sqs:ReceiveMessage", receiveMessage),
    ...onQueue("SendMessage", sent, "sqs:SendMessage", sendMessage),
    ...onQueue("SendMessageBatch", ["Entries"], "sqs:SendMessage", sendMessageBatch),
    ListQueues: {
      members: ["QueueNamePrefix", "NextToken", "MaxResults"],
      access: () => [{ action: "sqs:ListQueues", resource: "*" }],
      run: (input) => listQueues(queues, input),
    },
  };
}

async function purgeQueue(queue: Queue): Promise<object> {
  await queue.purge();
  return {};
}

function listQueues(queues: Queues, input: JsonInput): object {
  const { QueueNamePrefix: prefix = "", NextToken: after = "" } = input;
  const size = numberOf(input, "MaxResults") ?? limits.pageSize;
  const names = queues.names().filter((name) => name.startsWith(String(prefix)) && name > String(after));
  const page = names.slice(0, size);
  return {
    ...(page.length > 0 && { QueueUrls: page.map((name) => queues.get(name).settings.url) }),
    ...(names.length > size && { NextToken: page.at(-1) }),
  };
}

/** Where a queue is. */
interface Address {
  account: string;
  name: string;
}

/**
 * What a queue's URL says, whatever host it is on.
 *
 * @throws AwsError InvalidAddress
 */
function addressIn(url: string): Address {
  const [, account, name] = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([\w.-]+)$/.exec(url) ?? [];
  if (account !== undefined && name !== undefined) return { account, name };
  throw new AwsError("InvalidAddress", `The address ${url} is not valid for this endpoint.`);
}

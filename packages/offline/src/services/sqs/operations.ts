import type { Properties } from "../../graph/graph";
import type { Call } from "../../protocol/service";
import type { Queue } from "./queue";
import { getQueueAttributes } from "./queue-attributes";
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
  receiveMessage,
} from "./receive";
import { sendMessage, sendMessageBatch } from "./send";

/** What is done with one queue, and the action that the caller must be allowed on it: batches have none of their own. */
interface Operation {
  action: string;
  run: (queue: Queue, input: Properties, call: Call) => Promise<object>;
}

/** The operations on a queue, by name. */
export const operations: Record<string, Operation> = {
  ChangeMessageVisibility: { action: "sqs:ChangeMessageVisibility", run: changeMessageVisibility },
  ChangeMessageVisibilityBatch: { action: "sqs:ChangeMessageVisibility", run: changeMessageVisibilityBatch },
  DeleteMessage: { action: "sqs:DeleteMessage", run: deleteMessage },
  DeleteMessageBatch: { action: "sqs:DeleteMessage", run: deleteMessageBatch },
  GetQueueAttributes: { action: "sqs:GetQueueAttributes", run: getQueueAttributes },
  GetQueueUrl: { action: "sqs:GetQueueUrl", run: async ({ settings }) => ({ QueueUrl: settings.url }) },
  PurgeQueue: { action: "sqs:PurgeQueue", run: purgeQueue },
  ReceiveMessage: { action: "sqs:ReceiveMessage", run: receiveMessage },
  SendMessage: { action: "sqs:SendMessage", run: sendMessage },
  SendMessageBatch: { action: "sqs:SendMessage", run: sendMessageBatch },
};

async function purgeQueue(queue: Queue): Promise<object> {
  await queue.purge();
  return {};
}

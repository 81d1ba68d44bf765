import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SendMessageCommandOutput,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { eventually } from "./poll";

/** The administrator's client of queues whose messages invoke functions, which tell in the queue `seen` what they got. */
export interface JobClient {
  send(queue: string, body: string, more?: Partial<SendMessageCommandInput>): Promise<SendMessageCommandOutput>;
  /** Ten messages at most, in one request. */
  sendAll(queue: string, bodies: string[]): Promise<void>;
  /** Waits for a message, and takes it for good. */
  next(queue: string): Promise<Message>;
  /** What a function says next. */
  seen(): Promise<Seen>;
  /** Deletes a message by its handle. */
  drop(queue: string, ReceiptHandle: string): Promise<void>;
  /** Waits until a queue has no messages, neither visible nor in flight. */
  emptied(queue: string): Promise<true>;
  destroy(): void;
}

/** What a function tells: what it was invoked with, or that it has come to an end. */
export interface Seen {
  functionName: string;
  Records: { messageId: string; body: string; receiptHandle: string; attributes: Record<string, string> }[];
  ended?: string[];
}

/** What a function tells that a stream invokes. */
export interface SeenRecords {
  functionName: string;
  Records: { eventID: string; eventName: string; dynamodb: { Keys: Record<string, { S: string }> } }[];
}

/** @param urls of the queues, by name */
export function jobClient(endpoint: string, urls: Record<string, string>): JobClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sqs = new SQSClient({ endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
  const drop = async (queue: string, ReceiptHandle: string | undefined) => {
    await sqs.send(new DeleteMessageCommand({ QueueUrl: urls[queue], ReceiptHandle }));
  };
  const next = (queue: string) =>
    eventually(`a message in ${queue}`, async () => {
      const all = { MessageSystemAttributeNames: ["All" as const] };
      const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: urls[queue], ...all }));
      if (message) await drop(queue, message.ReceiptHandle);
      return message;
    });
  return {
    send: (queue, MessageBody, more = {}) =>
      sqs.send(new SendMessageCommand({ QueueUrl: urls[queue], MessageBody, ...more })),
    sendAll: async (queue, bodies) => {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: urls[queue], Entries }));
    },
    next,
    seen: async () => JSON.parse((await next("seen")).Body ?? ""),
    drop,
    emptied: (queue) =>
      eventually(`${queue} to be empty`, async () => {
        const command = new GetQueueAttributesCommand({
          QueueUrl: urls[queue],
          AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        });
        const { Attributes = {} } = await sqs.send(command);
        return Object.values(Attributes).every((count) => count === "0") || undefined;
      }),
    destroy: () => sqs.destroy(),
  };
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Access } from "../../src/protocol/service";
import { sqsService } from "../../src/services/sqs";
import { queuesOf } from "../../src/services/sqs/declared";
import { Queues } from "../../src/services/sqs/queues";
import type { Properties } from "../../src/graph/graph";
import { TestClock } from "./clock";
import { graphWith } from "./graph";
import { serve } from "./service";

/** SQS behind a socket, without signatures, on a clock that stands still. */
export interface QueueFixture {
  client: SQSClient;
  clock: TestClock;
  /** What was authorized so far, in order. */
  asked: Access[];
  directory: string;
  /** A queue's URL. */
  url(name: string): string;
  send(name: string, body: string, more?: Partial<SendMessageCommandInput>): Promise<string>;
  /** Messages with all their attributes, ten at most. */
  receive(name: string, more?: Partial<ReceiveMessageCommandInput>): Promise<Message[]>;
  /** Ends the service and opens it again on the same folder. */
  reopen(): Promise<void>;
  stop(): Promise<void>;
}

/** The ARN that a queue of this name has. */
export const queueArn = (name: string): string => `arn:aws:sqs:eu-west-1:000000000000:${name}`;

/** @param queues the inputs of each queue, by name */
export async function startQueues(queues: Record<string, Properties>): Promise<QueueFixture> {
  const graph = graphWith(
    Object.entries(queues).map(([name, inputs]) => ({
      type: "aws:sqs/queue:Queue",
      name,
      inputs: { name, ...inputs },
    })),
  );
  const directory = await mkdtemp(join(tmpdir(), "sqs-test-"));
  const clock = new TestClock();
  const open = () => new Queues(directory, queuesOf(graph), clock);
  let opened = open();
  const asked: Access[] = [];
  const service = () => sqsService(opened, graph);
  const endpoint = await serve({ ...service(), handle: (call) => service().handle(call) });
  endpoint.authorize = (access) => void asked.push(...access);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new SQSClient({ endpoint: endpoint.url, region: graph.region, credentials, maxAttempts: 1 });
  const url = (name: string) => `${endpoint.url}/${graph.account}/${name}`;
  return {
    client,
    clock,
    asked,
    directory,
    url,
    send: async (name, MessageBody, more = {}) => {
      const { MessageId = "" } = await client.send(
        new SendMessageCommand({ QueueUrl: url(name), MessageBody, ...more }),
      );
      return MessageId;
    },
    receive: async (name, more = {}) => {
      const all = {
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["All" as const],
        MessageAttributeNames: ["All"],
      };
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: url(name), ...all, ...more }));
      return Messages;
    },
    reopen: async () => {
      await opened.close();
      opened = open();
    },
    stop: async () => {
      client.destroy();
      await endpoint.close();
      await opened.close();
      await rm(directory, { recursive: true });
    },
  };
}

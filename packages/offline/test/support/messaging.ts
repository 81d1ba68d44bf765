import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { HostOptions } from "../../src/host/host";
import { type TestHost, testHost } from "./host";
import { eventually } from "./poll";
import { programFolder } from "./programs";

/** The queues that the program in `programs/queues` exports. */
export type QueueName = "jobs" | "letters" | "later" | "small" | "seen" | "outcomes" | "undelivered";

/** The administrator's clients of a host that runs `programs/queues`. */
export interface Clients {
  sqs: SQSClient;
  lambda: LambdaClient;
  url(queue: QueueName): string;
  /** Waits for a message, and takes it for good. */
  next(queue: QueueName): Promise<Message>;
  /** Waits for what a function says that it was invoked with. */
  seen(): Promise<{ event: Record<string, unknown>; awsRequestId: string }>;
  /** Invokes a function without waiting for it; returns the id of the invocation. */
  invokeLater(FunctionName: string, event: object): Promise<string | undefined>;
  destroy(): void;
}

/** @param urls the program's output of that name */
export function clientsOf(endpoint: string, urls: Record<QueueName, string>): Clients {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const options = { endpoint, region: "eu-west-1", credentials, maxAttempts: 1 };
  const [sqs, lambda] = [new SQSClient(options), new LambdaClient(options)];
  const next = (queue: QueueName) =>
    eventually(`a message in ${queue}`, async () => {
      const all = { MessageSystemAttributeNames: ["All" as const], MessageAttributeNames: ["All"] };
      const QueueUrl = urls[queue];
      const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...all }));
      if (message) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      return message;
    });
  return {
    sqs,
    lambda,
    url: (queue) => urls[queue],
    next,
    seen: async () => JSON.parse((await next("seen")).Body ?? ""),
    invokeLater: async (FunctionName, event) => {
      const Payload = Buffer.from(JSON.stringify(event));
      const { $metadata } = await lambda.send(new InvokeCommand({ FunctionName, Payload, InvocationType: "Event" }));
      return $metadata.requestId;
    },
    destroy: () => {
      sqs.destroy();
      lambda.destroy();
    },
  };
}

export interface MessagingHost extends Clients {
  host: TestHost;
  /** The log of one function or of the host, when it has such a line. */
  logged(pattern: RegExp): Promise<string>;
  close(): Promise<void>;
}

/** The program in `programs/queues` on a host. */
export async function startMessaging(options: Partial<HostOptions> = {}): Promise<MessagingHost> {
  const host = await testHost({ program: programFolder("queues"), stack: "dev", ...options });
  const clients = clientsOf(host.url, Object(host.graph.outputs.urls));
  return {
    ...clients,
    host,
    logged: (pattern) => eventually(String(pattern), async () => host.logs.find((line) => pattern.test(line))),
    close: async () => {
      clients.destroy();
      await host.close();
    },
  };
}

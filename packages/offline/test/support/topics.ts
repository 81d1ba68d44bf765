import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PublishCommand, type PublishCommandInput, SNSClient } from "@aws-sdk/client-sns";
import type { Properties } from "../../src/graph/graph";
import { uninterrupted } from "../../src/running-time";
import { Activity, type Happening } from "../../src/protocol/activity";
import { AccessControl } from "../../src/protocol/access-control";
import { Identities } from "../../src/protocol/identities";
import { Metrics } from "../../src/protocol/metrics";
import { type Sender, type TargetEvent, Targets } from "../../src/protocol/targets";
import type { OpenService, ServiceContext } from "../../src/services/module";
import { mail } from "../../src/services/mail";
import { sns } from "../../src/services/sns";
import { sqs } from "../../src/services/sqs";
import { DataFolder } from "../../src/storage/data-folder";
import { TestClock } from "./clock";
import { graphWith } from "./graph";
import { eventually } from "./poll";
import { serve } from "./service";

/** The ARN that a topic of this name has. */
export const topicArn = (name: string): string => `arn:aws:sns:eu-west-1:000000000000:${name}`;

/** A queue that takes what topics send. */
export const openQueue = (name: string) => ({
  type: "aws:sqs/queue:Queue",
  name,
  inputs: {
    name,
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: "*",
        Condition: { ArnLike: { "aws:SourceArn": topicArn("*") } },
      },
    }),
  },
});

export const topic = (name: string, inputs: Properties = {}) => ({
  type: "aws:sns/topic:Topic",
  name,
  inputs: { name, ...inputs },
});

/** A subscription of a topic, known by both names. */
export const subscription = (to: string, inputs: Properties, name = `${to}-${String(inputs.protocol)}`) => ({
  type: "aws:sns/topicSubscription:TopicSubscription",
  name,
  inputs: { topic: topicArn(to), ...inputs },
});

/** SNS and SQS behind sockets, without signatures, on a clock that stands still. */
export interface TopicFixture {
  sns: SNSClient;
  clock: TestClock;
  /** Notices, and mail that is sent. */
  logs: string[];
  happenings: Happening[];
  /** What SNS reports of itself since it was last taken, as `name value`. */
  reported(): string[];
  publish(name: string, more?: Partial<PublishCommandInput>): Promise<string>;
  /** Publishes as a service or a role does. */
  deliver(name: string, event: TargetEvent, sender: Sender): Promise<void>;
  /** Waits for a message. */
  next(queue: string): Promise<Message>;
  /** The messages that are in a queue now. */
  messages(queue: string): Promise<Message[]>;
  /** The mails that the page shows. */
  mails(): Promise<Record<string, string>[]>;
  logged(pattern: RegExp): Promise<string>;
  /** Ends the services and opens them again on the same data. */
  reopen(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTopics(resources: Parameters<typeof graphWith>[0]): Promise<TopicFixture> {
  const graph = graphWith(resources);
  const folder = mkdtempSync(join(tmpdir(), "sns-test-"));
  const clock = new TestClock();
  const logs: string[] = [];
  const happenings: Happening[] = [];
  const activity = new Activity();
  const open = async () => {
    const data = DataFolder.open(folder, undefined, ["sns", "sqs"]);
    const log = (text: string) => void logs.push(text);
    const policies = [sqs, sns].flatMap((service) => service.policies?.(graph) ?? []);
    const targets = new Targets();
    const context: ServiceContext = {
      ...{
        data,
        clock,
        log,
        targets,
        port: 4566,
        packages: "",
        folder: "",
        running: uninterrupted,
        metrics: new Metrics(clock),
        origins: [],
        sites: [],
        userPools: new Map(),
        mailbox: { add: () => Promise.reject(new Error("there is no mailbox")) },
        firewalls: new Map(),
      },
      identities: new Identities(graph, data, {}),
      accessControl: new AccessControl(graph, policies, log),
      activity,
      settings: { ec2TransitionSeconds: 0, maxEnvironments: 1 },
      serve: () => Promise.reject(new Error("nobody calls")),
    };
    const mailing = await mail.open(graph, context);
    const topics = await sns.open(graph, { ...context, mailbox: mailing.mailbox ?? context.mailbox });
    const opened: OpenService[] = [await sqs.open(graph, context), topics];
    for (const { accepts = {} } of opened)
      for (const [prefix, target] of Object.entries(accepts)) targets.add(prefix, target);
    for (const one of opened) await one.start?.();
    const close = async () => {
      for (const one of [mailing, ...opened].reverse()) await one.close?.();
      data.close();
    };
    return { opened, mailing, context, close };
  };
  activity.listen((happening) => {
    happenings.push(happening);
    if (happening.kind === "mail") logs.push(`mail to ${happening.to}: ${happening.subject}`);
  });
  let running = await open();
  const endpoints = await Promise.all(
    running.opened.map(({ aws }, index) => {
      if (!aws) throw new Error("the service serves nothing");
      return serve({ ...aws, handle: async (call) => (running.opened[index]?.aws ?? aws).handle(call) });
    }),
  );
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const options = (index: number) => ({
    endpoint: endpoints[index]?.url,
    region: graph.region,
    credentials,
    maxAttempts: 1,
  });
  const [queues, client] = [new SQSClient(options(0)), new SNSClient(options(1))];
  const messages = async (queue: string, MaxNumberOfMessages = 10) => {
    const QueueUrl = `http://localhost/${graph.account}/${queue}`;
    const all = { MaxNumberOfMessages, MessageAttributeNames: ["All"], VisibilityTimeout: 600 };
    return (await queues.send(new ReceiveMessageCommand({ QueueUrl, ...all }))).Messages ?? [];
  };
  return {
    sns: client,
    clock,
    logs,
    happenings,
    reported: () => running.context.metrics.take().map(({ metric, values }) => `${metric.name} ${values.sum}`),
    publish: async (name, more = {}) => {
      const { MessageId = "" } = await client.send(
        new PublishCommand({ TopicArn: topicArn(name), Message: "hello", ...more }),
      );
      return MessageId;
    },
    deliver: async (name, event, sender) => {
      await running.context.targets.deliver(topicArn(name), event, sender);
    },
    messages: (queue) => messages(queue),
    next: (queue) => eventually(`a message in ${queue}`, async () => (await messages(queue, 1))[0]),
    mails: async () => {
      const page = await running.mailing.pages?.mail?.handle("", new URLSearchParams(), "*/*");
      return JSON.parse(String(page?.body));
    },
    logged: (pattern) => eventually(String(pattern), async () => logs.find((line) => pattern.test(line))),
    reopen: async () => {
      await running.close();
      running = await open();
    },
    stop: async () => {
      for (const one of [queues, client]) one.destroy();
      for (const endpoint of endpoints) await endpoint.close();
      await running.close();
      rmSync(folder, { recursive: true });
    },
  };
}

import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Host, HostOptions } from "../../src/host/host";
import { output, testHost } from "./host";
import { eventually } from "./poll";
import { programFolder } from "./programs";
import { administratorOf } from "./sdk";

/** The program in `programs/logs` on a host, and the administrator's clients. */
export interface LogsHost {
  host: Host & { logs: string[] };
  logs: CloudWatchLogsClient;
  /** The physical name of a function or group, by the name of its output. */
  name(output: string): string;
  /** Gives a function an order, see `talk.js`; returns what it answers: by default its log stream. */
  invoke(functionName: string, order?: object): Promise<string>;
  /** The messages of a group's events. */
  messages(logGroupName: string, more?: Partial<FilterLogEventsCommandInput>): Promise<string[]>;
  /** The same of a JSON group, parsed. */
  records(logGroupName: string, logStreamName: string): Promise<Record<string, unknown>[]>;
  streams(logGroupName: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function startLogs(options: Partial<HostOptions> = {}): Promise<LogsHost> {
  const host = await testHost({ program: programFolder("logs"), stack: "dev", ...options });
  const client = administratorOf(host, "eu-west-1");
  const [logs, lambda] = [new CloudWatchLogsClient(client), new LambdaClient(client)];
  const messages = async (logGroupName: string, more: Partial<FilterLogEventsCommandInput> = {}) => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, ...more }));
    return events.map(({ message = "" }) => message);
  };
  return {
    host,
    logs,
    messages,
    name: (one) => output(host, one),
    invoke: async (FunctionName, order = {}) => {
      const Payload = Buffer.from(JSON.stringify(order));
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
      return Object(JSON.parse(Buffer.from(answer.Payload ?? []).toString("utf8")));
    },
    records: async (logGroupName, logStreamName) =>
      (await messages(logGroupName, { logStreamNames: [logStreamName] })).map((message) => JSON.parse(message)),
    streams: async (logGroupName) => {
      const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
      return logStreams.map(({ logStreamName = "" }) => logStreamName);
    },
    close: async () => {
      logs.destroy();
      lambda.destroy();
      await host.close();
    },
  };
}

/** Waits for a message of a group. */
export const messageIn = ({ messages }: LogsHost, logGroupName: string, part: string): Promise<string> =>
  eventually(`a message with ${part}`, async () =>
    (await messages(logGroupName)).find((message) => message.includes(part)),
  );

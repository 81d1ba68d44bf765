import {
  type Files,
  type Graph,
  object,
  ofType,
  optionalNumber,
  optionalText,
  type Resource,
  text,
} from "../../graph/graph";
import { type EventInvokeConfig, eventInvokeConfigOf } from "./event-invoke-config";
import { type LoggingConfig, loggingConfigOf } from "./logs/config";

/** A Lambda function that this host can run. */
export interface LambdaFunction {
  name: string;
  /** The name that the program gave it. */
  logicalName: string;
  arn: string;
  roleArn: string;
  handler: string;
  runtime: string;
  timeoutSeconds: number;
  memorySize: number;
  logging: LoggingConfig;
  variables: Record<string, string>;
  eventInvokeConfig: EventInvokeConfig;
  /** ARN of the queue or topic that gets the events of asynchronous invocations that are given up. */
  deadLetterTarget?: string;
  files: Files;
}

/** Whether the host can run a function: Node.js code that the program carries itself. */
export const isServed = ({ inputs, files }: Resource): boolean =>
  /^nodejs/.test(optionalText(inputs, "runtime") ?? "") && files.code !== undefined && !("" in files.code);

/** The functions of a program, with Lambda's defaults. */
export const functionsOf = (graph: Graph): LambdaFunction[] =>
  ofType(graph, "aws:lambda/function:Function")
    .filter(isServed)
    .map(({ name: logicalName, inputs, outputs, files }) => ({
      name: text(outputs, "name"),
      logicalName,
      arn: text(outputs, "arn"),
      roleArn: text(inputs, "role"),
      handler: text(inputs, "handler"),
      runtime: text(inputs, "runtime"),
      timeoutSeconds: optionalNumber(inputs, "timeout") ?? 3,
      memorySize: optionalNumber(inputs, "memorySize") ?? 128,
      logging: loggingConfigOf(inputs, text(outputs, "name")),
      variables: stringsOf(object(object(inputs, "environment"), "variables")),
      eventInvokeConfig: eventInvokeConfigOf(graph, text(outputs, "name")),
      deadLetterTarget: optionalText(object(inputs, "deadLetterConfig"), "targetArn"),
      files: files.code ?? {},
    }));

/** A map of strings, as AWS takes it. */
export const stringsOf = (values: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));

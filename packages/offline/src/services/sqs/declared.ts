import { UserError } from "../../errors";
import { type Graph, json, ofType, optionalJson, optionalNumber, type Resource, text } from "../../graph/graph";
import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import { defaults } from "./limits";
import type { QueueSettings, RedrivePolicy } from "./settings";

/** Whether the host can serve a queue: FIFO queues are recorded only. */
export const isStandard = ({ inputs }: Resource): boolean => inputs.fifoQueue !== true;

/**
 * The standard queues that a program declares.
 *
 * @throws UserError for a redrive policy that AWS would refuse
 */
export function queuesOf(graph: Graph): QueueSettings[] {
  const declared = ofType(graph, "aws:sqs/queue:Queue");
  const arns = new Set(declared.map(({ outputs }) => text(outputs, "arn")));
  return declared.filter(isStandard).map(({ inputs, outputs }) => {
    const name = text(outputs, "name");
    const url = text(outputs, "url");
    const number = (key: keyof typeof defaults) => optionalNumber(inputs, key) ?? defaults[key];
    const redrivePolicy =
      ofUrl(graph, "aws:sqs/redrivePolicy:RedrivePolicy", url, "redrivePolicy") ??
      optionalJson(inputs, "redrivePolicy");
    return {
      name,
      url,
      arn: text(outputs, "arn"),
      delaySeconds: number("delaySeconds"),
      maxMessageSize: number("maxMessageSize"),
      messageRetentionSeconds: number("messageRetentionSeconds"),
      receiveWaitTimeSeconds: number("receiveWaitTimeSeconds"),
      visibilityTimeoutSeconds: number("visibilityTimeoutSeconds"),
      redrivePolicy: redrivePolicy ? readRedrivePolicy(redrivePolicy, name, arns) : undefined,
      policy: ofUrl(graph, "aws:sqs/queuePolicy:QueuePolicy", url, "policy") ?? optionalJson(inputs, "policy"),
    };
  });
}

/** What a resource of its own says of a queue. */
const ofUrl = (graph: Graph, type: string, url: string, key: string): string | undefined =>
  ofType(graph, type).flatMap(({ inputs }) => (inputs.queueUrl === url ? json(inputs, key) : []))[0];

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
function readRedrivePolicy(document: string, queue: string, arns: ReadonlySet<string>): RedrivePolicy {
  const refuse = (why: string) => new UserError(`AWS would refuse the redrive policy of queue ${queue}: ${why}`);
  const { deadLetterTargetArn, maxReceiveCount } = parse(document, refuse);
  if (typeof deadLetterTargetArn !== "string" || !arns.has(deadLetterTargetArn))
    throw refuse(`deadLetterTargetArn ${String(deadLetterTargetArn)} is none of the program's queues`);
  const isFifo = deadLetterTargetArn.endsWith(".fifo");
  if (isFifo) throw refuse("the dead-letter queue of a standard queue must be one too");
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw refuse(`maxReceiveCount ${String(maxReceiveCount)} is no whole number from 1 to 1000`);
  return { deadLetterTargetArn, maxReceiveCount: count };
}

function parse(document: string, refuse: (why: string) => UserError): Record<string, unknown> {
  const policy = parseJson(document);
  if (isRecord(policy)) return policy;
  throw refuse(`${document} is no JSON object`);
}

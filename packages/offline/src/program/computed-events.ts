import { arn, type Computed, digits, type Naming, physicalName } from "../graph/naming";

/**
 * A queue is known by its URL. It names the endpoint by the address that functions know it by: the SDK warns of a
 * queue's URL that is elsewhere than its endpoint.
 */
function queue(naming: Naming): Computed {
  const isFifo = naming.inputs.fifoQueue === true && naming.inputs.name === undefined;
  const name = `${physicalName(naming)}${isFifo ? ".fifo" : ""}`;
  const endpoint = naming.endpoint.replace("//localhost:", "//127.0.0.1:");
  const url = `${endpoint}/${naming.account}/${name}`;
  return { id: url, name, url, arn: arn(naming, "sqs", name) };
}

/** Rules of the default bus are known by their name, those of others by both names. */
function rule(naming: Naming): Computed {
  const name = physicalName(naming);
  const { eventBusName } = naming.inputs;
  const path = typeof eventBusName === "string" && eventBusName !== "default" ? `${eventBusName}/${name}` : name;
  return { id: path, name, arn: arn(naming, "events", `rule/${path}`) };
}

function target(naming: Naming): Computed {
  const { rule: ruleName, targetId = `terraform-${digits(naming, 26)}` } = naming.inputs;
  return { id: `${String(ruleName)}-${String(targetId)}`, targetId };
}

/** What is set on a queue by a resource of its own has the queue's id, its URL. */
const queuePart = ({ inputs }: Naming): Computed => ({ id: String(inputs.queueUrl) });

/** Computed outputs of what carries events and messages, by resource type. */
export const computedEvents: Record<string, (naming: Naming) => Computed> = {
  "aws:cloudwatch/eventRule:EventRule": rule,
  "aws:cloudwatch/eventTarget:EventTarget": target,
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ({ inputs }) => ({
    id: String(inputs.functionName),
  }),
  "aws:sqs/queue:Queue": queue,
  "aws:sqs/queuePolicy:QueuePolicy": queuePart,
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": queuePart,
  "aws:sqs/redrivePolicy:RedrivePolicy": queuePart,
};

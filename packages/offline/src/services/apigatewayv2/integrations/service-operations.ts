import type { Properties } from "../../../graph/graph";
import { parseJson } from "../../../parse-json";
import { type Selectable, type Selection, selectionIn } from "./selection";

/** What an integration asks a service for. */
export interface ServiceOperation {
  /** As the integration names it, such as `SQS-SendMessage`. */
  subtype: string;
  /** As signatures name it. */
  service: string;
  /** What `X-Amz-Target` says. */
  target: string;
  /** Undefined for the API's own. */
  region: Selection | undefined;
  /** The JSON that is sent for a request. */
  input(of: Selectable): object;
}

interface Known {
  service: string;
  target: string;
  required: readonly string[];
  optional: readonly string[];
  /** What is made of the parameters, where it is not an object of them. */
  shape?: (parameters: Record<string, unknown>) => object;
}

/** Parameters that hold JSON, and those that are numbers. */
const structured = new Set(["MessageAttributes", "MessageSystemAttributes", "AttributeNames", "Resources"]);
const numeric = new Set(["DelaySeconds", "VisibilityTimeout", "WaitTimeSeconds", "MaxNumberOfMessages"]);

/**
 * The first-class integrations that HTTP APIs have, with their parameters
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html).
 */
const operations: Readonly<Record<string, Known>> = {
  "EventBridge-PutEvents": {
    service: "events",
    target: "AWSEvents.PutEvents",
    required: ["Detail", "DetailType", "Source"],
    optional: ["Time", "EventBusName", "Resources", "TraceHeader"],
    shape: (entry) => ({ Entries: [entry] }),
  },
  "SQS-SendMessage": {
    service: "sqs",
    target: "AmazonSQS.SendMessage",
    required: ["QueueUrl", "MessageBody"],
    optional: [
      ...["DelaySeconds", "MessageAttributes", "MessageDeduplicationId", "MessageGroupId"],
      "MessageSystemAttributes",
    ],
  },
  "SQS-ReceiveMessage": {
    service: "sqs",
    target: "AmazonSQS.ReceiveMessage",
    required: ["QueueUrl"],
    optional: [
      ...["AttributeNames", "MaxNumberOfMessages", "MessageAttributeNames", "ReceiveRequestAttemptId"],
      ...["VisibilityTimeout", "WaitTimeSeconds"],
    ],
  },
  "SQS-DeleteMessage": {
    service: "sqs",
    target: "AmazonSQS.DeleteMessage",
    required: ["QueueUrl", "ReceiptHandle"],
    optional: [],
  },
  "SQS-PurgeQueue": { service: "sqs", target: "AmazonSQS.PurgeQueue", required: ["QueueUrl"], optional: [] },
  "StepFunctions-StartExecution": {
    service: "states",
    target: "AWSStepFunctions.StartExecution",
    required: ["StateMachineArn"],
    optional: ["Name", "Input"],
    shape: lowerNames,
  },
  "StepFunctions-StartSyncExecution": {
    service: "states",
    target: "AWSStepFunctions.StartSyncExecution",
    required: ["StateMachineArn"],
    optional: ["Name", "Input", "TraceHeader"],
    shape: lowerNames,
  },
  "StepFunctions-StopExecution": {
    service: "states",
    target: "AWSStepFunctions.StopExecution",
    required: ["ExecutionArn"],
    optional: ["Cause", "Error"],
    shape: lowerNames,
  },
};

/** Step Functions writes its members so: `stateMachineArn`. */
function lowerNames(parameters: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
}

/** The operation of a first-class integration, or what of it is not served. */
export function serviceOperationIn(subtype: string, parameters: Properties): ServiceOperation | string {
  const known = Object.hasOwn(operations, subtype) ? operations[subtype] : undefined;
  if (!known) return `the integration ${subtype}`;
  const { service, target, required, optional, shape } = known;
  const missing = required.find((name) => !(name in parameters));
  if (missing !== undefined) return `the integration ${subtype} without ${missing}`;
  const unknown = Object.keys(parameters).find((name) => ![...required, ...optional, "Region"].includes(name));
  if (unknown !== undefined) return `the parameter ${unknown} of the integration ${subtype}`;
  const selections = new Map<string, Selection>();
  for (const [name, expression] of Object.entries(parameters)) {
    const selection = selectionIn(String(expression));
    if (!selection) return `the parameter ${name} of the integration ${subtype}, ${String(expression)},`;
    selections.set(name, selection);
  }
  const region = selections.get("Region");
  selections.delete("Region");
  return {
    ...{ subtype, service, target, region },
    input(of) {
      const values = [...selections]
        .map(([name, select]) => [name, select(of)] as const)
        .filter(([, value]) => value !== "");
      const input = Object.fromEntries(values.map(([name, value]) => [name, typed(name, value)]));
      return shape ? shape(input) : input;
    },
  };
}

function typed(name: string, value: string): unknown {
  if (numeric.has(name)) return Number(value);
  return structured.has(name) ? (parseJson(value) ?? value) : value;
}

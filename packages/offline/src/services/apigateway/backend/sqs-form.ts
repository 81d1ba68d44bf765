import type { BackendAnswer } from "../mapping/parameters";

/** Members whose values are numbers in JSON. */
const numbers = new Set(["DelaySeconds", "VisibilityTimeout", "WaitTimeSeconds", "MaxNumberOfMessages"]);

/**
 * The JSON input of a call to SQS that is a form
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html). Of nested members only a
 * message's attributes are known: `MessageAttribute.1.Name`, `MessageAttribute.1.Value.StringValue`.
 */
export function inputOfForm(fields: URLSearchParams, queueUrl: string): Record<string, unknown> {
  const input: Record<string, unknown> = { QueueUrl: queueUrl };
  const attributes = new Map<string, Record<string, string>>();
  for (const [name, value] of fields) {
    const [, number, member] = /^MessageAttributes?\.(\d+)\.(?:Value\.)?(\w+)$/.exec(name) ?? [];
    if (number !== undefined && member !== undefined)
      attributes.set(number, { ...attributes.get(number), [member]: value });
    else if (name !== "Action" && name !== "Version" && name !== "QueueUrl")
      input[name] = numbers.has(name) ? Number(value) : value;
  }
  if (attributes.size > 0)
    input.MessageAttributes = Object.fromEntries(
      [...attributes.values()].map(({ Name = "", ...value }) => [Name, value]),
    );
  return input;
}

/** An answer of SQS as integrations get it: `{"SendMessageResponse":{"SendMessageResult":{…},"ResponseMetadata":{…}}}`. */
export function answerInForm(operation: string, answer: BackendAnswer, output: Record<string, unknown>): BackendAnswer {
  const RequestId = answer.headers["x-amzn-requestid"]?.toString() ?? "";
  const { __type: code, message: Message } = output;
  const document =
    answer.status < 400
      ? { [`${operation}Response`]: { [`${operation}Result`]: output, ResponseMetadata: { RequestId } } }
      : { Error: { Code: String(code).replace(/^.*#/, ""), Message, Type: "Sender" }, RequestId };
  return {
    ...answer,
    headers: { ...answer.headers, "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(document)),
  };
}

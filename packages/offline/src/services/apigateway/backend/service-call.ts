import { XMLParser } from "fast-xml-parser";
import { membersOf } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import type { BackendAnswer } from "../mapping/parameters";
import type { Backend } from "./declared";
import type { BackendRequest } from "./request";
import { answerInForm, inputOfForm } from "./sqs-form";

type Service = Extract<Backend, { at: "service" }>;

/** What an integration calls an operation of, and how its answer becomes the integration's. */
export interface ServiceCall {
  request: BackendRequest;
  read(answer: BackendAnswer): BackendAnswer;
}

/** What `X-Amz-Target` begins with, where the host tells services' APIs by it. */
const targets: Readonly<Record<string, string>> = {
  dynamodb: "DynamoDB_20120810",
  events: "AWSEvents",
  states: "AWSStepFunctions",
  kinesis: "Kinesis_20131202",
  ssm: "AmazonSSM",
  secretsmanager: "secretsmanager",
  logs: "Logs_20140328",
};

/** Services that speak the query protocol: their operations are fields of forms. */
const inForms = new Set(["sns", "sts"]);

/** What a service is asked where an integration names it, by an operation (`action`) or by a path. */
export function serviceCall({ service, action }: Service, request: BackendRequest): ServiceCall {
  if (service === "sqs") return sqsCall(action, request);
  if (inForms.has(service)) return formCall(action, request);
  if (action === undefined) return { request, read: asItIs };
  const target = `${targets[service] ?? service}.${action}`;
  const headers: Record<string, string> = { "x-amz-target": target, ...request.headers };
  // API Gateway's own type for such operations, unless a mapping says another.
  if (!/amz-json/.test(headers["content-type"] ?? "")) headers["content-type"] = "application/x-amz-json-1.0";
  return { request: { ...request, method: "POST", headers }, read: asItIs };
}

const asItIs = (answer: BackendAnswer): BackendAnswer => answer;

const formType = "application/x-www-form-urlencoded";

/** The fields of a call: those of the query, and those of the body where that is a form. */
function fieldsOf(action: string | undefined, { query, headers, body }: BackendRequest): URLSearchParams {
  const fields = new URLSearchParams(query);
  if ((headers["content-type"] ?? "").startsWith(formType))
    for (const [name, value] of new URLSearchParams(body.toString("utf8"))) fields.set(name, value);
  if (action !== undefined) fields.set("Action", action);
  return fields;
}

/** API Gateway asks such services for JSON, which says what their XML says. */
function formCall(action: string | undefined, request: BackendRequest): ServiceCall {
  const body = Buffer.from(fieldsOf(action, request).toString());
  const headers = { ...request.headers, "content-type": formType };
  return {
    request: { ...request, method: "POST", path: "/", query: "", headers, body },
    read: (answer) => ({
      ...answer,
      headers: { ...answer.headers, "content-type": "application/json" },
      body: Buffer.from(JSON.stringify(xml.parse(answer.body.toString("utf8")))),
    }),
  };
}

const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false, ignoreDeclaration: true });

/** The host's SQS speaks JSON: forms, which integrations send, are put into it, and its answers into what those have. */
function sqsCall(action: string | undefined, request: BackendRequest): ServiceCall {
  if (request.headers["x-amz-target"] !== undefined) return { request: { ...request, path: "/" }, read: asItIs };
  const fields = fieldsOf(action, request);
  const operation = fields.get("Action") ?? "";
  const queueUrl = fields.get("QueueUrl") ?? `http://${request.headers.host ?? ""}${request.path}`;
  const body = Buffer.from(JSON.stringify(inputOfForm(fields, queueUrl)));
  const headers = {
    ...request.headers,
    "x-amz-target": `AmazonSQS.${operation}`,
    "content-type": "application/x-amz-json-1.0",
  };
  return {
    request: { ...request, method: "POST", path: "/", query: "", headers, body },
    read: (answer) => answerInForm(operation, answer, membersOf(parseJson(answer.body.toString("utf8")))),
  };
}

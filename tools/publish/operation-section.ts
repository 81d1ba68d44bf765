import { curlOf } from "./curl";
import { block, code, link, table } from "./markdown";
import type { Content, OperationObject, ParameterObject, ResponseObject } from "./model";
import { schemaName } from "./resolve";
import { rulesOf } from "./rules";

/** One operation's section of the reference. */
export function operationSection(method: string, path: string, operation: OperationObject): string[] {
  const { summary, description = "", parameters, requestBody, security } = operation;
  const body = requestBody?.content["application/json"];
  return [
    `### ${summary}`,
    "",
    `${code(`${method} ${path}`)}${security.length > 0 ? "" : ", open to anybody"}`,
    "",
    description,
    ...table(["Parameter", "In", "Takes", "Meaning"], parameters.map(parameterRow)),
    ...(body ? ["", `The body is ${bodyLink(body)}.`, ""] : []),
    ...block("sh", curlOf(method, path, operation)),
    ...answers(operation),
  ];
}

/** The answers that are an operation's own; those that it shares with others are described once. */
function answers({ responses }: OperationObject): string[] {
  const own: [status: string, ResponseObject][] = [];
  const shared: string[] = [];
  for (const [status, response] of Object.entries(responses)) {
    if ("$ref" in response) shared.push(status);
    else own.push([status, response]);
  }
  const heads = ["Status", "Meaning", "Body, or titles of its problem", "Headers"];
  return [
    ...table(
      heads,
      own.map(([status, response]) => responseRow(status, response)),
    ),
    `Besides, as everywhere: [${shared.join(", ")}](#problems).`,
    ...own.flatMap(([status, response]) => exampleOf(status, response)),
  ];
}

const parameterRow = ({ name, in: place, required, schema, description }: ParameterObject): string[] => [
  code(name),
  place,
  rulesOf(schema) + (schema.default === undefined ? "" : `; ${code(String(schema.default))} by default`),
  required ? `**Required.** ${description}` : description,
];

const bodyLink = ({ schema }: Content): string => {
  const name = schemaName(schema);
  return name === undefined ? rulesOf(schema) : link(name);
};

/** The other headers are said once, for all operations. */
const ownHeaders = /^(ETag|Location|Retry-After)$/;

function responseRow(status: string, { description, headers, content = {} }: ResponseObject): string[] {
  const bodies = Object.values(content).map(({ schema, examples = {} }) =>
    Object.keys(examples).length > 0 ? Object.keys(examples).map(code).join(", ") : rulesOf(schema),
  );
  const names = Object.keys(headers).filter((name) => ownHeaders.test(name));
  return [status, description, bodies.join("; "), names.map(code).join(", ")];
}

function exampleOf(status: string, { content = {} }: ResponseObject): string[] {
  const example = content["application/json"]?.example;
  return example === undefined
    ? []
    : ["", `${status}, for example:`, ...block("json", JSON.stringify(example, undefined, 2))];
}

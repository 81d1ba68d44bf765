import { curlOf } from "./curl";
import { block, code, link, table } from "./markdown";
import type { Content, OperationObject, ParameterObject, ResponseObject } from "./model";
import { schemaName } from "./resolve";
import { rulesOf } from "./rules";

/** One operation's section of the reference. */
export function operationSection(method: string, path: string, operation: OperationObject): string[] {
  const { summary, description = "", parameters, requestBody, security } = operation;
  const body = requestBody?.content["application/json"];
  const shared = Object.keys(operation.responses).filter((status) => isShared(operation, status));
  const own = Object.entries(operation.responses).flatMap(([status, response]): [string, ResponseObject][] =>
    "$ref" in response ? [] : [[status, response]],
  );
  return [
    `### ${summary}`,
    "",
    `${code(`${method} ${path}`)}${security.length > 0 ? "" : ", open to anybody"}`,
    "",
    description,
    ...table(["Parameter", "In", "Takes", "Meaning"], parameters.map(parameterRow)),
    ...(body ? ["", `The body is ${bodyLink(body)}.`, ""] : []),
    ...block("sh", curlOf(method, path, operation)),
    ...table(
      ["Status", "Meaning", "Body, or titles of its problem", "Headers"],
      own.map(([status, response]) => responseRow(status, response)),
    ),
    `Besides, as everywhere: [${shared.join(", ")}](#problems).`,
    ...own.flatMap(([status, response]) => exampleOf(status, response)),
  ];
}

/** Whether an answer is one that operations share; those are described once. */
const isShared = ({ responses }: OperationObject, status: string): boolean => "$ref" in (responses[status] ?? {});

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

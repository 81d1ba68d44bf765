import { block, code, link, table } from "./markdown";
import type { Document, OperationObject, ResponseObject, Schema } from "./model";
import { operationSection } from "./operation-section";
import { nameOf } from "./resolve";
import { rulesOf } from "./rules";

/** An operation and where it is. */
interface Endpoint {
  method: string;
  path: string;
  operation: OperationObject;
}

/** The reference documentation of an API, as a page of Markdown. */
export function referencePage(document: Document): string {
  const { info, tags, components } = document;
  const endpoints = endpointsOf(document);
  return [
    "<!-- Made by `npm run openapi` from the endpoints in functions/; change those. -->",
    "",
    `# ${info.title}, version ${info.version}`,
    "",
    info.description,
    "",
    `Chapters: ${[...tags.map(({ name }) => name), "Problems", "Headers", "Schemas"].map(link).join(", ")}.`,
    ...accessSection(document),
    ...tags.flatMap(({ name, description }) =>
      chapter(
        name,
        description,
        endpoints.filter(({ operation }) => operation.tags?.includes(name)),
      ),
    ),
    ...problemsSection(document, endpoints),
    ...headersSection(document),
    "## Schemas",
    "",
    ...Object.entries(components.schemas).flatMap(([name, schema]) => schemaSection(name, schema)),
  ].join("\n");
}

const endpointsOf = ({ paths }: Document): Endpoint[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

function accessSection({ servers, components }: Document): string[] {
  const schemes = Object.values(components.securitySchemes);
  return [
    "",
    "## Access",
    "",
    "The commands below expect the API's base, the stack's output `apiUrl`, in `$URL`, and its key in `$KEY`.",
    ...table(
      ["Base", "Where"],
      servers.map(({ url, description }) => [code(url), description]),
    ),
    ...schemes.map(({ name, description }) => `Requests carry the key in the header ${code(name)}. ${description}`),
    "",
  ];
}

function chapter(name: string, description: string, endpoints: Endpoint[]): string[] {
  const rows = endpoints.map(({ method, path, operation }) => [code(`${method} ${path}`), link(operation.summary)]);
  return [
    "",
    `## ${name}`,
    "",
    description,
    ...table(["Route", "Does"], rows),
    ...endpoints.flatMap(({ method, path, operation }) => operationSection(method, path, operation)),
  ];
}

const examplesOf = ({ content = {} }: ResponseObject): [title: string, value: unknown][] =>
  Object.values(content).flatMap(({ examples = {} }) =>
    Object.entries(examples).map(([title, { value }]): [string, unknown] => [title, value]),
  );

/** Problems of all operations, said once. */
function problemsSection({ components }: Document, endpoints: Endpoint[]): string[] {
  const used = endpoints.flatMap(({ operation }) => Object.entries(operation.responses));
  const statusOf = (name: string) => used.find(([, response]) => "$ref" in response && nameOf(response.$ref) === name);
  const rows = Object.entries(components.responses).map(([name, response]) => [
    statusOf(name)?.[0] ?? "",
    name.replace(/(?<=[a-z])([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`),
    response.description,
    examplesOf(response)
      .map(([title]) => code(title))
      .join(", "),
  ]);
  const [[, example] = []] = used.flatMap(([, response]) => ("$ref" in response ? [] : examplesOf(response)));
  return [
    "## Problems",
    "",
    `An error's body is a ${link("Problem")}, such as:`,
    ...block("json", JSON.stringify(example, undefined, 2)),
    "Each operation says which titles its own problems have. These are the same for all:",
    ...table(["Status", "Problem", "Meaning", "Titles"], rows),
  ];
}

function headersSection({ components }: Document): string[] {
  const rows = Object.entries(components.headers).map(([name, { schema, description }]) => [
    code(name),
    rulesOf(schema),
    description,
  ]);
  return [
    "## Headers",
    "",
    "Every answer carries `x-amzn-RequestId` and the CORS headers; what succeeds carries `Cache-Control`.",
    ...table(["Header", "Takes", "Meaning"], rows),
  ];
}

function schemaSection(name: string, schema: Schema): string[] {
  const { properties = {}, required = [] } = schema;
  const rows = Object.entries(properties).map(([field, property]) => [
    code(field),
    rulesOf(property),
    required.includes(field) ? "yes" : "",
    property.description ?? "",
  ]);
  return [
    `### ${name}`,
    "",
    ...(rows.length > 0 ? table(["Field", "Takes", "Required", "Meaning"], rows) : [rulesOf(schema), ""]),
    ...(schema.additionalProperties === false ? ["No other field is taken.", ""] : []),
  ];
}

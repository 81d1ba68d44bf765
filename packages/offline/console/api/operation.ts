import { object, objects, optionalText, type Properties } from "../../src/graph/graph";
import type { ListedApi, ListedRoute } from "../../src/services/page-answers";
import { resolved, simpleMemberOf, type SimpleMember } from "./schema";

/** A parameter of a route. */
export interface Parameter extends SimpleMember {
  place: "path" | "query" | "header";
  description?: string;
  /** What it is at first. */
  example: string;
}

/** What a route takes. */
export interface Operation {
  method: string;
  path: string;
  summary?: string;
  description?: string;
  parameters: Parameter[];
  /** Undefined for a route that takes none. */
  body?: { contentType: string; schema: Properties };
  needsKey: boolean;
}

const verbs = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"] as const;

/** The methods that a route can be asked by. */
export const methodsOf = ({ method }: ListedRoute): readonly string[] => (method === "ANY" ? verbs : [method]);

/** What a document says of a route. */
export function operationOf({ document }: ListedApi, route: ListedRoute): Operation {
  const item = object(object(document, "paths"), route.path);
  const word = route.method === "ANY" ? "x-amazon-apigateway-any-method" : route.method.toLowerCase();
  const operation = object(item, word);
  const all = [...objects(item, "parameters"), ...objects(operation, "parameters")];
  const declared = all.flatMap((one) => parameterOf(document, resolved(document, one)));
  const inPath = [...route.path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = ""]) => name);
  const missing = inPath.filter((name) => !declared.some((one) => one.place === "path" && one.name === name));
  return {
    method: route.method,
    path: route.path,
    summary: optionalText(operation, "summary"),
    description: optionalText(operation, "description"),
    parameters: [...missing.map(undeclared), ...declared, ...credentialsOf(document, operation, declared)],
    body: bodyOf(document, operation),
    needsKey: route.apiKeyRequired,
  };
}

function parameterOf(document: Properties, parameter: Properties): Parameter[] {
  const name = optionalText(parameter, "name");
  const place = (["path", "query", "header"] as const).find((one) => one === parameter.in);
  if (name === undefined || place === undefined || name.toLowerCase() === "x-api-key") return [];
  const schema = resolved(document, object(parameter, "schema"));
  const isRequired = place === "path" || parameter.required === true;
  const simple = simpleMemberOf(name, schema, isRequired) ?? {
    ...{ name, type: "string" as const, isRequired, values: [], hint: "" },
  };
  const example = parameter.example ?? schema.example ?? schema.default;
  return [
    {
      ...simple,
      place,
      description: optionalText(parameter, "description"),
      // What need not be said is not said, so that the API's own defaults hold.
      example: isRequired && example !== undefined ? String(example) : "",
    },
  ];
}

/** The headers by which the route's authorizers know a caller, where the document declares them as no parameters. */
function credentialsOf(document: Properties, operation: Properties, declared: readonly Parameter[]): Parameter[] {
  const schemes = object(object(document, "components"), "securitySchemes");
  const requirements = objects("security" in operation ? operation : document, "security");
  const names = requirements
    .flatMap((requirement) => Object.keys(requirement))
    .map((name) => object(schemes, name))
    .filter((scheme) => "x-amazon-apigateway-authtype" in scheme && scheme.in === "header")
    .flatMap((scheme) => optionalText(scheme, "name") ?? []);
  const isDeclared = (name: string): boolean =>
    declared.some((one) => one.place === "header" && one.name.toLowerCase() === name.toLowerCase());
  return [...new Set(names)].filter((name) => !isDeclared(name)).map(credential);
}

const credential = (name: string): Parameter => ({
  ...{ name, type: "string", isRequired: false, values: [], hint: "who you are", place: "header", example: "" },
});

const undeclared = (name: string): Parameter => ({
  ...{ name, type: "string", isRequired: true, values: [], hint: "required", place: "path", example: "" },
});

function bodyOf(document: Properties, operation: Properties): Operation["body"] {
  const content = object(resolved(document, object(operation, "requestBody")), "content");
  const types = Object.keys(content);
  const contentType = types.find((type) => type === "application/json") ?? types[0];
  if (contentType === undefined) return undefined;
  return { contentType, schema: object(object(content, contentType), "schema") };
}

import { readFileSync } from "node:fs";
import type { Document, OperationObject, ParameterObject, ResponseObject, Schema } from "../../tools/publish/model";
import { Resolver } from "../../tools/publish/resolve";

/** An operation of the published document. */
export interface Operation {
  id: string;
  method: string;
  /** With `{variables}`. */
  path: string;
  /** Whether it asks for an API key. */
  keyed: boolean;
  parameters: ParameterObject[];
  /** The JSON body's schema. */
  body?: Schema;
  /** By status. */
  responses: Record<string, ResponseObject>;
}

/** The published document, as its readers have it. */
export const document: Document = JSON.parse(readFileSync("openapi.json", "utf8"));

export const resolver = new Resolver(document);

const operationOf = (path: string, method: string, operation: OperationObject): Operation => ({
  id: operation.operationId,
  method: method.toUpperCase(),
  path,
  keyed: operation.security.length > 0,
  parameters: operation.parameters,
  body: operation.requestBody?.content["application/json"]?.schema,
  responses: Object.fromEntries(
    Object.entries(operation.responses).map(([status, response]) => [status, resolver.response(response)]),
  ),
});

export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => operationOf(path, method, operation)),
);

/** @throws Error where the document has no such operation */
export function operationNamed(id: string): Operation {
  const found = operations.find((operation) => operation.id === id);
  if (!found) throw new Error(`${id} is no operation of openapi.json`);
  return found;
}

/** What an answer's values lead to. */
export interface Link {
  operation: Operation;
  parameters: Record<string, string>;
}

export const linksOf = (operation: Operation, status: number): Link[] =>
  Object.values(operation.responses[status]?.links ?? {}).map(({ operationId, parameters }) => ({
    operation: operationNamed(operationId),
    parameters,
  }));

const allLinks = operations.flatMap(({ responses }) =>
  Object.values(responses).flatMap(({ links = {} }) => Object.values(links)),
);

/** Whether only an answer can tell a parameter's values, such as a page's cursor. */
export const isOpaque = (operation: Operation, { name, required }: ParameterObject): boolean =>
  !required &&
  allLinks.some(
    ({ operationId, parameters }) =>
      operationId === operation.id && parameters[name]?.startsWith("$response.body") === true,
  );

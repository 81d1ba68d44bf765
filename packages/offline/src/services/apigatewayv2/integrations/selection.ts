import type { IncomingMessage } from "node:http";
import { parseJson } from "../../../parse-json";
import { UnreadablePath, valueAt } from "../../apigateway/mapping/json-path";

/** What expressions of a route's integration may name. */
export interface Selectable {
  message: IncomingMessage;
  /** Raw, without the question mark. */
  query: string;
  /** Without the stage. */
  path: string;
  /** Of the path, decoded. */
  variables: Readonly<Record<string, string>>;
  body: Buffer;
  context: object;
  stageVariables: Readonly<Record<string, string>> | undefined;
}

/** The answer that expressions for answers may name as well. */
export interface SelectableAnswer {
  headers: readonly [name: string, value: string][];
  body: string | Buffer;
}

/** The value of an expression; empty for what is not there. */
export type Selection = (of: Selectable, answer?: SelectableAnswer) => string;

const roots = "request\\.(?:header|querystring|path|body)|response\\.(?:header|body)|context|stageVariables";

/** `$request.header.name` alone, or any number of `${request.header.name}` within a text. */
const whole = new RegExp(`^\\$((?:${roots})(?:[.[].*)?)$`);
const within = new RegExp(`\\$\\{((?:${roots})(?:[.[][^}]*)?)\\}`, "g");

/**
 * Reads an expression of a mapping
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html).
 *
 * @returns undefined for one that is not served
 */
export function selectionIn(expression: string): Selection | undefined {
  const alone = whole.exec(expression)?.[1];
  if (alone !== undefined) return variableIn(alone);
  const parts = expression.split(within);
  if (parts.length === 1) return () => expression;
  // Every other part is a variable's name.
  const selections = parts.map((part, at) => (at % 2 === 0 ? () => part : variableIn(part)));
  if (selections.some((one) => one === undefined)) return undefined;
  return (of, answer) => selections.map((one) => one?.(of, answer) ?? "").join("");
}

function variableIn(variable: string): Selection | undefined {
  const [, root = "", rest = ""] = new RegExp(`^(${roots})(.*)$`).exec(variable) ?? [];
  const name = rest.replace(/^\./, "");
  switch (root) {
    case "request.header":
      return ({ message }) => message.headers[name.toLowerCase()]?.toString() ?? "";
    case "request.querystring":
      return ({ query }) => new URLSearchParams(query).getAll(name).join(",");
    case "request.path":
      return name === "" ? ({ path }) => path : ({ variables }) => variables[name] ?? "";
    case "request.body":
      return isReadable(rest) ? ({ body }) => partOf(body, rest) : undefined;
    case "response.header":
      return (_, answer) =>
        answer?.headers
          .filter(([one]) => one.toLowerCase() === name.toLowerCase())
          .map(([, value]) => value)
          .join(",") ?? "";
    case "response.body":
      return isReadable(rest) ? (_, answer) => partOf(Buffer.from(answer?.body ?? ""), rest) : undefined;
    case "context":
      return ({ context }) => textOf(valueAt(context, name));
    case "stageVariables":
      return ({ stageVariables }) => stageVariables?.[name] ?? "";
    default:
      return undefined;
  }
}

function isReadable(path: string): boolean {
  try {
    valueAt(undefined, path);
    return true;
  } catch (error) {
    if (error instanceof UnreadablePath) return false;
    throw error;
  }
}

const partOf = (body: Buffer, path: string): string =>
  path === "" ? body.toString("utf8") : textOf(valueAt(parseJson(body.toString("utf8")), path));

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

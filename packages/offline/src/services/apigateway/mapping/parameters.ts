import { object, type Properties } from "../../../graph/graph";
import { parseJson } from "../../../parse-json";
import { type Incoming, parametersOf } from "../event";
import { valueAt } from "./json-path";
import { type Templates, templatesIn } from "./templates";
import { Unmapped } from "./unmapped";
import type { Variables } from "./variables";

/** What a value is from, in a request or a backend's answer. */
export type Source =
  | { text: string }
  | { place: "path" | "querystring" | "header" | "context" | "stageVariables"; name: string }
  | { place: "body"; path: string | undefined };

/** Where a value is put, and where it is from. */
export interface ParameterMapping {
  place: "path" | "querystring" | "header";
  name: string;
  from: Source;
}

/** What becomes of the answers that match. */
export interface ResponseMapping {
  /** Undefined for all that no other mapping is for. */
  pattern: RegExp | undefined;
  status: number;
  headers: { name: string; from: Source }[];
  templates: Templates;
}

/**
 * What an integration's `requestParameters` say
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html).
 *
 * @throws Unmapped for what is not served
 */
export function parametersIn(parameters: Properties): ParameterMapping[] {
  return Object.entries(parameters).map(([key, value]) => {
    const [, place, name] = /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(key) ?? [];
    if (!isPlace(place) || name === undefined) throw new Unmapped(key);
    return { place, name, from: sourceIn(String(value), "method.request") };
  });
}

/**
 * What an integration's `responses` say, by patterns of statuses, or of a function's error messages.
 *
 * @throws Unmapped for what is not served
 */
export function responsesIn(responses: Properties): ResponseMapping[] {
  return Object.keys(responses).map((pattern) => {
    const response = object(responses, pattern);
    const headers = Object.entries(object(response, "responseParameters")).map(([key, value]) => {
      const name = /^method\.response\.(?:multivalue)?header\.(.+)$/.exec(key)?.[1];
      if (name === undefined) throw new Unmapped(key);
      return { name, from: sourceIn(String(value), "integration.response") };
    });
    return {
      pattern: pattern === "default" ? undefined : patternOf(pattern),
      status: Number(response.statusCode ?? 200),
      headers,
      templates: templatesIn(response, "responseTemplates"),
    };
  });
}

/** A pattern has to match a status whole; a function's messages may have line feeds. */
function patternOf(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Unmapped(pattern);
    throw error;
  }
}

function sourceIn(value: string, of: "method.request" | "integration.response"): Source {
  const text = /^'(.*)'$/s.exec(value)?.[1];
  if (text !== undefined) return { text };
  const [, variables, variable] = /^(context|stageVariables)\.(.+)$/.exec(value) ?? [];
  if (variable !== undefined) return { place: variables === "context" ? "context" : "stageVariables", name: variable };
  const rest = value.startsWith(`${of}.`) ? value.slice(of.length + 1) : "";
  if (rest === "body") return { place: "body", path: undefined };
  if (rest.startsWith("body.")) return { place: "body", path: rest.slice("body.".length) };
  const [, place, name] = /^(?:multivalue)?(path|querystring|header)\.(.+)$/.exec(rest) ?? [];
  if (!isPlace(place) || name === undefined) throw new Unmapped(value);
  return { place, name };
}

/** The value of a source in a request; undefined where it has none. */
export function requestValue(from: Source, incoming: Incoming, variables: Variables): string | undefined {
  if ("text" in from) return from.text;
  switch (from.place) {
    case "path":
      return incoming.variables[from.name];
    case "querystring":
      return parametersOf(incoming.query).last(from.name);
    case "header":
      return incoming.message.headers[from.name.toLowerCase()]?.toString();
    case "body":
      return bodyValue(from.path, incoming.body);
    case "context":
      return variables.contextValue(from.name);
    case "stageVariables":
      return variables.stageVariable(from.name);
  }
}

/** What a backend answered. */
export interface BackendAnswer {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** The value of a source in a backend's answer; undefined where it has none. */
export function responseValue(from: Source, answer: BackendAnswer, variables: Variables): string | undefined {
  if ("text" in from) return from.text;
  switch (from.place) {
    case "header":
      return answer.headers[from.name.toLowerCase()]?.toString();
    case "body":
      return bodyValue(from.path, answer.body);
    case "context":
      return variables.contextValue(from.name);
    case "stageVariables":
      return variables.stageVariable(from.name);
    case "path":
    case "querystring":
      return undefined;
  }
}

function bodyValue(path: string | undefined, body: Buffer): string | undefined {
  const text = body.toString("utf8");
  if (path === undefined) return text;
  const value = valueAt(parseJson(text), path);
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

const isPlace = (text: string | undefined): text is ParameterMapping["place"] =>
  text === "path" || text === "querystring" || text === "header";

import { object, objects, optionalText, type Properties, text, texts } from "../../graph/graph";
import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { InspectedRequest } from "../../protocol/firewall";
import { Unserved } from "./unserved";

/** What a field of a request holds, or whether the statement matches whatever it holds. */
export type FieldContent = readonly string[] | boolean;

/** A part of requests that statements look at. Its texts are of bytes, each of which is a character (Latin-1). */
export interface Field {
  of(request: InspectedRequest): FieldContent;
  isBody: boolean;
}

/** WAF looks at so much of headers and of cookies (https://docs.aws.amazon.com/waf/latest/developerguide/waf-oversize-request-components.html). */
const limits = { pairs: 200, bytes: 8192 } as const;

type Pair = readonly [name: string, value: string];

/**
 * The field that a statement's `fieldToMatch` names
 * (https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-fields-list.html).
 *
 * @throws Unserved
 */
export function fieldOf(statement: Properties): Field {
  const field = object(statement, "fieldToMatch");
  const kind = Object.keys(field).find((name) => field[name] !== undefined && field[name] !== null) ?? "";
  const options = Array.isArray(field[kind]) ? (objects(field, kind)[0] ?? {}) : object(field, kind);
  const read = readerOf(kind, options);
  return { of: read, isBody: kind === "body" || kind === "jsonBody" };
}

function readerOf(kind: string, options: Properties): Field["of"] {
  switch (kind) {
    case "uriPath":
      return ({ path }) => [path];
    case "queryString":
      return ({ query }) => [query];
    case "method":
      return ({ method }) => [method];
    case "singleHeader": {
      const name = text(options, "name").toLowerCase();
      return ({ headers }) => headers.flatMap(([one, value]) => (one.toLowerCase() === name ? value : []));
    }
    case "singleQueryArgument": {
      const name = text(options, "name").toLowerCase();
      return ({ query }) => argumentsOf(query).flatMap(([one, value]) => (one.toLowerCase() === name ? value : []));
    }
    case "allQueryArguments":
      return ({ query }) => argumentsOf(query).map(([, value]) => value);
    case "headers":
      return pairsReader(options, ({ headers }) => headers, "Headers");
    case "cookies":
      return pairsReader(options, cookiesOf, "Cookies");
    case "headerOrders":
      return ({ headers }) => [headers.map(([name]) => name).join(":")];
    case "body":
      return (request) => oversize(options, request.isBodyCut) ?? [request.body.toString("latin1")];
    case "jsonBody":
      return jsonReader(options);
    // Nothing has them here: no TLS is spoken, and no fragment is sent.
    case "ja3Fingerprint":
    case "ja4Fingerprint":
    case "uriFragment":
      return () => optionalText(options, "fallbackBehavior") === "MATCH";
    default:
      throw new Unserved(`the field ${kind}`);
  }
}

/** The arguments of a query, still encoded: to decode them is a transformation. */
const argumentsOf = (query: string): Pair[] => (query === "" ? [] : query.split("&").map((part) => pairOf(part, "=")));

function pairOf(part: string, separator: string): Pair {
  const at = part.indexOf(separator);
  return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
}

const cookiesOf = ({ headers }: InspectedRequest): Pair[] =>
  headers
    .filter(([name]) => name.toLowerCase() === "cookie")
    .flatMap(([, value]) => value.split(/; */))
    .map((part) => pairOf(part, "="));

/** What is said of a field that is longer than WAF looks at; undefined if what it sees of it is to be judged. */
function oversize(options: Properties, isOversize: boolean): boolean | undefined {
  const handling = optionalText(options, "oversizeHandling") ?? "CONTINUE";
  return isOversize && handling !== "CONTINUE" ? handling === "MATCH" : undefined;
}

/** @param kind how the patterns name what they are about: `includedHeaders`, `includedCookies` */
function pairsReader(
  options: Properties,
  all: (request: InspectedRequest) => readonly Pair[],
  kind: "Headers" | "Cookies",
): Field["of"] {
  const pattern = Array.isArray(options.matchPatterns)
    ? (objects(options, "matchPatterns")[0] ?? {})
    : object(options, "matchPattern");
  const listed = (key: string): Set<string> | undefined => {
    const names = texts(pattern, `${key}${kind}`);
    return names.length > 0 ? new Set(names.map((name) => name.toLowerCase())) : undefined;
  };
  const [included, excluded] = [listed("included"), listed("excluded")];
  const scope = optionalText(options, "matchScope") ?? "ALL";
  return (request) => {
    const pairs = all(request);
    const seen = seenOf(pairs);
    const wanted = seen.filter(([name]) => {
      const lower = name.toLowerCase();
      return included ? included.has(lower) : !excluded?.has(lower);
    });
    return (
      oversize(options, seen.length < pairs.length) ??
      wanted.flatMap(([name, value]) => [...(scope === "VALUE" ? [] : [name]), ...(scope === "KEY" ? [] : [value])])
    );
  };
}

function seenOf(pairs: readonly Pair[]): readonly Pair[] {
  let bytes = 0;
  const end = pairs.findIndex(
    ([name, value], index) => index >= limits.pairs || (bytes += name.length + value.length) > limits.bytes,
  );
  return end < 0 ? pairs : pairs.slice(0, end);
}

function jsonReader(options: Properties): Field["of"] {
  const paths = texts(object(options, "matchPattern"), "includedPaths").map(pointerOf);
  const scope = optionalText(options, "matchScope") ?? "ALL";
  const fallback = optionalText(options, "invalidFallbackBehavior");
  return ({ body, isBodyCut }) => {
    const decided = oversize(options, isBodyCut);
    if (decided !== undefined) return decided;
    const value = parseJson(body.toString("utf8"));
    if (value !== undefined)
      return (paths.length > 0 ? paths.map((path) => within(value, path)) : [value]).flatMap((one) =>
        leavesOf(one, scope),
      );
    return fallback === "EVALUATE_AS_STRING" ? [body.toString("latin1")] : fallback === "MATCH";
  };
}

/** The names of a JSON pointer (RFC 6901). */
const pointerOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));

function within(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Object.entries(found).find(([known]) => known === name)?.[1];
  }
  return found;
}

/** Names and values of a JSON value, however deep. */
function leavesOf(value: unknown, scope: string): string[] {
  const found: string[] = [];
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) waiting.push(...next);
    else if (isRecord(next)) {
      if (scope !== "VALUE") found.push(...Object.keys(next).map(bytesOf));
      waiting.push(...Object.values(next));
    } else if (scope !== "KEY" && next !== null && next !== undefined) found.push(bytesOf(String(next)));
  }
  return found;
}

/** A text as its bytes in UTF-8, each of which is a character. */
export const bytesOf = (given: string): string => Buffer.from(given, "utf8").toString("latin1");

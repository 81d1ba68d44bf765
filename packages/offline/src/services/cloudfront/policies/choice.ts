import { isRecord } from "../../../is-record";
import { object, type Properties, texts } from "../../../graph/graph";

/** Which of the headers, cookies or query parameters of a request are meant. */
export type Choice =
  | { kind: "none" | "all" }
  | {
      kind: "only" | "except";
      /** Names of headers are in lower case. */
      names: ReadonlySet<string>;
    };

export const none: Choice = { kind: "none" };
export const all: Choice = { kind: "all" };
export const only = (...names: string[]): Choice => ({ kind: "only", names: new Set(names) });
export const except = (...names: string[]): Choice => ({ kind: "except", names: new Set(names) });

/** Whether a choice means something of this name. */
export function picks(choice: Choice, name: string): boolean {
  switch (choice.kind) {
    case "none":
      return false;
    case "all":
      return true;
    case "only":
      return choice.names.has(name);
    case "except":
      return !choice.names.has(name);
  }
}

/** The names that a policy lists, as `{ items: […] }`. */
export const itemsOf = (properties: Properties, key: string): string[] => texts(object(properties, key), "items");

/**
 * A choice as policies say it: `none`, `all`, `allViewer`, `whitelist`, `allExcept`, with the names beside it.
 *
 * @param list the property with the names
 */
export function choiceIn(config: unknown, behavior: string, list: string): Choice {
  if (!isRecord(config)) return none;
  const names = itemsOf(config, list).map((name) => (list === "headers" ? name.toLowerCase() : name));
  switch (config[behavior]) {
    case "all":
    case "allViewer":
    case "allViewerAndWhitelistCloudFront":
      return all;
    case "whitelist":
      return only(...names);
    case "allExcept":
      return except(...names);
    default:
      return none;
  }
}

/** The headers of CloudFront's own making that a policy lists. */
export const addedIn = (config: unknown): string[] =>
  isRecord(config)
    ? itemsOf(config, "headers")
        .map((name) => name.toLowerCase())
        .filter((name) => name.startsWith("cloudfront-"))
    : [];

import { object, objects, type Properties } from "../../../graph/graph";
import { isRecord } from "../../../is-record";
import type { HttpResponse } from "../../../protocol/http-response";
import { type Selectable, type Selection, selectionIn } from "./selection";

/** A change of a request, or of an answer. */
export interface Change {
  how: "append" | "overwrite" | "remove";
  what: "header" | "querystring" | "path" | "statuscode";
  /** In lower case for a header; empty for a path and a status. */
  name: string;
  value: Selection;
}

/** A mapping that is not served; its message is the mapping. */
export class UnservedMapping extends Error {}

/** Such as `{ "append:header.x": "$request.header.y" }`; @throws UnservedMapping */
export const changesIn = (parameters: Properties): Change[] =>
  Object.entries(parameters).map(([key, given]) => {
    const [, how, what, name = ""] =
      /^(append|overwrite|remove):(header|querystring|path|statuscode)(?:\.(.+))?$/i.exec(key) ?? [];
    const value = selectionIn(String(given));
    if (!isHow(how) || !isWhat(what) || !value) throw new UnservedMapping(`${key}: ${String(given)}`);
    return { how, what, name: what === "header" ? name.toLowerCase() : name, value };
  });

const isHow = (text: string | undefined): text is Change["how"] =>
  text === "append" || text === "overwrite" || text === "remove";

const isWhat = (text: string | undefined): text is Change["what"] =>
  text === "header" || text === "querystring" || text === "path" || text === "statuscode";

/**
 * What becomes of answers, by their statuses; @throws UnservedMapping. The provider has a list of them, each with its
 * mappings.
 */
export const answerChangesIn = (integration: Properties): ReadonlyMap<string, Change[]> =>
  new Map(
    objects(integration, "responseParameters").map((one) => [
      String(one.statusCode),
      changesIn(isRecord(one.mappings) ? object(one, "mappings") : {}),
    ]),
  );

/** A request for another server, before it is sent. */
export interface Changeable {
  path: string;
  query: URLSearchParams;
  /** By lower-case name. */
  headers: Record<string, string>;
}

/** The request as an integration's mappings have it. */
export function changedRequest(request: Changeable, changes: readonly Change[], of: Selectable): Changeable {
  const headers = { ...request.headers };
  const query = new URLSearchParams(request.query);
  let { path } = request;
  for (const { how, what, name, value } of changes) {
    if (what === "path") path = value(of);
    else if (what === "querystring" && how === "remove") query.delete(name);
    else if (what === "querystring") query[how === "append" ? "append" : "set"](name, value(of));
    else if (what === "header" && how === "remove") delete headers[name];
    else if (what === "header") {
      const before = how === "append" ? headers[name] : undefined;
      headers[name] = before === undefined ? value(of) : `${before},${value(of)}`;
    }
  }
  return { path, query, headers };
}

/** The answer as the mappings for its status have it. */
export function changedAnswer(
  answer: HttpResponse,
  changes: ReadonlyMap<string, Change[]>,
  of: Selectable,
): HttpResponse {
  let { status, headers } = answer;
  for (const { how, what, name, value } of changes.get(String(answer.status)) ?? []) {
    if (what === "statuscode") status = Number(value(of, answer)) || status;
    if (what !== "header") continue;
    if (how !== "append") headers = headers.filter(([known]) => known.toLowerCase() !== name);
    if (how !== "remove") headers = [...headers, [name, value(of, answer)]];
  }
  return { ...answer, status, headers };
}

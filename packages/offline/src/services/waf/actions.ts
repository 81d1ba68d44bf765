import { object, objects, optionalNumber, optionalText, type Properties, text } from "../../graph/graph";
import { isRecord } from "../../is-record";
import type { FirewallResponse } from "../../protocol/firewall";
import { Unserved } from "./unserved";

/** What becomes of a request that a rule matches. */
export type Action =
  | { kind: "ALLOW" | "COUNT"; insertedHeaders: [name: string, value: string][] }
  | { kind: "BLOCK"; response?: FirewallResponse };

/** Bodies of answers, by the keys that actions name them by. */
export type ResponseBodies = ReadonlyMap<string, { type: string; content: string }>;

const mediaTypes: Record<string, string> = {
  APPLICATION_JSON: "application/json",
  TEXT_HTML: "text/html",
  TEXT_PLAIN: "text/plain",
};

export const responseBodiesIn = (inputs: Properties): ResponseBodies =>
  new Map(
    objects(inputs, "customResponseBodies").map((body) => [
      text(body, "key"),
      { type: mediaTypes[text(body, "contentType")] ?? "text/plain", content: text(body, "content") },
    ]),
  );

/**
 * An action of a rule, or a web ACL's default.
 *
 * @throws Unserved
 */
export function actionOf(action: Properties, bodies: ResponseBodies): Action {
  if (isRecord(action.block)) return { kind: "BLOCK", response: responseOf(action.block, bodies) };
  for (const kind of ["allow", "count"] as const) {
    if (isRecord(action[kind]))
      return { kind: kind === "allow" ? "ALLOW" : "COUNT", insertedHeaders: insertedBy(object(action, kind)) };
  }
  throw new Unserved(Object.keys(action).find((name) => isRecord(action[name])) ?? "an action without a kind");
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/customizing-the-response-for-blocked-requests.html */
function responseOf(block: Properties, bodies: ResponseBodies): FirewallResponse | undefined {
  const response = object(block, "customResponse");
  const status = optionalNumber(response, "responseCode");
  if (status === undefined) return undefined;
  const body = bodies.get(optionalText(response, "customResponseBodyKey") ?? "");
  const headers = objects(response, "responseHeaders").map((header): [string, string] => [
    text(header, "name"),
    text(header, "value"),
  ]);
  return {
    status,
    headers: body ? [["Content-Type", body.type], ...headers] : headers,
    body: body?.content ?? "",
  };
}

/** WAF writes `x-amzn-waf-` before the names, so that they are no headers of a caller's. */
const insertedBy = (action: Properties): [string, string][] =>
  objects(object(action, "customRequestHandling"), "insertHeaders").map((header) => [
    `x-amzn-waf-${text(header, "name")}`,
    text(header, "value"),
  ]);

import { sendTo, ServerTooSlow } from "../../../protocol/http-client";
import type { HttpResponse } from "../../../protocol/http-response";
import { sized, wholeOf } from "../../apigateway/backend/sending";
import type { ServedTarget } from "./declared";
import { changedRequest } from "./mappings";
import type { Selectable } from "./selection";

type Server = Extract<ServedTarget, { kind: "server" }>;

/** What concerns one connection and is not handed on. */
const ofConnection = new Set(
  "connection content-length host keep-alive proxy-authenticate te trailer transfer-encoding upgrade".split(" "),
);

const kept = ([name]: readonly [string, unknown]): boolean => !ofConnection.has(name);

/**
 * Has a server on this machine answer a request, as it came but for the integration's mappings.
 *
 * @returns undefined where the server gives no answer, or none in time
 */
export async function askServer(server: Server, of: Selectable): Promise<HttpResponse | undefined> {
  const { base, timeoutMilliseconds, method = of.message.method ?? "GET" } = server;
  const filled = server.path.replace(/\{(\w+)\+?\}/g, (_, name: string) =>
    // A rest of a path keeps its slashes.
    (of.variables[name] ?? "").split("/").map(encodeURIComponent).join("/"),
  );
  const given = Object.entries(of.message.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value.toString()]],
  );
  const query = new URLSearchParams([server.query, of.query].filter((part) => part !== "").join("&"));
  const headers = Object.fromEntries(given.filter(kept));
  const changed = changedRequest({ path: filled, query, headers }, server.changes, of);
  const request = { method, path: changed.path, query: changed.query.toString(), body: [of.body] };
  try {
    const sent = sized({ headers: changed.headers, body: of.body }, new URL(base).host);
    const answer = await sendTo(base, { ...request, headers: sent }, timeoutMilliseconds);
    return {
      status: answer.status,
      headers: Object.entries(answer.headers)
        .filter(kept)
        .flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
      body: await wholeOf(answer.body),
    };
  } catch (error) {
    if (error instanceof ServerTooSlow || (error instanceof Error && "code" in error)) return undefined;
    throw error;
  }
}

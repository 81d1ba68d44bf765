import type { IncomingMessage } from "node:http";
import type { Firewall, InspectedRequest, Verdict } from "../../protocol/firewall";

/** A request on its way to a stage, before the stage has looked at it. */
export interface Arriving {
  message: IncomingMessage;
  requestId: string;
  /** Raw path below the stage. */
  path: string;
  query: string;
  /** Reads the body, which others read too. */
  body: () => Promise<Buffer>;
}

/** Has the firewall before a stage judge a request. The headers that it inserts go on with the request. */
export async function judged(firewall: Firewall, stageName: string, arriving: Arriving): Promise<Verdict> {
  const { message, requestId, path, query } = arriving;
  const body = firewall.inspectedBytes > 0 ? await arriving.body() : Buffer.alloc(0);
  const request: InspectedRequest = {
    requestId,
    method: message.method ?? "",
    path: `/${stageName}${path}`,
    query,
    httpVersion: message.httpVersion,
    headers: pairsOf(message.rawHeaders),
    ip: message.socket.remoteAddress ?? "",
    body: body.subarray(0, firewall.inspectedBytes),
    isBodyCut: body.length > firewall.inspectedBytes,
  };
  const verdict = firewall.judge(request);
  if (!verdict.isBlocked) for (const [name, value] of verdict.insertedHeaders) insert(message, name, value);
  return verdict;
}

/** Writes a header, in the place of a caller's own of this name. */
function insert(message: IncomingMessage, name: string, value: string): void {
  const lower = name.toLowerCase();
  const others = pairsOf(message.rawHeaders).filter(([one]) => one.toLowerCase() !== lower);
  message.rawHeaders = [...others, [name, value]].flat();
  message.headers[lower] = value;
}

const pairsOf = (rawHeaders: readonly string[]): [name: string, value: string][] =>
  rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : [],
  );

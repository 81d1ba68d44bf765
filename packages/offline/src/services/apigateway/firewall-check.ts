import type { IncomingMessage } from "node:http";
import type { Firewall, InspectedRequest, Verdict } from "../../protocol/firewall";
import type { HttpResponse } from "../../protocol/http-response";
import type { Exchange } from "./exchange";
import { Refusal } from "./refusal";

/** A request on its way to a stage, before the stage has looked at it. */
export interface Arriving {
  /** Notes what the firewall says. */
  exchange: Exchange;
  query: string;
  /** Reads the body, which others read too. */
  body: () => Promise<Buffer>;
}

/**
 * Has the firewall before a stage judge a request. The headers that it inserts go on with the request.
 *
 * @returns what it answers in the stage's place; undefined for a request that it lets through
 * @throws Refusal where it leaves the answer to the stage
 */
export async function passFirewall(
  firewall: Firewall,
  stageName: string,
  arriving: Arriving,
): Promise<HttpResponse | undefined> {
  const { exchange } = arriving;
  const began = performance.now();
  const verdict = await judged(firewall, stageName, arriving);
  const { webAclArn } = firewall;
  exchange.firewall = { webAclArn, isBlocked: verdict.isBlocked, latency: performance.now() - began };
  if (!verdict.isBlocked) {
    for (const [name, value] of verdict.insertedHeaders) insert(exchange.message, name, value);
    return undefined;
  }
  if (verdict.response) return verdict.response;
  throw new Refusal("WAF_FILTERED");
}

async function judged(firewall: Firewall, stageName: string, arriving: Arriving): Promise<Verdict> {
  const { exchange, query } = arriving;
  const { message, requestId, rawPath } = exchange;
  const body = firewall.inspectedBytes > 0 ? await arriving.body() : Buffer.alloc(0);
  const request: InspectedRequest = {
    requestId,
    method: message.method ?? "",
    path: `/${stageName}${rawPath}`,
    query,
    httpVersion: message.httpVersion,
    headers: pairsOf(message.rawHeaders),
    ip: message.socket.remoteAddress ?? "",
    body: body.subarray(0, firewall.inspectedBytes),
    isBodyCut: body.length > firewall.inspectedBytes,
  };
  return firewall.judge(request);
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

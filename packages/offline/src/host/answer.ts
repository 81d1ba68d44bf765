import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type HttpResponse, problemPage, type StreamedResponse } from "../protocol/http-response";
import type { SiteResponse } from "../services/sites";
import { endUnread, hurryReading, type Patience } from "./connections";

/** Path and query of a request's target, which may be a whole URL (RFC 9112, section 3.2.2). */
export function split(target: string): [path: string, query: string] {
  const local = target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?]*\/?/i, "/");
  const mark = local.indexOf("?");
  return mark < 0 ? [local, ""] : [local.slice(0, mark), local.slice(mark + 1)];
}

/** The headers of a request; one that came several times as one. */
export function headersOf(message: IncomingMessage): Record<string, string> {
  const entries = Object.entries(message.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(",") : (value ?? ""),
  ]);
  return Object.fromEntries(entries);
}

/** Whatever it is for: to a browser, who asks by such a name may be any web page. */
export const unknownHost = (name: string): HttpResponse =>
  problemPage(
    403,
    "Unknown host",
    `${JSON.stringify(name)} is no name of this host, which is known by localhost and the addresses that it listens on; start it with AWS_ENDPOINT_PUBLIC=http://… to have it known by another`,
  );

/** Sends an answer that is there as a whole. */
export function send(
  response: ServerResponse,
  { status, headers, body, closes }: HttpResponse,
  patience: Patience,
): void {
  if (response.headersSent) return;
  hurryReading(response, patience.answer);
  const lines: string[] = [];
  for (const [name, value] of headers) lines.push(name, value);
  if (status !== 204 && status !== 304) lines.push("Content-Length", String(Buffer.byteLength(body)));
  if (closes) lines.push("Connection", "close");
  response.writeHead(status, lines);
  const shown = response.req.method === "HEAD" ? "" : body;
  if (closes && !response.req.complete) endUnread(response, shown, patience.refused);
  else response.end(shown);
}

export const isStreamed = (answer: HttpResponse | StreamedResponse): answer is StreamedResponse =>
  answer.body instanceof Readable;

/**
 * Sends an answer as its pieces come. Nothing is said of a client that is slow: a pause is whoever's writes the pieces, and
 * has an end with it. What ends before its end has the client's connection end.
 */
export async function sendPieces(response: ServerResponse, answer: StreamedResponse): Promise<void> {
  if (response.headersSent) return;
  response.writeHead(answer.status, answer.headers.flat()).flushHeaders();
  try {
    await pipeline(answer.body, response);
  } catch {
    response.destroy();
  }
}

/** Sends an answer whose body may come bit by bit: no faster than the client takes it. */
export async function sendStream(
  response: ServerResponse,
  { status, headers, body }: SiteResponse,
  patience: Patience,
): Promise<void> {
  if (response.headersSent) return;
  hurryReading(response, patience.answer);
  const isWhole = typeof body === "string" || body instanceof Uint8Array;
  if (isWhole && status >= 400 && !response.req.complete) {
    // What is left of a refused request may be gigabytes.
    response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body), connection: "close" });
    return endUnread(response, body, patience.refused);
  }
  response.writeHead(status, headers);
  if (isWhole) response.end(body);
  else await pipeline(body, response);
}

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { hasCode, UserError } from "../errors";
import type { Graph } from "../graph/graph";
import { type HttpResponse, problemPage } from "../protocol/http-response";
import type { AwsRequest, AwsResponse } from "../protocol/service";
import { scopeOf } from "../protocol/signature/scope";
import { answerClientErrors } from "./client-errors";
import { endUnread, httpServer, hurryReading, type Patience, usualPatience } from "./connections";
import type { OpenServices } from "./open-services";
import { addresseeOf } from "./known-hosts";
import { page } from "./pages";

/** What the port serves once the program is loaded. */
export interface Served extends Pick<OpenServices, "endpoint" | "unsigned" | "http" | "pages"> {
  graph: Graph;
  /** What whoever asks for the host's own pages must know. */
  token: string;
  /** Whether a request is addressed to a name that the host is known by. */
  isKnownHost: (message: IncomingMessage) => boolean;
}

/** How to listen. */
export interface ListenOptions {
  host: string;
  port: number;
  patience?: Patience;
  /** Told of errors that are the host's own fault; the request is answered 500. */
  onError: (error: unknown) => void;
}

/**
 * Listens on one port, shaped like LocalStack's; requests that come before the parts are there wait for them.
 *
 * @throws UserError if the address cannot be had
 */
export async function listen(options: ListenOptions, parts: Promise<Served>): Promise<Server> {
  const { host, port, patience = usualPatience, onError } = options;
  let served: Served | undefined;
  void parts.then((value) => (served = value));
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    serve(message, response, parts, patience).catch((error: unknown) => {
      // The caller went away: nobody is left to answer.
      if (message.destroyed && (hasCode(error, "ECONNRESET") || hasCode(error, "ERR_STREAM_PREMATURE_CLOSE"))) return;
      onError(error);
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end('{"message":"the offline host failed; its console says how"}');
    });
  };
  const refusesBody = (message: IncomingMessage): boolean => {
    const [path] = split(message.url ?? "/");
    return served?.http.some((door) => door.owns(path) && door.refusesBody(message)) ?? false;
  };
  const server = answerClientErrors(httpServer(listener, refusesBody, patience), async (target) => {
    const [path] = split(target);
    return (await parts).http.find((door) => door.owns(path))?.refuse(path);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explain(error, host, port)));
    // Node's own 511 is few for a thousand clients that come at once.
    server.listen({ port, host, backlog: 2048 }, resolve);
  });
  return server;
}

function explain(error: Error, host: string, port: number): Error {
  if (hasCode(error, "EADDRINUSE"))
    return new UserError(`port ${port} is in use; stop what uses it or choose another with --port`);
  if (hasCode(error, "EACCES") || hasCode(error, "EADDRNOTAVAIL") || hasCode(error, "ENOTFOUND")) {
    return new UserError(`cannot listen on ${host} port ${port}: ${error.message}`);
  }
  return error;
}

/** Path and query of a request's target, which may be a whole URL (RFC 9112, section 3.2.2). */
function split(target: string): [path: string, query: string] {
  const local = target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?]*\/?/i, "/");
  const mark = local.indexOf("?");
  return mark < 0 ? [local, ""] : [local.slice(0, mark), local.slice(mark + 1)];
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  parts: Promise<Served>,
  patience: Patience,
): Promise<void> {
  const served = await parts;
  const { http, endpoint } = served;
  if (!served.isKnownHost(message)) return send(response, unknownHost(addresseeOf(message)), patience);
  const [path, query] = split(message.url ?? "/");
  const door = http.find((one) => one.owns(path));
  if (door) return send(response, await door.handle(message, path, query), patience);
  if (path.startsWith("/_offline/")) return send(response, await page(message, path, query, served), patience);
  const { method = "GET" } = message;
  const request: AwsRequest = { method, path, query, headers: headersOf(message), body: message };
  // A preflight of a presigned URL has the URL's signature, which is not for it.
  if (method === "OPTIONS" || !scopeOf(request)) {
    const answer = await unsignedAnswer(request, served);
    return answer ? sendAws(response, answer, patience) : send(response, nothingHere, patience);
  }
  if (isFromPage(request) && !takesPages(request, served)) return send(response, noBrowsers, patience);
  await sendAws(response, await endpoint.handle(request), patience);
}

/** What a service answers to a request that is not signed; undefined if it is for none. */
async function unsignedAnswer(request: AwsRequest, { unsigned, endpoint }: Served): Promise<AwsResponse | undefined> {
  for (const { door, service } of unsigned) {
    const signerOf = (id: string) => service.aws && endpoint.rightsOfKey(id, request, service.aws);
    const answer = door.handle(request, randomUUID(), signerOf);
    if (answer) return answer;
  }
  return undefined;
}

/** A web page could sign with the keys that everybody knows. */
const isFromPage = ({ headers }: AwsRequest): boolean =>
  headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;

/** Of all services only some are for browsers, such as S3, to which they upload and whose objects they show. */
const takesPages = (request: AwsRequest, { unsigned }: Served): boolean => {
  const name = scopeOf(request)?.service;
  return unsigned.some(({ door, service }) => door.servesPages && service.aws?.name === name);
};

/** Whatever it is for: to a browser, who asks by such a name may be any web page. */
const unknownHost = (name: string): HttpResponse =>
  problemPage(
    403,
    "Unknown host",
    `${JSON.stringify(name)} is no name of this host, which is known by localhost and the addresses that it listens on; start it with AWS_ENDPOINT_PUBLIC=http://… to have it known by another`,
  );

const noBrowsers: HttpResponse = {
  status: 403,
  headers: [["Content-Type", "application/json"]],
  body: '{"message":"this service does not answer web pages"}',
};

const nothingHere: HttpResponse = {
  status: 404,
  headers: [["Content-Type", "application/json"]],
  body: '{"message":"nothing is here: APIs are below /restapis/, AWS requests are signed"}',
};

function headersOf(message: IncomingMessage): Record<string, string> {
  const entries = Object.entries(message.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(",") : (value ?? ""),
  ]);
  return Object.fromEntries(entries);
}

function send(response: ServerResponse, { status, headers, body, closes }: HttpResponse, patience: Patience): void {
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

async function sendAws(
  response: ServerResponse,
  { status, headers, body }: AwsResponse,
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

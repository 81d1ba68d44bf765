import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Endpoint } from "../protocol/endpoint";
import type { AwsRequest, AwsResponse } from "../protocol/service";
import { scopeOf } from "../protocol/signature/scope";
import { answerClientErrors } from "./client-errors";
import { endUnread, httpServer, type Patience, usualPatience } from "./connections";
import { hasCode, UserError } from "../errors";
import { invocationOf } from "../services/apigateway/address";
import { announcesTooMuch } from "../services/apigateway/front";
import type { Answer } from "../services/apigateway/responses";
import type { Stage } from "../services/apigateway/stage";
import { page } from "./pages";
import type { Graph } from "../graph/graph";
import type { Schedules } from "../services/events/schedules";

/** What the port serves once the program is loaded. */
export interface Parts {
  graph: Graph;
  /** By `restApiId/stageName`. */
  stages: Map<string, Stage>;
  endpoint: Endpoint;
  schedules: Schedules;
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
export async function listen(options: ListenOptions, parts: Promise<Parts>): Promise<Server> {
  const { host, port, patience = usualPatience, onError } = options;
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    serve(message, response, parts, patience).catch((error: unknown) => {
      // The caller went away: nobody is left to answer.
      if (message.destroyed && (hasCode(error, "ECONNRESET") || hasCode(error, "ERR_STREAM_PREMATURE_CLOSE"))) return;
      onError(error);
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end('{"message":"the offline host failed; its console says how"}');
    });
  };
  const refusesBody = (message: IncomingMessage) => announcesTooMuch(message) && isInvocation(message);
  const server = answerClientErrors(httpServer(listener, refusesBody, patience), async (target) => {
    const [path] = split(target);
    const invocation = invocationOf(path);
    return invocation && (await parts).stages.get(invocation.stage)?.refuse(invocation.path);
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

const isInvocation = ({ url = "/" }: IncomingMessage): boolean => invocationOf(split(url)[0]) !== undefined;

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  parts: Promise<Parts>,
  patience: Patience,
): Promise<void> {
  const { stages, endpoint, graph, schedules } = await parts;
  const [path, query] = split(message.url ?? "/");
  const invocation = invocationOf(path);
  if (invocation) {
    const answer = await stages.get(invocation.stage)?.handle(message, invocation.path, query);
    return send(response, answer ?? noStage(), patience.refused);
  }
  if (path.startsWith("/_offline/")) return send(response, await page(message, path, query, { graph, schedules }));
  const { method = "GET" } = message;
  const request: AwsRequest = { method, path, query, headers: headersOf(message), body: message };
  // A preflight of a presigned URL has the URL's signature, which is not for it.
  if (method === "OPTIONS" || !scopeOf(request)) {
    const answer = await endpoint.handleUnsigned(request);
    return answer ? sendAws(response, answer) : send(response, nothingHere);
  }
  if (isFromBrowser(request)) return send(response, noBrowsers);
  await sendAws(response, await endpoint.handle(request));
}

/** What LocalStack and AWS answer to the address of an API or stage that does not exist. */
const noStage = (): Answer => ({
  status: 403,
  headers: [
    ["Content-Type", "application/json"],
    ["x-amzn-ErrorType", "ForbiddenException"],
    ["x-amzn-RequestId", randomUUID()],
  ],
  body: '{"message":"Forbidden"}',
});

/**
 * A web page could sign with the keys that everybody knows. Of all services only S3 is for browsers, which upload to it
 * and show its objects.
 */
const isFromBrowser = (request: AwsRequest): boolean =>
  (request.headers.origin !== undefined || request.headers["sec-fetch-site"] !== undefined) &&
  scopeOf(request)?.service !== "s3";

const noBrowsers: Answer = {
  status: 403,
  headers: [["Content-Type", "application/json"]],
  body: '{"message":"this service does not answer web pages"}',
};

const nothingHere: Answer = {
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

/** @param refused milliseconds that a client gets to stop sending what was refused */
function send(response: ServerResponse, { status, headers, body, closes }: Answer, refused = 0): void {
  if (response.headersSent) return;
  const lines: string[] = [];
  for (const [name, value] of headers) lines.push(name, value);
  if (status !== 204 && status !== 304) lines.push("Content-Length", String(Buffer.byteLength(body)));
  if (closes) lines.push("Connection", "close");
  response.writeHead(status, lines);
  const shown = response.req.method === "HEAD" ? "" : body;
  if (closes && !response.req.complete) endUnread(response, shown, refused);
  else response.end(shown);
}

async function sendAws(response: ServerResponse, { status, headers, body }: AwsResponse): Promise<void> {
  if (response.headersSent) return;
  response.writeHead(status, headers);
  if (typeof body === "string" || body instanceof Uint8Array) response.end(body);
  else await pipeline(body, response);
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Endpoint } from "./aws/endpoint";
import type { AwsRequest, AwsResponse } from "./aws/service";
import { scopeOf } from "./aws/signature/scope";
import { hasCode, UserError } from "./errors";
import type { Answer } from "./gateway/responses";
import type { Stage } from "./gateway/stage";
import { page } from "./pages";
import type { Graph } from "./program/graph";
import type { Schedules } from "./schedule/schedules";

/** What the port serves once the program is loaded. */
export interface Parts {
  graph: Graph;
  /** By `restApiId/stageName`. */
  stages: Map<string, Stage>;
  endpoint: Endpoint;
  schedules: Schedules;
}

/** The two forms of LocalStack's invoke URLs. */
const invokeUrl = /^\/(?:restapis\/([^/]+)\/([^/]+)\/_user_request_|_aws\/execute-api\/([^/]+)\/([^/]+))(\/.*)?$/;

/**
 * Listens on one port, shaped like LocalStack's; requests that come before the parts are there wait for them.
 *
 * @param onError told of errors that are the host's own fault; the request is answered 500
 * @throws UserError if the address cannot be had
 */
export async function listen(
  host: string,
  port: number,
  parts: Promise<Parts>,
  onError: (error: unknown) => void,
): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    serve(message, response, parts).catch((error: unknown) => {
      // The caller went away: nobody is left to answer.
      if (message.destroyed && (hasCode(error, "ECONNRESET") || hasCode(error, "ERR_STREAM_PREMATURE_CLOSE"))) return;
      onError(error);
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end('{"message":"the offline host failed; its console says how"}');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
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

async function serve(message: IncomingMessage, response: ServerResponse, parts: Promise<Parts>): Promise<void> {
  const { stages, endpoint, ...shown } = await parts;
  const url = message.url ?? "/";
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = mark < 0 ? "" : url.slice(mark + 1);
  const [found, api = "", stageName = "", otherApi, otherStage, rest = "/"] = invokeUrl.exec(path) ?? [];
  if (found !== undefined) {
    const stage = stages.get(otherApi === undefined ? `${api}/${stageName}` : `${otherApi}/${otherStage}`);
    return send(response, stage ? await stage.handle(message, rest, query) : noStage);
  }
  if (path.startsWith("/_offline/")) return send(response, await page(message, path, query, shown));
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
const noStage: Answer = {
  status: 403,
  headers: [
    ["Content-Type", "application/json"],
    ["x-amzn-ErrorType", "ForbiddenException"],
  ],
  body: '{"message":"Forbidden"}',
};

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

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, [
    ...headers.flat(),
    ...(status === 204 || status === 304 ? [] : ["Content-Length", String(length)]),
  ]);
  response.end(response.req.method === "HEAD" ? undefined : body);
}

async function sendAws(response: ServerResponse, { status, headers, body }: AwsResponse): Promise<void> {
  response.writeHead(status, headers);
  if (typeof body === "string" || body instanceof Uint8Array) response.end(body);
  else await pipeline(body, response);
}

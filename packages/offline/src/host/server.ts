import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";
import type { HttpResponse } from "../protocol/http-response";
import type { AwsRequest, AwsResponse } from "../protocol/service";
import { scopeOf } from "../protocol/signature/scope";
import { headersOf, isStreamed, send, sendPieces, sendStream, split, unknownHost } from "./answer";
import type { Patience } from "./connections";
import type { OpenServices } from "./open-services";
import { addresseeOf } from "./known-hosts";
import { isOwnPath, servePage, type Shown } from "./pages/serve";
import { explainPort, openPort, type PortOptions } from "./port";
import type { Behind } from "./behind";
import { takeUpgrades } from "./upgrades";
import type { Traffic } from "../traffic";

/** What the port serves once the program is loaded. */
export interface Served extends Shown, Pick<OpenServices, "endpoint" | "unsigned" | "http" | "upgrades"> {
  /** Whether a request is addressed to a name that the host is known by. */
  isKnownHost: (message: IncomingMessage) => boolean;
  /** Requests of APIs, which may go on while the program is replaced. */
  requests: Traffic;
  /** Calls to services, which end before. */
  calls: Traffic;
}

/**
 * Listens on one port, shaped like LocalStack's; requests that come before the parts are there wait for them.
 *
 * @throws UserError if the address cannot be had
 */
export async function listen(options: PortOptions, behind: Behind<Served>): Promise<Server> {
  const opening = openPort(options, {
    serve: async (message, response, patience) =>
      serve(message, response, behind.now ?? (await behind.parts), patience),
    refusesBody(message) {
      const [path] = split(message.url ?? "/");
      return behind.now?.http.some((door) => door.owns(path) && door.refusesBody(message)) ?? false;
    },
    async refuse(target) {
      const [path] = split(target);
      return (await behind.parts).http.find((door) => door.owns(path))?.refuse(path);
    },
  });
  const server = await opening.catch((error: unknown) => {
    throw explainPort(error, options, "--port");
  });
  takeUpgrades(server, behind, options);
  return server;
}

/** Serves a request, whatever it is for. */
export async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  served: Served,
  patience: Patience,
): Promise<void> {
  if (!served.isKnownHost(message)) return send(response, unknownHost(addresseeOf(message)), patience);
  const [path, query] = split(message.url ?? "/");
  const door = served.http.find((one) => one.owns(path));
  if (door) {
    // One that streams its answer is under way until that ends.
    return served.requests.during(async () => {
      const answer = await door.handle(message, path, query);
      if (isStreamed(answer)) await sendPieces(response, answer);
      else send(response, answer, patience);
    });
  }
  if (isOwnPath(path)) return servePage(message, response, served, { path, query, patience });
  await served.calls.during(() => serveCall(message, response, served, patience));
}

/** Serves what is for a service, with a signature or without. */
async function serveCall(
  message: IncomingMessage,
  response: ServerResponse,
  served: Served,
  patience: Patience,
): Promise<void> {
  const [path, query] = split(message.url ?? "/");
  const { method = "GET" } = message;
  const request: AwsRequest = { method, path, query, headers: headersOf(message), body: message };
  // A preflight of a presigned URL has the URL's signature, which is not for it.
  if (method === "OPTIONS" || !scopeOf(request)) {
    const answer = await unsignedAnswer(request, served);
    return answer ? sendStream(response, answer, patience) : send(response, nothingHere, patience);
  }
  if (isFromPage(request) && !takesPages(request, served)) return send(response, noBrowsers, patience);
  await sendStream(response, await served.endpoint.handle(request), patience);
}

/** What a service answers to a request that is not signed; undefined if it is for none. */
export async function unsignedAnswer(
  request: AwsRequest,
  { unsigned, endpoint }: Pick<Served, "unsigned" | "endpoint">,
): Promise<AwsResponse | undefined> {
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

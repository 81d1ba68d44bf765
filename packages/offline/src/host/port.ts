import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { hasCode, UserError } from "../errors";
import type { HttpResponse } from "../protocol/http-response";
import { answerClientErrors } from "./client-errors";
import { httpServer, type Patience, usualPatience } from "./connections";

/** How to listen. */
export interface PortOptions {
  host: string;
  port: number;
  patience?: Patience;
  /** Told of errors that are the host's own fault; the request is answered 500. */
  onError: (error: unknown) => void;
}

/** What stands behind a port. */
export interface Door {
  serve(message: IncomingMessage, response: ServerResponse, patience: Patience): Promise<void>;
  /** Whether a request that waits for leave to send its body gets none. */
  refusesBody(message: IncomingMessage): boolean;
  /** What a target gets whose method is none that HTTP servers know; undefined where nothing is. */
  refuse(target: string): Promise<HttpResponse | undefined>;
}

/**
 * Listens on a port.
 *
 * @throws Error as Node.js says it, if the address cannot be had; see {@link explainPort}
 */
export async function openPort({ host, port, patience = usualPatience, onError }: PortOptions, door: Door) {
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    door.serve(message, response, patience).catch((error: unknown) => {
      // The caller went away: nobody is left to answer.
      if (message.destroyed && (hasCode(error, "ECONNRESET") || hasCode(error, "ERR_STREAM_PREMATURE_CLOSE"))) return;
      onError(error);
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end('{"message":"the offline host failed; its console says how"}');
    });
  };
  const server: Server = answerClientErrors(
    httpServer(listener, (message) => door.refusesBody(message), patience),
    (target) => door.refuse(target),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // Node's own 511 is few for a thousand clients that come at once.
    server.listen({ port, host, backlog: 2048 }, resolve);
  });
  return server;
}

/** Why an address cannot be had, in words for the person who asked for it by an option; other errors as they are. */
export function explainPort(
  error: unknown,
  { host, port }: Pick<PortOptions, "host" | "port">,
  option: string,
): unknown {
  if (hasCode(error, "EADDRINUSE"))
    return new UserError(`port ${port} is in use; stop what uses it or choose another with ${option}`);
  const codes = ["EACCES", "EADDRNOTAVAIL", "ENOTFOUND"];
  if (error instanceof Error && codes.some((code) => hasCode(error, code)))
    return new UserError(`cannot listen on ${host} port ${port}: ${error.message}`);
  return error;
}

/** Takes no more connections, and ends those that there are. */
export function stopListening(server: Server): void {
  server.close();
  server.closeAllConnections();
}

/** Returns when a server's port is free again. */
export async function closePort(server: Server): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await ended;
}

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { hasBody } from "../protocol/http-body";

/** How long the port waits for its clients, in milliseconds. */
export interface Patience {
  /** For all headers of a request. */
  headers: number;
  /** For the next bytes of a body. A whole body may take its time: S3 takes gigabytes. */
  body: number;
  /** For a client to take the next bytes of its answer. */
  answer: number;
  /** For a client to stop sending what was refused. */
  refused: number;
}

export const usualPatience: Patience = { headers: 20_000, body: 30_000, answer: 30_000, refused: 2_000 };

/**
 * An HTTP server that no client can hold up: one that is slow is answered 408 and cut off, one that is malformed 400. One
 * that has closed its own half of the connection still gets its answer.
 *
 * @param refusesBody whether a request that waits for leave to send its body (`Expect: 100-continue`) gets none
 */
export function httpServer(
  listener: RequestListener,
  refusesBody: (message: IncomingMessage) => boolean,
  patience: Patience,
): Server {
  const serve = (message: IncomingMessage, response: ServerResponse): void => {
    // Most bodies have come with their headers: they are complete when this is through.
    if (hasBody(message)) queueMicrotask(() => void (message.complete || hurry(message, response, patience.body)));
    listener(message, response);
  };
  const server = createServer({
    keepAliveTimeout: 60_000,
    headersTimeout: patience.headers,
    requestTimeout: 0,
    connectionsCheckingInterval: patience.headers / 4,
  });
  server.on("request", serve).on("checkContinue", (message, response) => {
    if (!refusesBody(message)) response.writeContinue();
    serve(message, response);
  });
  // A switch that Node's servers have always had, and its types do not know.
  return Object.assign(server, { httpAllowHalfOpen: true });
}

/**
 * Cuts a client off that does not read the answer that now comes: it would hold a connection, and what the answer is
 * read from. Node.js counts from the last bytes that the client's side took.
 */
export function hurryReading(response: ServerResponse, milliseconds: number): void {
  response.setTimeout(milliseconds, () => response.destroy());
}

/** Cuts a client off that stops in the middle of a body. */
function hurry(message: IncomingMessage, response: ServerResponse, milliseconds: number): void {
  message.setTimeout(milliseconds, () => {
    // What waits for the body hears what it would hear if the client had gone by itself.
    const gone = () => message.destroy(Object.assign(new Error("the client was too slow"), { code: "ECONNRESET" }));
    if (response.headersSent) return void gone();
    response.writeHead(408, { Connection: "close" }).end(gone);
  });
  message.once("end", () => {
    // After the answer, Node's own patience with an idle connection has begun.
    if (!response.writableFinished) message.socket.setTimeout(0);
  });
}

/**
 * Ends an answer, and the connection with it, though its request has not come to an end. A client that still sends would
 * be cut off before it has read the answer: it is given some time to stop, and what it sends meanwhile is not looked at.
 */
export function endUnread(response: ServerResponse, body: string | Uint8Array, milliseconds: number): void {
  const message = response.req;
  response.write(body);
  const timer = setTimeout(() => response.end(), milliseconds);
  message.once("close", () => {
    clearTimeout(timer);
    response.end();
  });
  // Whoever began to read it may have left it: that keeps it from flowing.
  message.removeAllListeners("readable");
  process.nextTick(() => message.resume());
}

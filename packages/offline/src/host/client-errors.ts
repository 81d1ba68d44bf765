import { type Server, ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { hasCode } from "../errors";
import type { HttpResponse } from "../protocol/http-response";

/**
 * Answers what Node's parser does not take for a request, as Node itself would; but for methods that it does not know,
 * which may be for a program to refuse.
 *
 * @param unknownMethod what to answer to a target whose method is unknown, if it is anybody's
 */
export function answerClientErrors(
  server: Server,
  unknownMethod: (target: string) => Promise<HttpResponse | undefined>,
): Server {
  return server.on("clientError", (error, socket) => {
    const target = hasCode(error, "HPE_INVALID_METHOD") ? targetOf(error) : undefined;
    if (target === undefined) return refuse(socket, plain(error));
    void unknownMethod(target).then((answer = plain(error)) => refuse(socket, answer));
  });
}

/** The target of a request line with a method of any name. */
function targetOf(error: Error): string | undefined {
  const packet = "rawPacket" in error && Buffer.isBuffer(error.rawPacket) ? error.rawPacket.toString("latin1") : "";
  return /^[!#$%&'*+.^`|~\w-]+ (\S+) HTTP\/1\.[01]\r\n/.exec(packet)?.[1];
}

function plain(error: Error): HttpResponse {
  if (hasCode(error, "HPE_HEADER_OVERFLOW")) return { status: 431, headers: [], body: "" };
  return { status: hasCode(error, "ERR_HTTP_REQUEST_TIMEOUT") ? 408 : 400, headers: [], body: "" };
}

function refuse(socket: Duplex, { status, headers, body }: HttpResponse): void {
  // In the middle of an answer another one would be taken for a part of it. Node keeps the current one here.
  const current = "_httpMessage" in socket ? socket._httpMessage : undefined;
  const isAnswering = current instanceof ServerResponse && current.headersSent;
  if (!socket.writable || isAnswering) return void socket.destroy();
  const lines = [...headers, ["Content-Length", String(Buffer.byteLength(body))], ["Connection", "close"]];
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body.toString()}`, () => socket.destroy());
}

import { request as httpRequest } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { AwsRequest } from "./service";

/** An answer as it comes from a server of HTTP. */
export interface ServerAnswer {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string | string[]>;
  /** To be read, or destroyed. */
  body: Readable;
}

/** A server did not begin its answer in time. */
export class ServerTooSlow extends Error {}

/**
 * Sends a request to a server of HTTP, as it is.
 *
 * @param base address of the server
 * @param patience milliseconds that it may take to begin its answer, and between its bytes
 * @throws ServerTooSlow, or an error of the system, where there is no answer
 */
export function sendTo(base: string, request: AwsRequest, patience: number): Promise<ServerAnswer> {
  const { method, path, query, headers, body } = request;
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const target = query === "" ? path : `${path}?${query}`;
    const options = { hostname: hostname.replace(/^\[|\]$/g, ""), port, method, path: target, headers, agent: false };
    const sent = httpRequest(options, (answer) => {
      const received = Object.entries(answer.headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      );
      resolve({ status: answer.statusCode ?? 502, headers: Object.fromEntries(received), body: answer });
    });
    sent.setTimeout(patience, () => sent.destroy(new ServerTooSlow()));
    sent.on("error", reject);
    pipeline(body, sent).catch(reject);
  });
}

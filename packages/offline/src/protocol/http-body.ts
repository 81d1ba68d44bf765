import type { IncomingMessage } from "node:http";

/** The body of a request is larger than allowed; what is left of it has not been read. */
export class TooLarge extends Error {}

/**
 * Reads the body of a request.
 *
 * @param limit bytes
 * @throws TooLarge above the limit
 */
export function bodyOf(message: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      message.removeAllListeners("data").resume();
      reject(new TooLarge());
    });
    message.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    message.on("error", reject);
  });
}

/** Whether a request announces a body. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";

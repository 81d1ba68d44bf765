import { createHash } from "node:crypto";
import { bytesOf, type MessageAttributes } from "../../protocol/message-attributes";

/** The digest by which clients check a body. */
export const digestOfBody = (body: string): string => createHash("md5").update(body).digest("hex");

/**
 * The digest by which clients check attributes; undefined if there are none.
 * Source: "Calculating the MD5 message digest for message attributes" in the Amazon SQS Developer Guide.
 */
export function digestOf(attributes: MessageAttributes): string | undefined {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer) => hash.update(lengthOf(bytes)).update(bytes);
  for (const [name, attribute] of entries) {
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    hash.update(Uint8Array.of(attribute.BinaryValue === undefined ? 1 : 2));
    add(bytesOf(attribute));
  }
  return hash.digest("hex");
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}

import type { AwsRequest } from "../../../protocol/service";
import { incompleteBody } from "./body-errors";
import { ByteReader } from "./byte-reader";

/** A chunk's size and signature, or a trailer: S3 accepts no longer line. */
const longestLine = 1024;

/**
 * Takes an `aws-chunked` body out of its framing (Amazon S3 API Reference, "Signature calculations: transferring payload
 * in multiple chunks"): `<hex size>[;chunk-signature=…]`, the bytes, and after the empty chunk the trailing headers.
 *
 * @param trailers receives the trailing headers, by lower-case name, before the last byte is given out
 * @throws IncompleteBody if the framing is broken or the body ends too early
 */
export async function* decodeChunks(
  body: AwsRequest["body"],
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = new ByteReader(body);
  for (let size = await chunkSize(reader); size > 0; size = await chunkSize(reader)) {
    yield* reader.take(size);
    if ((await reader.line(0)) !== "") throw incompleteBody();
  }
  for (let line = await reader.line(longestLine); line !== ""; line = await reader.line(longestLine)) {
    const colon = line.indexOf(":");
    if (colon < 0) throw incompleteBody();
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

async function chunkSize(reader: ByteReader): Promise<number> {
  const [, digits] = /^([0-9a-f]{1,12})(;.*)?$/i.exec(await reader.line(longestLine)) ?? [];
  if (digits === undefined) throw incompleteBody();
  return Number.parseInt(digits, 16);
}

import { createHash } from "node:crypto";
import type { AwsRequest } from "../../../protocol/service";
import type { ChunkSignatures } from "../../../protocol/signature/chunks";
import { incompleteBody } from "./body-errors";
import { ByteReader } from "./byte-reader";

/** A chunk's size and signature, or a trailer: S3 accepts no longer line. */
const longestLine = 1024;

/**
 * Takes an `aws-chunked` body out of its framing (Amazon S3 API Reference, "Signature calculations: transferring payload
 * in multiple chunks"): `<hex size>[;chunk-signature=…]`, the bytes, and after the empty chunk the trailing headers.
 *
 * @param trailers receives the trailing headers, by lower-case name, before the last byte is given out
 * @throws IncompleteBody if the framing is broken or the body ends too early; SignatureDoesNotMatch after a chunk or
 *   trailers that are not what was signed: what was given out by then must not count
 */
export async function* decodeChunks(
  { body, chunks }: Pick<AwsRequest, "body" | "chunks">,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = new ByteReader(body);
  for (;;) {
    const { size, signature } = await chunkHead(reader);
    const sum = chunks && createHash("sha256");
    for await (const bytes of reader.take(size)) {
      sum?.update(bytes);
      yield bytes;
    }
    if (sum) chunks.checkChunk(sum.digest("hex"), signature);
    if (size === 0) break;
    if ((await reader.line(0)) !== "") throw incompleteBody();
  }
  await readTrailers(reader, trailers);
  if (chunks) checkTrailers(chunks, trailers);
}

async function chunkHead(reader: ByteReader): Promise<{ size: number; signature: string | undefined }> {
  const head = /^([0-9a-f]{1,12})(?:;(?:chunk-signature=([0-9a-f]{64})|.*))?$/i;
  const [, digits, signature] = head.exec(await reader.line(longestLine)) ?? [];
  if (digits === undefined) throw incompleteBody();
  return { size: Number.parseInt(digits, 16), signature };
}

async function readTrailers(reader: ByteReader, trailers: Map<string, string>): Promise<void> {
  for (let line = await reader.line(longestLine); line !== ""; line = await reader.line(longestLine)) {
    const colon = line.indexOf(":");
    if (colon < 0) throw incompleteBody();
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

/** The name of the header that holds the signature of all others. */
const signatureName = "x-amz-trailer-signature";

function checkTrailers(chunks: ChunkSignatures, trailers: Map<string, string>): void {
  // Nobody has signed them.
  if (!chunks.signsTrailers && trailers.size > 0) throw incompleteBody();
  if (!chunks.signsTrailers) return;
  const signature = trailers.get(signatureName);
  trailers.delete(signatureName);
  chunks.checkTrailers(trailers, signature);
}

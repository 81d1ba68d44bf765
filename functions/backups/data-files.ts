import type { Hash } from "node:crypto";
import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { hasCode, hasName } from "../kit/errors";
import type { Archive, DataFile } from "./archive";

const openFile = async ({ storage, bucket }: Archive, key: string): Promise<Readable> => {
  const { Body } = await storage.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!(Body instanceof Readable)) throw new Error(`${key} came without a stream`);
  return Body;
};

/** The bytes of a compressed stream, as they were; an error of either ends both. */
const unzipped = (compressed: Readable): AsyncIterable<Uint8Array> =>
  // The error comes to whoever reads.
  pipeline(compressed, createGunzip(), () => undefined);

/** Lines that are not empty, of a text in UTF-8. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of pieces) {
    const lines = `${rest}${decoder.decode(piece, { stream: true })}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield line;
  }
  if (rest !== "") yield rest;
}

/** What Node.js says of a connection that has ended too early. */
const brokenConnection = /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ERR_STREAM_PREMATURE_CLOSE)$/;

/** How often a connection is made anew that brings nothing. */
const attempts = 3;

/**
 * The lines of a data file from one on, counted from 0. What reads them may wait for capacity so long that S3 gives up the
 * connection: it is made anew then, and goes on where it was.
 */
export async function* linesFrom(archive: Archive, key: string, first = 0): AsyncGenerator<string> {
  let [next, left] = [first, attempts];
  for (;;) {
    let line = 0;
    try {
      for await (const text of linesOf(unzipped(await openFile(archive, key)))) {
        line += 1;
        if (line <= next) continue;
        [next, left] = [line, attempts];
        yield text;
      }
      return;
    } catch (error) {
      left -= 1;
      if (left <= 0 || !hasCode(error, brokenConnection)) throw error;
    }
  }
}

/** Has everything that passes counted in a checksum. */
const hashing = (hash: Hash) =>
  async function* (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  };

/**
 * Holds a data file to what its manifest says of it. It goes through the whole file, and keeps none of it.
 *
 * @throws Error naming the file, where it is damaged or gone
 */
export const checkDataFile = async (archive: Archive, file: DataFile): Promise<void> => {
  const hash = createHash("md5");
  const damaged = (how: string): Error => new Error(`${file.dataFileS3Key} is damaged: ${how}`);
  let items = 0;
  try {
    const body = await openFile(archive, file.dataFileS3Key);
    const bytes = pipeline(body, hashing(hash), createGunzip(), () => undefined);
    for await (const _ of linesOf(bytes)) items += 1;
  } catch (error) {
    if (hasName(error, "NoSuchKey")) throw new Error(`${file.dataFileS3Key} is missing: the manifest lists it`);
    if (hasCode(error, /^Z_/)) throw damaged(error.message);
    throw error;
  }
  if (hash.digest("base64") !== file.md5Checksum) throw damaged("its MD5 is not the one in the manifest");
  if (items !== file.itemCount) throw damaged(`it has ${items} items, and the manifest says ${file.itemCount}`);
};

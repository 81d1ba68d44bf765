import { Readable } from "node:stream";
import type { Range } from "../range";
import type { Blobs } from "../store/blobs";
import type { Segment } from "../store/changes";

/** Up to this size one read into memory is cheaper than a stream. */
const wholeBytes = 256 * 1024;

interface Slice {
  blob: string;
  start: number;
  length: number;
}

/**
 * Bytes of an object. They stay these bytes, whatever happens to the object while they are read: its blobs are held
 * from this call on.
 */
export async function bodyOf(blobs: Blobs, segments: Segment[], range: Range): Promise<Buffer | Readable> {
  const slices = slicesOf(segments, range);
  const release = blobs.hold(slices.map((slice) => slice.blob));
  if (range.end - range.start + 1 > wholeBytes) return stream(blobs, slices).once("close", release);
  try {
    const buffers: Buffer[] = [];
    for (const slice of slices) buffers.push(await readWhole(blobs, slice));
    const [only] = buffers;
    return only && buffers.length === 1 ? only : Buffer.concat(buffers);
  } finally {
    release();
  }
}

/** Streams a range of some segments, which the caller keeps from being removed. */
export const streamOf = (blobs: Blobs, segments: Segment[], range: Range): Readable =>
  stream(blobs, slicesOf(segments, range));

const stream = (blobs: Blobs, slices: Slice[]): Readable =>
  Readable.from(readSlices(blobs, slices), { objectMode: false });

async function* readSlices(blobs: Blobs, slices: Slice[]): AsyncGenerator<Buffer, void, undefined> {
  for (const { blob, start, length } of slices) {
    const file = await blobs.open(blob);
    const chunks: AsyncIterable<Buffer> = file.createReadStream({
      start,
      end: start + length - 1,
      highWaterMark: wholeBytes,
    });
    let left = length;
    for await (const chunk of chunks) {
      left -= chunk.length;
      yield chunk;
    }
    if (left > 0) throw tooShort(blob);
  }
}

async function readWhole(blobs: Blobs, { blob, start, length }: Slice): Promise<Buffer> {
  const file = await blobs.open(blob);
  try {
    const buffer = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(buffer, 0, length, start);
    if (bytesRead !== length) throw tooShort(blob);
    return buffer;
  } finally {
    await file.close();
  }
}

const tooShort = (blob: string): Error => new Error(`Blob ${blob} is shorter than the index says`);

/** Where in which blobs a range of an object lies. */
function slicesOf(segments: Segment[], range: Range): Slice[] {
  let offset = 0;
  return segments.flatMap(({ blob, size }) => {
    const start = Math.max(range.start - offset, 0);
    const end = Math.min(range.end - offset, size - 1);
    offset += size;
    return start <= end ? [{ blob, start, length: end - start + 1 }] : [];
  });
}

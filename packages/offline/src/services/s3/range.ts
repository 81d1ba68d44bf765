import { S3Error } from "./errors";

/** Bytes `start` to `end`, both included. */
export interface Range {
  start: number;
  end: number;
}

/**
 * The part of an object that a `Range` header asks for; undefined for the whole: S3 ignores a header it cannot read, and
 * one that names several ranges.
 *
 * @throws InvalidRange if the object has none of those bytes
 */
export function readRange(header: string | undefined, size: number): Range | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (header === undefined || (first === "" && last === "")) return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || (first === "" && Number(last) === 0)) throw invalidRange(header, size);
  return { start, end };
}

const invalidRange = (header: string, size: number): S3Error =>
  new S3Error(
    "InvalidRange",
    "The requested range is not satisfiable",
    416,
    { RangeRequested: header, ActualObjectSize: String(size) },
    { "content-range": `bytes */${size}` },
  );

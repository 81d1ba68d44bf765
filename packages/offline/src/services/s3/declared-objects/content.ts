import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type LargeFile, optionalText, type Resource } from "../../../graph/graph";
import { zip } from "./zip";

/** What a declared object holds. */
export interface Content {
  size: number;
  /** In hexadecimal. */
  md5: string;
  /** Its bytes; to be asked for once for each reading. */
  body(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/**
 * The content that a resource declares: its `source`, its `content`, its `contentBase64`, or nothing, as the provider
 * reads them. An archive becomes a zip file.
 */
export function contentOf({ inputs, files = {}, largeFiles = {} }: Partial<Resource>): Content {
  if (largeFiles.source) return ofFile(largeFiles.source);
  if (files.source) return ofBytes(files.source[""] ?? zip(files.source));
  const text = optionalText(inputs ?? {}, "content");
  if (text !== undefined) return ofBytes(Buffer.from(text));
  return ofBytes(Buffer.from(optionalText(inputs ?? {}, "contentBase64") ?? "", "base64"));
}

const ofBytes = (bytes: Uint8Array): Content => ({
  size: bytes.length,
  md5: createHash("md5").update(bytes).digest("hex"),
  body: () => [bytes],
});

const ofFile = ({ path, size, md5 }: LargeFile): Content => ({ size, md5, body: () => createReadStream(path) });

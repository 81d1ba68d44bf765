import { createHash, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { itemSize } from "dynalite/db";
import type { Cursor } from "dynalite/db";
import { isItem } from "../storage";

const limits = {
  /** Bytes of lines in one data file: what an export needs in memory. DynamoDB writes a file or more per partition. */
  fileBytes: 8 * 1024 ** 2,
  /** Items asked for at once; the store answers at most 16 KB of them, or one. */
  itemsAtOnce: 100,
} as const;

const compress = promisify(gzip);

/** A file of an export's items: one line of JSON for each, `{"Item":{…}}`. */
export interface DataFile {
  /** Compressed. */
  body: Buffer;
  items: number;
  /** The size of the items as DynamoDB counts it. */
  itemBytes: number;
}

/**
 * The data files of a table's items. There is at least one: DynamoDB writes an empty file for an empty partition.
 *
 * Reading and compressing happen on other threads, a piece at a time, so that requests go on meanwhile; no more than one
 * file is in memory.
 */
export async function* dataFiles(items: Cursor<unknown>): AsyncGenerator<DataFile> {
  let file = new OpenFile();
  let isFirst = true;
  for (let found = await items.nextv(limits.itemsAtOnce); found.length > 0;) {
    file.add(found);
    if (file.bytes >= limits.fileBytes) {
      yield await file.finished();
      file = new OpenFile();
      isFirst = false;
    }
    found = await items.nextv(limits.itemsAtOnce);
  }
  if (isFirst || file.bytes > 0) yield await file.finished();
}

class OpenFile {
  bytes = 0;
  private readonly chunks: Buffer[] = [];
  private items = 0;
  private itemBytes = 0;

  add(found: readonly unknown[]): void {
    const lines = found.filter(isItem).map((item) => {
      this.items += 1;
      this.itemBytes += itemSize(item);
      return `${JSON.stringify({ Item: item })}\n`;
    });
    const chunk = Buffer.from(lines.join(""));
    this.chunks.push(chunk);
    this.bytes += chunk.length;
  }

  async finished(): Promise<DataFile> {
    return { body: await compress(Buffer.concat(this.chunks)), items: this.items, itemBytes: this.itemBytes };
  }
}

/** The MD5 of a file as manifests have it, in base64. */
export const checksum = (body: string | Uint8Array): string => createHash("md5").update(body).digest("base64");

const letters = "abcdefghijklmnopqrstuvwxyz234567";

/** A name like those of DynamoDB's data files: 26 letters and digits. */
export const randomName = (): string =>
  [...randomBytes(26)].map((byte) => letters.charAt(byte % letters.length)).join("");

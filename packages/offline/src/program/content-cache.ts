import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

/** Entries of one kind: programs and stacks that are started in turn, and tests' configurations. */
const maximumEntries = 32;
const headBytes = 32 + 4;

/**
 * Remembers what can be made again, by what it was made from. An entry that is damaged, or of something else, is as
 * good as none; and so is a folder that cannot be read or written.
 */
export class ContentCache {
  constructor(private readonly folder: string) {}

  /**
   * What was made of something.
   *
   * @param kind what it is, such as `graph`
   * @param name tells entries of one kind apart
   * @param content the digest of all that it depends on
   */
  recall(kind: string, name: string, content: string): Buffer | undefined {
    const bytes = this.read(fileName(kind, name));
    if (!bytes || bytes.length < headBytes) return undefined;
    const value = bytes.subarray(headBytes);
    const isSame = bytes.subarray(0, 32).toString("hex") === content;
    return isSame && bytes.readUInt32BE(32) === crc32(value) ? value : undefined;
  }

  /** Remembers it, in the place of what was made of something else before. */
  remember(kind: string, name: string, content: string, value: Uint8Array): void {
    const head = Buffer.alloc(headBytes);
    head.write(content, "hex");
    head.writeUInt32BE(crc32(value), 32);
    ifPossible(() => this.write(fileName(kind, name), Buffer.concat([head, value])));
    ifPossible(() => this.prune(kind));
  }

  private write(name: string, bytes: Uint8Array): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = join(this.folder, name);
    // Renamed into place, so that nobody ever reads half a file.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, bytes, { mode: 0o600 });
    renameSync(draft, file);
  }

  private prune(kind: string): void {
    const files = readdirSync(this.folder)
      .filter((file) => file.startsWith(`${kind}-`))
      .map((file) => join(this.folder, file));
    if (files.length <= maximumEntries) return;
    const byAge = files.map((file) => ({ file, time: timeOf(file) })).sort((a, b) => b.time - a.time);
    for (const { file } of byAge.slice(maximumEntries)) ifPossible(() => unlinkSync(file));
  }

  private read(file: string): Buffer | undefined {
    return ifPossible(() => readFileSync(join(this.folder, file)));
  }
}

const fileName = (kind: string, name: string): string =>
  `${kind}-${createHash("sha256").update(name).digest("hex").slice(0, 24)}`;

const timeOf = (file: string): number => ifPossible(() => statSync(file).mtimeMs) ?? 0;

/** What the file system refuses is made again: another process may take an entry away, or the folder be somebody else's. */
function ifPossible<Value>(act: () => Value): Value | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return undefined;
    throw error;
  }
}

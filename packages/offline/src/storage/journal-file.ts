import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { hasCode } from "../errors";

/**
 * The lines of a journal; none if there is no file. A last line without its line feed was never acknowledged: the
 * process died while writing it, and it is dropped. Throws if any other line is damaged.
 */
export function readJournal<Change>(path: string): Change[][] {
  const lines = readIfThere(path).split("\n");
  lines.pop();
  return lines.map((line, index) => {
    try {
      // The file is ours alone: what it holds was written by Journal.append.
      const changes: Change[] = JSON.parse(line);
      return changes;
    } catch (error) {
      throw new Error(`${path} is damaged at line ${index + 1}: restore or delete the folder`, { cause: error });
    }
  });
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}

/** Writes beside and renames, so that a crash leaves the old journal or the new one; returns the new one's size. */
export function replaceJournal<Change>(path: string, lines: Iterable<Change[]>): number {
  const temporary = `${path}.new`;
  const file = openSync(temporary, "w", 0o600);
  let size = 0;
  try {
    for (const bytes of inBlocks(lines)) {
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
      size += bytes.length;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
  return size;
}

/** Lines by the thousand: a write for each would take most of the time that opening takes. */
function* inBlocks<Change>(lines: Iterable<Change[]>): Generator<Buffer> {
  let block: string[] = [];
  for (const changes of lines) {
    block.push(`${JSON.stringify(changes)}\n`);
    if (block.length < 1000) continue;
    yield Buffer.from(block.join(""));
    block = [];
  }
  yield Buffer.from(block.join(""));
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}

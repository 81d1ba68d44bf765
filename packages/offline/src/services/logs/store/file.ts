import { readFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { UserError } from "../../../errors";
import type { StoredEvent } from "./events";
import type { GroupSettings } from "./group";

/** A line of a group's file. Of several about the group itself the last one counts. */
export type Line =
  | ({ kind: "group"; creationTime: number } & GroupSettings)
  | { kind: "stream"; name: string; creationTime: number }
  | ({ kind: "event" } & StoredEvent);

/** A file may grow by so much, and to thrice its size, before it is written anew. */
const smallBytes = 500_000;

/** Lines by the hundred: between two blocks the host serves requests. */
const linesPerBlock = 200;

function* blocksOf(lines: Iterable<Line>): Generator<string> {
  let block: string[] = [];
  for (const line of lines) {
    block.push(`${JSON.stringify(line)}\n`);
    if (block.length < linesPerBlock) continue;
    yield block.join("");
    block = [];
  }
  if (block.length > 0) yield block.join("");
}

/** A log group on the disk: lines of JSON, appended in batches. What a batch has not taken yet is lost in a crash. */
export class GroupFile {
  private size = 0;
  private freshSize = 0;
  /** Whether its end is torn, or lacks what is no longer to be had: it is written anew before anything is added. */
  private isBroken = false;

  constructor(private readonly path: string) {}

  get bytes(): number {
    return this.size;
  }

  /**
   * The lines of a file that exists. A last line without its line feed was cut off by a crash and is dropped.
   *
   * @throws UserError if any other line is damaged
   */
  read(): Line[] {
    const text = readFileSync(this.path, "utf8");
    const lines = text.split("\n");
    this.isBroken = lines.pop() !== "";
    this.size = Buffer.byteLength(text);
    return lines.map((line, index) => {
      try {
        // The file is ours alone: what it holds was written here.
        const parsed: Line = JSON.parse(line);
        return parsed;
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw new UserError(`the logs in ${this.path} are damaged at line ${index + 1}: delete the file`);
      }
    });
  }

  /**
   * Writes what has changed, or everything where the file has grown too long.
   *
   * @param all everything there is, what has changed included
   */
  async write(changed: Iterable<Line>, all: () => Iterable<Line>): Promise<void> {
    if (this.isBroken || this.size > smallBytes + 2 * this.freshSize) return this.writeAnew(all());
    this.isBroken = true;
    this.size += await appendTo(this.path, changed);
    this.isBroken = false;
  }

  private async writeAnew(lines: Iterable<Line>): Promise<void> {
    await rm(`${this.path}.new`, { force: true });
    const bytes = await appendTo(`${this.path}.new`, lines);
    await rename(`${this.path}.new`, this.path);
    this.size = this.freshSize = bytes;
    this.isBroken = false;
  }
}

/** Returns how many bytes the lines take. */
async function appendTo(path: string, lines: Iterable<Line>): Promise<number> {
  const file = await open(path, "a", 0o600);
  let bytes = 0;
  try {
    for (const block of blocksOf(lines)) {
      await file.appendFile(block);
      bytes += Buffer.byteLength(block);
    }
  } finally {
    await file.close();
  }
  return bytes;
}

import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { MemoryLevel } from "memory-level";
import type { Cursor, Range } from "dynalite/db";
import { UserError } from "../../errors";
import { diskError, makeFolder } from "../../storage/disk";
import { bytesToOpen } from "./level-files";

/** What the storage uses of LevelDB, or of its like in memory. */
export interface Level {
  readonly status: string;
  close(): Promise<void>;
  /** Undefined if there is none. */
  getSync(key: string): string | undefined;
  batch(writes: Operation[]): Promise<void>;
  clear(range: Range): Promise<void>;
  keys(range: Range): Cursor<string>;
  iterator(range: Range & { highWaterMarkBytes?: number; fillCache?: boolean }): Cursor<[key: string, value: string]>;
}

/** A put or a deletion. */
export type Operation = { type: "put"; key: string; value: string } | { type: "del"; key: string };

const options = { keyEncoding: "utf8", valueEncoding: "utf8" };

/** LevelDB found its own files damaged. */
export class LevelDamage extends UserError {}

/**
 * Opens LevelDB in a folder, or a store in memory.
 *
 * @throws LevelDamage if it does not understand what is there; UserError if the disk refuses, or another has it open
 */
export async function openLevel(directory: string | undefined): Promise<Level> {
  const level =
    directory === undefined
      ? new MemoryLevel<string, string>(options)
      : new ClassicLevel<string, string>(directory, options);
  try {
    if (directory !== undefined) makeFolder(directory);
    await level.open();
    return level;
  } catch (error) {
    throw explain(error, String(directory));
  }
}

function explain(error: unknown, directory: string): unknown {
  const known = diskError(error, directory);
  if (known instanceof UserError || !(error instanceof Error)) return known;
  const reason = error.cause instanceof Error ? error.cause : error;
  if ("code" in reason && reason.code === "LEVEL_LOCKED")
    return new UserError(`another process is using the DynamoDB data in ${directory}: stop it`, { cause: error });
  return new LevelDamage(`${directory} cannot be read: ${reason.message}`, { cause: error });
}

/** Has LevelDB make of damaged files what it can. */
export const mendLevel = (directory: string): Promise<void> => ClassicLevel.repair(directory);

/**
 * Whether there is room to open the store: once it is closed, what is in it can be read no more until it is open again.
 *
 * @throws UserError if not
 */
export function expectRoom(directory: string): void {
  const probe = join(directory, "probe");
  try {
    writeFileSync(probe, Buffer.alloc(bytesToOpen(directory)), { mode: 0o600 });
    if (statSync(probe).size === 0) throw new Error("the disk takes nothing");
  } catch (error) {
    throw diskError(error, directory);
  } finally {
    rmSync(probe, { force: true });
  }
}

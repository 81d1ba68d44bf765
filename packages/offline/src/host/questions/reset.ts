import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { UserError } from "../../errors";
import { isDataFolder } from "../../storage/data-folder";
import { FolderLock } from "../../storage/folder-lock";
import { type Asked, which, wordsOf } from "./question";

const { program, data } = which;
const flags = { program, data, yes: { type: "boolean", short: "y", default: false } } as const;

/** `reset`: deletes a data folder, so that the next start is the first one. Its keys go as well, and are others then. */
export async function reset(asked: Asked): Promise<void> {
  const { values, word } = wordsOf(asked, flags, "reset takes no name");
  if (word !== undefined) throw new UserError("reset takes no name: the data folder is named by --data");
  const folder = resolve(values.data ?? join(values.program, ".offline"));
  if (!existsSync(folder)) return asked.print(`there is nothing to delete: ${folder} does not exist`);
  if (!isDataFolder(folder)) throw new UserError(`${folder} is no data folder of a host: nothing is deleted`);
  // A host that starts meanwhile finds it taken.
  const lock = FolderLock.take(folder);
  try {
    if (!values.yes && !(await isConfirmed(folder))) return asked.print("nothing is deleted");
    rmSync(folder, { recursive: true });
  } finally {
    lock.release();
  }
  asked.print(`${folder} is deleted: the next start is a first one, with new keys`);
}

async function isConfirmed(folder: string): Promise<boolean> {
  const what = `delete ${folder}, with all tables, objects, messages, logs and keys`;
  if (!process.stdin.isTTY) throw new UserError(`reset would ${what}: say --yes if that is meant`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${what}? [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

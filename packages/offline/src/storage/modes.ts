import { chmodSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../errors";
import { isOwn } from "./layout";

/** What others than the owner may do. */
const others = 0o077;

/**
 * Keeps a data folder and what the host has in it to its owner, where it is open to others; other people's things in it
 * stay as they are, and so does the folder then. Below a folder that was closed to others nobody came, so only what lies
 * one level below is looked at: LevelDB makes its files readable to all.
 *
 * @param stores the folders of the stores
 */
export function keepToOwner(folder: string, stores: readonly string[]): void {
  const names = readdirSync(folder);
  const own = names.filter((name) => isOwn(name, stores));
  const depth = (lstatSync(folder).mode & others) !== 0 ? Infinity : 1;
  if (own.length === names.length) narrow(folder, -1);
  for (const name of own) narrow(join(folder, name), depth - 1);
}

function narrow(path: string, depth: number): void {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (!entry || entry.isSymbolicLink()) return;
  if ((entry.mode & others) !== 0) close(path, entry.mode & 0o700);
  if (!entry.isDirectory() || depth < 0) return;
  for (const name of readdirSync(path)) narrow(join(path, name), depth - 1);
}

function close(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    // Some file systems know no modes.
    if (!hasCode(error, "EPERM") && !hasCode(error, "ENOTSUP")) throw error;
  }
}

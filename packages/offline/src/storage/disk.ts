import {
  closeSync,
  copyFileSync,
  cpSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { hasCode, UserError } from "../errors";

/** What people know as the reason, by what the system calls it; LevelDB gives the C library's words. */
const reasons: [known: RegExp, reason: string][] = [
  [/ENOSPC|No space left on device/, "the disk is full"],
  [/EDQUOT|[Qq]uota exceeded/, "the disk quota is used up"],
  [/EROFS|Read-only file system/, "the disk is read-only"],
  [/EACCES|EPERM|Permission denied|Operation not permitted/, "permission is denied"],
  [/\bEIO\b|Input\/output error/, "the disk does not work"],
];

/** The disk refuses. */
export class DiskError extends UserError {}

/** An error of the disk as a {@link DiskError} that names the disk and the file; any other error as it is. */
export function diskError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const text = error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
  const reason = reasons.find(([known]) => known.test(text))?.[1];
  return reason === undefined ? error : new DiskError(`${reason}: cannot write ${path}`, { cause: error });
}

/**
 * Makes a folder of its owner's alone, and those above it, unless it is there.
 *
 * @throws DiskError if the disk refuses
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskError(hasCode(error, "ENOENT") ? (reasonAgainst(path) ?? error) : error, path);
  }
}

/** Node.js says that a folder is not there where the system says why it cannot be made: that is asked for once more. */
function reasonAgainst(path: string): unknown {
  const missing = existsSync(dirname(path)) ? path : undefined;
  if (missing === undefined) return dirname(path) === path ? undefined : reasonAgainst(dirname(path));
  try {
    mkdirSync(missing, { mode: 0o700 });
    return undefined;
  } catch (error) {
    return error;
  }
}

/**
 * What survives a power failure, and not only the end of the process: the new file; or the new file or the old one, whole
 * in either case; or neither, for what can be done without.
 */
export type Lasting = "new" | "either" | "neither";

/**
 * Replaces a file, or makes it: a crash leaves the old one or the new one.
 *
 * @throws DiskError if the disk refuses; nothing half-written is left then
 */
export function replaceFile(path: string, content: string | Uint8Array, lasting: Lasting = "new"): void {
  const temporary = `${path}.new`;
  try {
    const file = openSync(temporary, "w", 0o600);
    try {
      writeFileSync(file, content);
      if (lasting !== "neither") fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    if (lasting === "new") syncFolder(dirname(path));
  } catch (error) {
    removeQuietly(temporary);
    throw diskError(error, path);
  }
}

/** Makes the names in a folder durable: a file's own fsync does not cover its name. */
export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Removes a file that may not be there, on a disk that may refuse. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was in nobody's way but ours.
  }
}

const damagedName = (path: string): string => `${path}.damaged-${new Date().toISOString().replace(/[:.]/g, "-")}`;

/** Moves what is damaged out of the way, and returns where it is now. */
export function setAside(path: string): string {
  const place = damagedName(path);
  renameSync(path, place);
  return place;
}

/**
 * Copies what is damaged, a file or a folder, before it is mended, and returns where the copy is.
 *
 * @throws DiskError if the disk refuses; what is damaged is then as it was
 */
export function copyAside(path: string): string {
  const place = damagedName(path);
  try {
    if (lstatSync(path).isDirectory()) cpSync(path, place, { recursive: true });
    else copyFileSync(path, place, constants.COPYFILE_EXCL);
    return place;
  } catch (error) {
    rmSync(place, { recursive: true, force: true });
    throw diskError(error, place);
  }
}

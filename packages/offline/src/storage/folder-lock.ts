import { randomUUID } from "node:crypto";
import { linkSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { hasCode, UserError } from "../errors";
import { diskError, removeQuietly, replaceFile } from "./disk";

/** Who holds a lock. */
interface Owner {
  pid: number;
  /** Differs between two processes that had the same id. */
  session: string;
  /** When the process started, in the system's ticks since it booted; only Linux says. */
  started?: string;
  /** Names the time since the machine booted; only Linux says. */
  boot?: string;
  /** Names the process ids' name space: each container has one of its own; only Linux says. */
  space?: string;
  machine: string;
  /** The folder's inode: a copy of the folder has a copy of this file, and no owner. */
  folder: string;
  /** Where the holder listens, once it does. */
  address?: string;
}

const session = randomUUID();
const pattern = /^lock\.(\d+)$/;

/**
 * A folder's lock: the file `lock.N` names the process that holds it.
 *
 * Node has no `flock`, and an fcntl lock, such as LevelDB's, is lost as soon as the same process opens and closes the
 * file once more. So a lock is held while its file is there and its process lives:
 *
 * - A lock file gets its name by `link`, whole: of several processes one gets the name, and nobody reads half a file.
 * - Nobody takes over a file. Who finds that the holder of `lock.N` is dead makes `lock.N+1`, then looks again: if
 *   another living process has a lock file by then, of whatever number, it withdraws its own. Two that meet may both
 *   withdraw; both can never stay, since each looks after its own file is there.
 * - A process id may be another process's by now: the time that it started, and the boot, tell.
 */
export class FolderLock {
  private constructor(
    private readonly path: string,
    private readonly folder: string,
  ) {}

  /**
   * Takes the lock of a folder that exists.
   *
   * @throws UserError if another host holds it, or the disk refuses; the folder is then as it was
   */
  static take(folder: string): FolderLock {
    for (;;) {
      const others = locksIn(folder);
      refuse(folder, others);
      const path = join(folder, `lock.${Math.max(0, ...others.map(({ number }) => number)) + 1}`);
      if (!publish(path, inodeOf(folder))) continue;
      const now = locksIn(folder);
      const isAlone = now.every((lock) => lock.path === path || !isAlive(lock.owner));
      if (!isAlone || !now.some((lock) => lock.path === path)) {
        removeQuietly(path);
        continue;
      }
      for (const dead of others) removeQuietly(dead.path);
      return new FolderLock(path, inodeOf(folder));
    }
  }

  /** Tells who looks for the holder where it listens. */
  announce(address: string): void {
    replaceFile(this.path, lineOf({ ...ownerOf(this.folder), address }), "neither");
  }

  release(): void {
    removeQuietly(this.path);
  }
}

/** Who holds the lock of a folder; undefined if nobody does, or there is no such folder. */
export function holderOf(folder: string): Pick<Owner, "pid" | "address"> | undefined {
  try {
    return locksIn(folder).find(({ owner }) => isAlive(owner))?.owner;
  } catch (error) {
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

interface Lock {
  number: number;
  path: string;
  /** Undefined if the file tells of nobody here: a power failure emptied it, or it came with a copy of a folder. */
  owner: Owner | undefined;
}

function locksIn(folder: string): Lock[] {
  return readdirSync(folder).flatMap((name) => {
    const number = pattern.exec(name)?.[1];
    if (number === undefined) return [];
    const path = join(folder, name);
    try {
      const owner = readOwner(readFileSync(path, "utf8"));
      return [{ number: Number(number), path, owner: owner?.folder === inodeOf(folder) ? owner : undefined }];
    } catch (error) {
      // It was released meanwhile.
      if (hasCode(error, "ENOENT")) return [];
      throw error;
    }
  });
}

function readOwner(text: string): Owner | undefined {
  try {
    const owner: Partial<Owner> | null = JSON.parse(text);
    const { pid, session, machine, folder, address } = owner ?? {};
    if (typeof pid !== "number" || typeof session !== "string") return undefined;
    if (typeof machine !== "string" || typeof folder !== "string") return undefined;
    return { ...owner, pid, session, machine, folder, address: typeof address === "string" ? address : undefined };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refuse(folder: string, locks: Lock[]): void {
  const held = locks.find(({ owner }) => isAlive(owner));
  if (!held?.owner) return;
  const { pid, machine } = held.owner;
  const remedy = "stop it, or choose another folder with --data";
  if (machine === hostname()) throw new UserError(`process ${pid} is using the data folder ${folder}: ${remedy}`);
  throw new UserError(
    `process ${pid} on ${machine} is using the data folder ${folder}: ${remedy} (if it is gone, delete ${held.path})`,
  );
}

/** A process of another machine, or of a container with another name, cannot be seen from here: it counts as living. */
function isAlive(owner: Owner | undefined): boolean {
  if (!owner) return false;
  if (owner.machine !== hostname()) return true;
  // This machine has booted since, or the container of that name has started since.
  if (owner.boot !== bootOf() || owner.space !== spaceOf()) return false;
  if (owner.pid === process.pid) return owner.session === session;
  return isRunning(owner.pid) && (owner.started === undefined || owner.started === startOf(owner.pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is somebody else's.
    return !hasCode(error, "ESRCH");
  }
}

/** Makes a lock file of this process; returns whether the name was free. */
function publish(path: string, folder: string): boolean {
  const temporary = `${path}.${session}`;
  try {
    writeFileSync(temporary, lineOf(ownerOf(folder)), { mode: 0o600 });
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw diskError(error, path);
  } finally {
    removeQuietly(temporary);
  }
}

/** This process, as the holder of a folder with this inode. */
const ownerOf = (folder: string): Owner => ({
  pid: process.pid,
  session,
  started: startOf(process.pid),
  boot: bootOf(),
  space: spaceOf(),
  machine: hostname(),
  folder,
});

const lineOf = (owner: Owner): string => `${JSON.stringify(owner)}\n`;

const inodeOf = (folder: string): string => String(statSync(folder, { bigint: true }).ino);
const bootOf = (): string | undefined => read(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
const spaceOf = (): string | undefined => read(() => readlinkSync("/proc/self/ns/pid"));

/** When a process started; undefined where nobody says, and for one that has ended and was not yet waited for. */
function startOf(pid: number): string | undefined {
  const line = read(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The second field is the program's name in parentheses, which may hold anything.
  const [state, ...fields] = line?.slice(line.lastIndexOf(")") + 2).split(" ") ?? [];
  return state === undefined || state === "Z" || state === "X" ? undefined : fields[18];
}

/** What only some systems tell. */
function read(reader: () => string): string | undefined {
  try {
    return reader();
  } catch {
    return undefined;
  }
}

import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../errors";
import { DiskError, diskError, replaceFile, makeFolder } from "./disk";
import { readIfThere, refuseDamage } from "./documents";
import { FolderLock } from "./folder-lock";
import { keepToOwner } from "./modes";
import { type Opening, strictly } from "./opening";
import { checksum } from "./records";
import { StoreFolder } from "./store-folder";

const seedName = "seed";
const regionsName = "regions";

/** Whether a folder holds a host's data: whoever deletes one must not be mistaken. */
export const isDataFolder = (path: string): boolean => existsSync(join(path, seedName));

/** The file of a data folder that holds the token of its host, in a line of its own. */
export const tokenName = "token";

/** The host's folder: what it must not forget, and the secrets of this home. It has one owner at a time. */
export class DataFolder extends StoreFolder {
  private readonly seed: Buffer;
  /** What is kept of other regions, by their names. */
  private readonly regions = new Map<string, StoreFolder>();

  private constructor(
    path: string,
    opening: Opening,
    /** Undefined for a folder that nobody else knows and that does not outlive its owner. */
    private readonly lock: FolderLock | undefined,
    private readonly stores: readonly string[],
    /** Whether its stores are opened again while it is. */
    reopens: boolean,
  ) {
    super({ path, opening, stores: [...stores, regionsName], isKept: lock !== undefined || reopens });
    this.seed = this.openSeed();
    this.contents.noteFolders();
  }

  /**
   * Opens the folder, making it where there is none; without a path, a temporary one that {@link close} removes.
   *
   * @param stores the names of the services, each of which may have a folder of its own there
   * @param reopens whether they are closed and opened again before it is closed, and must find what they had
   * @throws UserError if another host is using it, it cannot be written, or it is damaged and not to be repaired
   */
  static open(
    path: string | undefined,
    opening: Opening = strictly,
    stores: readonly string[] = [],
    reopens = false,
  ): DataFolder {
    if (path === undefined)
      return new DataFolder(mkdtempSync(join(tmpdir(), "offline-")), opening, undefined, stores, reopens);
    try {
      makeFolder(path);
      return DataFolder.openLocked(path, opening, FolderLock.take(path), stores, reopens);
    } catch (error) {
      const known = diskError(error, path);
      if (known instanceof DiskError)
        throw new UserError(`${known.message}; choose another folder with --data`, { cause: error });
      if (known instanceof UserError || !(known instanceof Error)) throw known;
      throw new UserError(`cannot keep data in ${path}: ${known.message}; choose another folder with --data`);
    }
  }

  private static openLocked(
    path: string,
    opening: Opening,
    lock: FolderLock,
    stores: readonly string[],
    reopens: boolean,
  ): DataFolder {
    try {
      keepToOwner(path, stores);
      return new DataFolder(path, opening, lock, stores, reopens);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** What is kept of another region than the program's, in a folder of its own; it is made where there is none. */
  inRegion(region: string): StoreFolder {
    const { opening, stores, isKept } = this;
    const path = join(this.path, regionsName, region);
    const known = this.regions.get(region) ?? new StoreFolder({ path, opening, stores, isKept });
    this.regions.set(region, known);
    return known;
  }

  /** A secret that is the same whenever this folder is used, and different in every other folder. Hexadecimal, 64 digits. */
  secret(purpose: string): string {
    return createHmac("sha256", this.seed).update(purpose).digest("hex");
  }

  /**
   * What whoever asks for the host's own pages must know: a file of its own, so that tools can read it and need not know
   * the seed.
   */
  token(): string {
    const token = this.secret("token");
    const path = join(this.path, tokenName);
    if (readIfThere(path) !== `${token}\n`) replaceFile(path, `${token}\n`);
    return token;
  }

  /** Tells whoever looks at the folder where its host listens. */
  announce(address: string): void {
    this.lock?.announce(address);
  }

  /** Lets others have the folder. */
  close(): void {
    if (!this.lock) return rmSync(this.path, { recursive: true, force: true });
    try {
      for (const folder of [this, ...this.regions.values()]) folder.noteFolders();
    } catch (error) {
      // The disk is full, for instance: less is noticed then, and nothing is lost.
      if (!(error instanceof UserError)) throw error;
    } finally {
      this.lock.release();
    }
  }

  /** All secrets derive from one random seed, so there is one file to protect. */
  private openSeed(): Buffer {
    const path = join(this.path, seedName);
    const text = readIfThere(path);
    const seed = text === undefined ? undefined : readSeed(text);
    if (text !== undefined && seed === undefined) refuseDamage(path, this.opening);
    const known = seed ?? randomBytes(32).toString("hex");
    const line = `${known} ${checksum(known)}\n`;
    if (text !== line) replaceFile(path, line);
    this.contents.add(seedName);
    return Buffer.from(known, "hex");
  }
}

/** The seed's hexadecimal digits, if its file is whole; versions before wrote them alone. */
function readSeed(text: string): string | undefined {
  const [, digits, sum] = /^([0-9a-f]{64})(?: ([0-9a-f]{8})\n)?$/.exec(text) ?? [];
  return digits !== undefined && (sum === undefined || sum === checksum(digits)) ? digits : undefined;
}

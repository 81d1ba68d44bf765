import { createHmac, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasCode, UserError } from "../errors";

/** The host's folder: what it must not forget, and the secrets of this home. */
export class DataFolder {
  private readonly seed: Buffer;

  private constructor(
    /** Absolute path; services keep their files in folders of their own below it. */
    readonly path: string,
    private readonly ephemeral: boolean,
  ) {
    this.seed = this.openSeed();
  }

  /**
   * Opens the folder, making it where there is none; without a path, a temporary one that {@link close} removes.
   *
   * @throws UserError if it cannot be written
   */
  static open(path: string | undefined): DataFolder {
    if (path === undefined) return new DataFolder(mkdtempSync(join(tmpdir(), "offline-")), true);
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      return new DataFolder(path, false);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new UserError(`cannot keep data in ${path}: ${error.message}; choose another folder with --data`);
    }
  }

  /** A folder of this name below, for what need not be kept; undefined if nothing is kept anyway. */
  directory(name: string): string | undefined {
    return this.ephemeral ? undefined : join(this.path, name);
  }

  /** A secret that is the same whenever this folder is used, and different in every other folder. Hexadecimal, 64 digits. */
  secret(purpose: string): string {
    return createHmac("sha256", this.seed).update(purpose).digest("hex");
  }

  /** A stored document, or undefined before the first {@link save}. */
  load(name: string): unknown {
    try {
      return JSON.parse(readFileSync(join(this.path, `${name}.json`), "utf8"));
    } catch (error) {
      if (hasCode(error, "ENOENT")) return undefined;
      throw error;
    }
  }

  /** Stores a document; when this returns it survives a crash, and no reader ever sees half of it. */
  save(name: string, document: unknown): void {
    this.write(`${name}.json`, JSON.stringify(document), 0o600);
  }

  /** Stored bytes, or undefined before the first {@link saveBytes}. */
  loadBytes(name: string): Buffer | undefined {
    try {
      return readFileSync(join(this.path, name));
    } catch (error) {
      if (hasCode(error, "ENOENT")) return undefined;
      throw error;
    }
  }

  /** Stores bytes, as {@link save} does. */
  saveBytes(name: string, bytes: Uint8Array): void {
    this.write(name, bytes, 0o600);
  }

  close(): void {
    if (this.ephemeral) rmSync(this.path, { recursive: true, force: true });
  }

  /** All secrets derive from one random seed, so there is one file to protect. */
  private openSeed(): Buffer {
    const file = "seed";
    try {
      return Buffer.from(readFileSync(join(this.path, file), "utf8"), "hex");
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
    }
    const seed = randomBytes(32);
    this.write(file, seed.toString("hex"), 0o600);
    return seed;
  }

  private write(file: string, content: string | Uint8Array, mode: number): void {
    const target = join(this.path, file);
    const descriptor = openSync(`${target}.new`, "w", mode);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(`${target}.new`, target);
  }
}

import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { programFolder } from "./programs";

/** A copy of a small program that a test may change. */
export class ChangingProgram {
  readonly folder = mkdtempSync(join(tmpdir(), "changing-"));

  constructor(private readonly name: string) {
    cpSync(programFolder(name), this.folder, { recursive: true });
    symlinkSync(resolve("node_modules"), join(this.folder, "node_modules"), "junction");
  }

  /** Writes a file. */
  write(file: string, text: string | Uint8Array): void {
    writeFileSync(join(this.folder, file), text);
  }

  /** Changes a file's text. */
  edit(file: string, from: string | RegExp, to: string): void {
    this.write(file, readFileSync(join(this.folder, file), "utf8").replace(from, to));
  }

  /** Makes it what it was. */
  restore(): void {
    cpSync(programFolder(this.name), this.folder, { recursive: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Opening } from "../../src/storage/opening";

/** A folder of a test's own, which {@link TestFolder.remove} removes. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), "storage-test-"));

  file(...names: string[]): string {
    return join(this.path, ...names);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Flips the lowest bit of a byte: the one that a text in the file begins with, or the one at a place. */
export function flipBit(path: string, where: string | number): void {
  const bytes = readFileSync(path);
  const at = typeof where === "number" ? where : bytes.indexOf(where);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(path, bytes);
}

/** An opening that repairs, and what it has said. */
export function repairing(): { opening: Opening; said: string[] } {
  const said: string[] = [];
  return { opening: { repair: true, report: (text) => said.push(text) }, said };
}

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestFolder } from "./damage";

/** A file system of so many megabytes, which a ballast fills. */
export class SmallDisk {
  private readonly folder = new TestFolder();
  readonly path = this.folder.file("disk");
  private files = 0;
  private readonly ballast = join(this.path, "ballast");

  constructor(megabytes: number) {
    mkdirSync(this.path);
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=700`, "tmpfs", this.path]);
  }

  /** Takes all the room that there is. */
  fill(): void {
    for (const size of [256 * 1024, 4096])
      for (let isFull = false; !isFull; this.files++) {
        try {
          writeFileSync(`${this.ballast}.${this.files}`, Buffer.alloc(size));
        } catch {
          isFull = true;
        }
      }
  }

  /** Gives back the room. */
  free(): void {
    execFileSync("find", [this.path, "-name", "ballast*", "-delete"]);
  }

  makeReadOnly(): void {
    execFileSync("mount", ["-o", "remount,ro", this.path]);
  }

  remove(): void {
    execFileSync("umount", ["-l", this.path]);
    this.folder.remove();
  }
}

/** Whether a file system of a test's own can be mounted; the tests that need one are pending where not. */
export const canMount = ((): boolean => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    new SmallDisk(1).remove();
    return true;
  } catch {
    return false;
  }
})();

/** Why those tests are pending, for their titles. */
export const whyPending = canMount ? "" : " (pending: it takes root on Linux to mount a small disk)";

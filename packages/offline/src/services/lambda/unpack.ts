import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LambdaFunction } from "./function";

/** Packages that Lambda's Node.js runtimes bring along. */
const runtimeScopes = ["@aws-sdk", "@smithy"];

/**
 * Unpacks functions into a temporary folder. It lies outside every project, so that a function finds the packages its
 * archive carries and those of Lambda's runtime, and no others: what is missing in AWS is missing here.
 */
export class TaskRoots {
  private readonly root = mkdtempSync(join(tmpdir(), "offline-functions-"));
  private count = 0;

  /** @param packages the `node_modules` folder that the packages of Lambda's runtime are taken from */
  constructor(packages: string) {
    for (const scope of runtimeScopes) {
      const target = join(packages, scope);
      mkdirSync(join(this.root, "node_modules"), { recursive: true });
      if (existsSync(target)) symlinkSync(target, join(this.root, "node_modules", scope), "junction");
    }
  }

  /** A folder of its own with a function's files: what the function was before may still run. */
  unpack({ name, files }: LambdaFunction): string {
    const folder = join(this.root, String(++this.count), name);
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return folder;
  }

  /** Removes such a folder. */
  drop(folder: string): void {
    rmSync(dirname(folder), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

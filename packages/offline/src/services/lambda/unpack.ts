import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { LambdaFunction } from "./function";

/** Packages that Lambda's Node.js runtimes bring along. */
const runtimeScopes = ["@aws-sdk", "@smithy"];

export interface TaskRootsOptions {
  /** The `node_modules` folder that the packages of Lambda's runtime are taken from. */
  packages: string;
  /** The program's folder, absolute. */
  folder: string;
}

/**
 * Unpacks functions into a temporary folder. It lies outside every project, so that a function finds the packages its
 * archive carries and those of Lambda's runtime, and no others: what is missing in AWS is missing here.
 */
export class TaskRoots {
  private readonly root = mkdtempSync(join(tmpdir(), "offline-functions-"));
  private count = 0;

  constructor(private readonly options: TaskRootsOptions) {
    for (const scope of runtimeScopes) {
      const target = join(options.packages, scope);
      mkdirSync(join(this.root, "node_modules"), { recursive: true });
      if (existsSync(target)) symlinkSync(target, join(this.root, "node_modules", scope), "junction");
    }
  }

  /** A folder of its own with a function's files: what the function was before may still run. */
  unpack({ name, handler, files }: LambdaFunction): string {
    const folder = join(this.root, String(++this.count), name);
    const map = `${handler.slice(0, handler.lastIndexOf("."))}.js.map`;
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, path === map ? rootedMap(content, this.options.folder) : content);
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

/**
 * A handler's source map that names its sources where they lie, for stacks and debuggers; as it is, if they are no files
 * of the program's folder.
 */
function rootedMap(content: Uint8Array, folder: string): Uint8Array | string {
  const map = parseJson(Buffer.from(content).toString());
  if (!isRecord(map) || !Array.isArray(map.sources) || map.sourceRoot) return content;
  const isOwn = map.sources.every((source) => typeof source === "string" && existsSync(join(folder, source)));
  return isOwn ? JSON.stringify({ ...map, sourceRoot: `${pathToFileURL(folder).href}/` }) : content;
}

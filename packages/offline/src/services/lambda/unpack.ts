import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { hasCode } from "../../errors";
import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { LambdaFunction } from "./function";

/** Packages that Lambda's Node.js runtimes bring along. */
const runtimeScopes = ["@aws-sdk", "@smithy"];

/** Clients of the services that the host embeds, which it brings along for programs that have none of their own. */
export const ownClients = [
  "client-dynamodb",
  "client-eventbridge",
  "client-lambda",
  "client-s3",
  "client-secrets-manager",
  "client-sns",
  "client-sqs",
  "client-ssm",
  "lib-dynamodb",
  "s3-request-presigner",
  "util-dynamodb",
].map((name) => `@aws-sdk/${name}`);

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
    const packages = join(this.root, "node_modules");
    for (const scope of runtimeScopes) {
      mkdirSync(join(packages, scope), { recursive: true });
      const programs = join(options.packages, scope);
      for (const name of existsSync(programs) ? readdirSync(programs) : [])
        link(join(programs, name), join(packages, scope, name));
    }
    for (const name of ownClients) {
      const target = join(packages, name);
      const own = existsSync(target) ? undefined : folderOf(name);
      if (own !== undefined) link(own, target);
    }
  }

  /** A folder of its own with a function's files: what the function was before may still run. */
  unpack({ name, handler, files, layers }: LambdaFunction): string {
    const root = join(this.root, String(++this.count));
    const map = `${handler.slice(0, handler.lastIndexOf("."))}.js.map`;
    const rooted = files[map] && { [map]: rootedMap(files[map], this.options.folder) };
    write(join(root, name), { ...files, ...rooted });
    // Beside the function's folder: packages of its own come first, then those of its layers, then the runtime's.
    write(join(root, "node_modules"), layers);
    return join(root, name);
  }

  /** Removes such a folder. */
  drop(folder: string): void {
    rmSync(dirname(folder), { recursive: true, force: true });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function write(folder: string, files: Record<string, Uint8Array | string>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

const link = (target: string, path: string): void => symlinkSync(target, path, "junction");

/** The folder of a package that the host itself depends on; undefined where it is not installed. */
function folderOf(name: string): string | undefined {
  try {
    const entry = require.resolve(name);
    const end = join("node_modules", name);
    return entry.slice(0, entry.lastIndexOf(end) + end.length);
  } catch (error) {
    if (hasCode(error, "MODULE_NOT_FOUND")) return undefined;
    throw error;
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

import { createHash, randomBytes } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { built } from "../built";
import { hasCode } from "../errors";
import { ContentCache } from "./content-cache";
import type { Project } from "./project";

/** What a program's folder holds besides the program: packages are known by npm's record of them. */
export const outside: ReadonlySet<string> = new Set(["node_modules", ".git", ".offline"]);

/** Where what is made of programs with these packages is remembered: next to the packages, as tools do. */
export const cacheOf = ({ packages }: Project): ContentCache => new ContentCache(join(packages, ".cache", "offline"));

/**
 * A digest of a program's files, of its packages and of the host: all that it follows from, apart from its configuration
 * and its environment.
 *
 * @param data a folder that is none of the program's, wherever it is
 */
export function contentOf(project: Project, data?: string): string {
  const hash = createHash("sha256").update(process.version);
  // What records and checks programs decides as well.
  for (const script of ["child", "typecheck-child"]) hash.update(lineOf(built(script)));
  for (const line of linesOf(project.folder, data)) hash.update(line);
  return hash.update(installed(project.packages)).digest("hex");
}

function installed(packages: string): string {
  try {
    return readFileSync(join(packages, ".package-lock.json"), "utf8");
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
    // Nothing tells whether the packages are still the same: never recall.
    return randomBytes(16).toString("hex");
  }
}

function linesOf(folder: string, data: string | undefined): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (outside.has(entry.name) || path === data) return [];
    return entry.isDirectory() ? linesOf(path, data) : [lineOf(path)];
  });
}

/** Path, size and time of change of a file. */
function lineOf(path: string): string {
  const { size, mtimeMs } = lstatSync(path);
  return `${path} ${size} ${mtimeMs}\n`;
}

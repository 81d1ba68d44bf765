import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../errors";
import { inChild } from "./in-child";
import type { Project } from "./project";

/** What the child process answers. */
export interface TypecheckResult {
  /** The compiler's messages; empty if there are none. */
  errors: string;
  /** The program's own files, by path. */
  sources: string[];
}

/**
 * Checks the types of a program, as `pulumi up` does before it runs one. A verdict without errors is remembered by the
 * content of the program's files, since the check takes seconds.
 *
 * @returns the compiler's messages, or undefined if there are none
 */
export async function typecheck(project: Project): Promise<string | undefined> {
  const cache = join(project.packages, ".cache", "offline");
  const remembered = join(cache, `${createHash("sha256").update(project.main).digest("hex").slice(0, 16)}.types.json`);
  if (isUnchanged(remembered, project)) return undefined;
  // The program and its first requests come first.
  const options = { cwd: project.folder, environment: process.env, inBackground: true };
  const { errors, sources } = await inChild<TypecheckResult>("typecheck-child", project, options);
  if (errors) return errors;
  mkdirSync(cache, { recursive: true });
  writeFileSync(remembered, JSON.stringify({ sources, digest: digestOf(sources, project) }));
  return undefined;
}

/** Types follow from the program's files, the compiler's options and the packages that npm has installed. */
function digestOf(sources: string[], project: Project): string | undefined {
  const hash = createHash("sha256");
  try {
    for (const file of [...sources, project.tsconfig, join(project.packages, ".package-lock.json")])
      hash.update(readFileSync(file)).update("\0");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
  return hash.digest("hex");
}

function isUnchanged(remembered: string, project: Project): boolean {
  try {
    const { sources, digest } = JSON.parse(readFileSync(remembered, "utf8"));
    return digest !== undefined && digest === digestOf(sources, project);
  } catch (error) {
    if (hasCode(error, "ENOENT") || error instanceof SyntaxError) return false;
    throw error;
  }
}

import { cacheOf, contentOf } from "./content";
import { Child } from "./in-child";
import type { Project } from "./project";

/** What the child process answers: the compiler's messages; empty if there are none. */
export interface TypecheckResult {
  errors: string;
}

const fine = Buffer.from("fine");

/**
 * Checks the types of a program, as `pulumi up` does before it runs one. A verdict without errors is remembered by the
 * content of the program, since the check takes seconds.
 *
 * @param data a folder that is none of the program's
 * @returns the compiler's messages, or undefined if there are none
 */
export async function typecheck(project: Project, data?: string): Promise<string | undefined> {
  const cache = cacheOf(project);
  const content = contentOf(project, data);
  if (cache.recall("types", project.main, content)) return undefined;
  // The program and its first requests come first.
  const options = { cwd: project.folder, environment: process.env, inBackground: true };
  const child = new Child<Project, TypecheckResult>("typecheck-child", options);
  const { errors } = await child.ask(project).finally(() => child.kill());
  if (errors) return errors;
  cache.remember("types", project.main, content, fine);
  return undefined;
}

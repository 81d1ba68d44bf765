import { cacheOf, contentOf } from "./content";
import { Child } from "./in-child";
import type { Project } from "./project";

/** What the child process answers: the compiler's messages; empty if there are none. */
export interface TypecheckResult {
  errors: string;
}

const fine = Buffer.from("fine");

/** So long a process with all types waits for another change, in milliseconds: it has most of a gigabyte. */
const idleMilliseconds = 120_000;

/**
 * Checks the types of a program, as `pulumi up` does before it runs one. A verdict without errors is remembered by the
 * content of the program, since the check takes seconds; after a change it takes less, while the process is kept that has
 * read the types of all packages.
 */
export class Typechecker {
  private child?: Child<Project, TypecheckResult>;
  private idle?: NodeJS.Timeout;

  /** @param data a folder that is none of the program's */
  constructor(private readonly data?: string) {}

  /** @returns the compiler's messages, or undefined if there are none */
  async check(project: Project): Promise<string | undefined> {
    const cache = cacheOf(project);
    const content = contentOf(project, this.data);
    if (cache.recall("types", project.main, content)) return undefined;
    const { errors } = await this.living(project).ask(project);
    this.idle = setTimeout(() => this.end(), idleMilliseconds).unref();
    if (errors) return errors.trimEnd();
    cache.remember("types", project.main, content, fine);
    return undefined;
  }

  /** Ends the process; a check that is under way fails. */
  end(): void {
    clearTimeout(this.idle);
    this.child?.kill();
    this.child = undefined;
  }

  private living({ folder }: Project): Child<Project, TypecheckResult> {
    clearTimeout(this.idle);
    if (this.child?.isAlive) return this.child;
    // The program and its first requests come first.
    const options = { cwd: folder, environment: process.env, inBackground: true };
    return (this.child = new Child("typecheck-child", options));
  }
}

/** Checks the types of a program once; see {@link Typechecker}. */
export async function typecheck(project: Project, data?: string): Promise<string | undefined> {
  const checker = new Typechecker(data);
  try {
    return await checker.check(project);
  } finally {
    checker.end();
  }
}

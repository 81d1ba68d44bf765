import { statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors";
import { placeholders } from "../graph/placeholders";
import { Child, ChildEnded } from "./in-child";
import type { Progress, ProgressReport, Recording, RunRequest, RunResult } from "./messages";
import type { Project } from "./project";

/**
 * Runs a Pulumi program in a process of its own, as often as it changes: the process keeps Pulumi, the compiler and what
 * it has compiled. Where a run has spoilt it, the next one has another.
 */
export class ProgramRunner {
  private child?: Child<RunRequest, RunResult | ProgressReport>;
  private hasEnded = false;

  /** What the process has loaded, and keeps. */
  private kept?: string;

  /**
   * @param environment variables for the program besides this process's own
   * @param onProgress told how far a run has come
   */
  constructor(
    private readonly environment: Record<string, string> = {},
    private readonly onProgress: (progress: Progress) => void = () => undefined,
  ) {}

  /**
   * What the program declares, with placeholders for what belongs to a host.
   *
   * @throws UserError with the program's own error
   */
  async run(project: Project): Promise<Recording> {
    const result = await this.ask({ project, stacks: false });
    if (isRecording(result)) return result;
    const isExplained = "isExplained" in result && result.isExplained;
    // Once more, to say where in the program it happened.
    const explained = isExplained ? result : await this.ask({ project, stacks: true });
    const [error = "it declares something else each time"] = [explained, result].flatMap((one) =>
      "error" in one ? one.error : [],
    );
    throw new UserError(`the program failed: ${error}`);
  }

  /** Runs it for what it loads alone, unless it has run already, so that the next run is quick. */
  async rehearse(project: Project): Promise<void> {
    if (!this.child?.isAlive) await this.ask({ project, stacks: false, isRehearsal: true });
  }

  /** Gives back the memory of the process; the next run takes longer. */
  rest(): void {
    this.child?.kill();
    this.child = undefined;
  }

  /** Ends the process, whatever the program does, for good. */
  end(): void {
    this.hasEnded = true;
    this.rest();
  }

  private async ask(request: RunRequest): Promise<RunResult> {
    if (this.hasEnded) return { error: "the host has ended", isExplained: true, isSpoilt: true };
    try {
      const result = await this.living(request.project).ask(request, (said) => this.hear(said));
      if ("progress" in result) throw new Error("the program's process answers by its progress");
      if ("isSpoilt" in result && result.isSpoilt) this.rest();
      return result;
    } catch (error) {
      if (error instanceof ChildEnded)
        return { error: `${error.message} before it was done`, isExplained: false, isSpoilt: true };
      throw error;
    }
  }

  private hear(said: RunResult | ProgressReport): boolean {
    if (!("progress" in said)) return false;
    this.onProgress(said.progress);
    return true;
  }

  /** The process; another one where what it keeps is no more what the program uses. */
  private living(project: Project): Child<RunRequest, RunResult | ProgressReport> {
    const kept = keptOf(project);
    if (this.child?.isAlive && kept === this.kept) return this.child;
    this.rest();
    this.kept = kept;
    return (this.child = new Child("child", {
      cwd: project.folder,
      environment: { ...process.env, AWS_ENDPOINT_PUBLIC: placeholders.publicEndpoint, ...this.environment },
    }));
  }
}

/** What a process keeps from one run to the next: packages, and how the compiler is set. */
function keptOf({ folder, main, tsconfig, packages }: Project): string {
  const files = [tsconfig, join(folder, "package.json"), join(packages, ".package-lock.json")];
  return [main, ...files.map((file) => `${file} ${statSync(file, { throwIfNoEntry: false })?.mtimeMs}`)].join("\n");
}

const isRecording = (result: RunResult): result is Recording => "graph" in result && "shipped" in result;

/**
 * Runs a Pulumi program once.
 *
 * @param environment variables for the program besides the process's own
 * @throws UserError with the program's own error
 */
export async function runProgram(project: Project, environment: Record<string, string> = {}): Promise<Recording> {
  const runner = new ProgramRunner(environment);
  try {
    return await runner.run(project);
  } finally {
    runner.end();
  }
}

import { UserError } from "../errors";
import { placeholders } from "../graph/placeholders";
import { Child, ChildEnded } from "./in-child";
import type { Recording, RunRequest, RunResult } from "./messages";
import type { Project } from "./project";

/**
 * Runs a Pulumi program in a process of its own, as often as it changes: the process keeps Pulumi, the compiler and what
 * it has compiled. Where a run has spoilt it, the next one has another.
 */
export class ProgramRunner {
  private child?: Child<RunRequest, RunResult>;
  private hasEnded = false;

  /** @param environment variables for the program besides this process's own */
  constructor(
    private readonly project: Project,
    private readonly environment: Record<string, string> = {},
  ) {}

  /**
   * What the program declares, with placeholders for what belongs to a host.
   *
   * @throws UserError with the program's own error
   */
  async run(): Promise<Recording> {
    const result = await this.ask({ project: this.project, stacks: false });
    if (isRecording(result)) return result;
    // Once more, to say where in the program it happened.
    const explained = await this.ask({ project: this.project, stacks: true });
    const [error = "it declares something else each time"] = [explained, result].flatMap((one) =>
      "error" in one ? one.error : [],
    );
    throw new UserError(`the program failed: ${error}`);
  }

  /** Runs it for what it loads alone, unless it has run already, so that the next run is quick. */
  async rehearse(): Promise<void> {
    if (!this.child?.isAlive) await this.ask({ project: this.project, stacks: false, isRehearsal: true });
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
    if (this.hasEnded) return { error: "the host has ended", isSpoilt: true };
    try {
      const result = await this.living().ask(request);
      if ("isSpoilt" in result && result.isSpoilt) this.rest();
      return result;
    } catch (error) {
      if (error instanceof ChildEnded) return { error: `${error.message} before it was done`, isSpoilt: true };
      throw error;
    }
  }

  private living(): Child<RunRequest, RunResult> {
    if (this.child?.isAlive) return this.child;
    return (this.child = new Child("child", {
      cwd: this.project.folder,
      environment: { ...process.env, AWS_ENDPOINT_PUBLIC: placeholders.publicEndpoint, ...this.environment },
    }));
  }
}

const isRecording = (result: RunResult): result is Recording => "graph" in result && "shipped" in result;

/**
 * Runs a Pulumi program once.
 *
 * @param environment variables for the program besides the process's own
 * @throws UserError with the program's own error
 */
export async function runProgram(project: Project, environment: Record<string, string> = {}): Promise<Recording> {
  const runner = new ProgramRunner(project, environment);
  try {
    return await runner.run();
  } finally {
    runner.end();
  }
}

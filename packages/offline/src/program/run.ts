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
    const [error = "it declared nothing"] = [explained, result].flatMap((one) => ("error" in one ? one.error : []));
    throw new UserError(`the program failed: ${error}`);
  }

  /** Runs it for what it loads alone, so that the next run is quick. */
  async rehearse(): Promise<void> {
    await this.ask({ project: this.project, stacks: false, isRehearsal: true });
  }

  /** Ends the process, whatever the program does. */
  end(): void {
    this.child?.kill();
    this.child = undefined;
  }

  private async ask(request: RunRequest): Promise<RunResult> {
    try {
      const result = await this.living().ask(request);
      if ("isSpoilt" in result && result.isSpoilt) this.end();
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

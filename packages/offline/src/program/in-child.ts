import { type ChildProcess, fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import { built } from "../built";
import { hasCode } from "../errors";

/** The child process ended before it answered. */
export class ChildEnded extends Error {}

export interface ChildOptions {
  cwd: string;
  environment: NodeJS.ProcessEnv;
  /** Whether it gives way to whoever else wants the processor. */
  inBackground?: boolean;
}

/** One of the built scripts in a process of its own, which answers one message after the other. It ends with the host. */
export class Child<Request extends object, Answer> {
  private readonly child: ChildProcess;
  private readonly end = (): void => killWithAll(this.child);
  private reason: Error | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(name: "child" | "typecheck-child", { cwd, environment, inBackground = false }: ChildOptions) {
    // A file, not standard input: Node.js makes `exports` and `require` globals for scripts without one, and Pulumi's
    // serializer does not capture globals.
    this.child = fork(built(name), [], {
      ...{ cwd, env: environment, execArgv: [], detached: hasGroups },
      serialization: "advanced",
    });
    this.child.once("error", (error) => this.note(error));
    this.child.once("close", (code, signal) =>
      this.note(new ChildEnded(`it ended with ${signal ?? `exit code ${code}`}`)),
    );
    if (inBackground) this.setPriority(constants.priority.PRIORITY_LOW);
    process.once("exit", this.end);
  }

  /** Whether it can be asked. */
  get isAlive(): boolean {
    return this.reason === undefined;
  }

  /**
   * Sends a message, once those before are answered, and returns what it answers.
   *
   * @param hear is given what it says before: it returns whether that was all, and no answer
   * @throws ChildEnded if it ends without an answer
   */
  ask(request: Request, hear: (said: Answer) => boolean = () => false): Promise<Answer> {
    const asked = this.last.then(() => this.send(request, hear));
    this.last = asked.catch(() => undefined);
    return asked;
  }

  /** Ends it, whatever it does. */
  kill(): void {
    process.off("exit", this.end);
    this.end();
  }

  private send(request: Request, hear: (said: Answer) => boolean): Promise<Answer> {
    const { child } = this;
    return new Promise((resolve, reject) => {
      if (this.reason) return reject(this.reason);
      const settle = (act: () => void): void => {
        child.off("message", onMessage).off("error", onEnd).off("close", onEnd);
        act();
      };
      const onMessage = (said: Answer): void => {
        if (!hear(said)) settle(() => resolve(said));
      };
      // What ended it has been noted before.
      const onEnd = (): void => settle(() => reject(this.reason ?? new ChildEnded("it ended")));
      child.on("message", onMessage).once("error", onEnd).once("close", onEnd);
      child.send(request);
    });
  }

  private note(reason: Error): void {
    this.reason ??= reason;
    process.off("exit", this.end);
  }

  private setPriority(priority: number): void {
    if (this.child.pid !== undefined) setPriority(this.child.pid, priority);
  }
}

/** Windows has no groups of processes. */
const hasGroups = process.platform !== "win32";

/**
 * Ends a process, and what it has begun: esbuild's service among it, which prints the stacks of all that it does when
 * nobody listens to it any more.
 */
function killWithAll(child: ChildProcess): void {
  if (!hasGroups || child.pid === undefined) return void child.kill("SIGKILL");
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
}

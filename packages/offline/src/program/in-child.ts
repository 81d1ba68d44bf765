import { type ChildProcess, fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import { built } from "../built";

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
  private readonly end = (): void => void this.child.kill("SIGKILL");
  private reason: Error | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(name: "child" | "typecheck-child", { cwd, environment, inBackground = false }: ChildOptions) {
    // A file, not standard input: Node.js makes `exports` and `require` globals for scripts without one, and Pulumi's
    // serializer does not capture globals.
    this.child = fork(built(name), [], { cwd, env: environment, execArgv: [], serialization: "advanced" });
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
   * @throws ChildEnded if it ends without an answer
   */
  ask(request: Request): Promise<Answer> {
    const asked = this.last.then(() => this.send(request));
    this.last = asked.catch(() => undefined);
    return asked;
  }

  /** Ends it, whatever it does. */
  kill(): void {
    process.off("exit", this.end);
    this.end();
  }

  private send(request: Request): Promise<Answer> {
    const { child } = this;
    return new Promise((resolve, reject) => {
      if (this.reason) return reject(this.reason);
      const settle = (act: () => void): void => {
        child.off("message", onMessage).off("error", onEnd).off("close", onEnd);
        act();
      };
      const onMessage = (answer: Answer): void => settle(() => resolve(answer));
      // What ended it has been noted before.
      const onEnd = (): void => settle(() => reject(this.reason ?? new ChildEnded("it ended")));
      child.once("message", onMessage).once("error", onEnd).once("close", onEnd);
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

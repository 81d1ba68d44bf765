import { fork } from "node:child_process";
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

/**
 * Runs one of the built scripts in a process of its own: sends it one message and returns the one it answers.
 *
 * @throws ChildEnded if it ends without an answer
 */
export async function inChild<Answer>(
  name: "child" | "typecheck-child",
  message: object,
  { cwd, environment, inBackground = false }: ChildOptions,
): Promise<Answer> {
  // A file, not standard input: Node.js makes `exports` and `require` globals for scripts without one, and Pulumi's
  // serializer does not capture globals.
  const child = fork(built(name), [], { cwd, env: environment, execArgv: [], serialization: "advanced" });
  if (inBackground && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  try {
    return await new Promise((resolve, reject) => {
      child.once("message", (answer: Answer) => resolve(answer));
      child.once("error", reject);
      child.once("close", (code, signal) => reject(new ChildEnded(`it ended with ${signal ?? `exit code ${code}`}`)));
      child.send(message);
    });
  } finally {
    process.off("exit", end);
  }
}

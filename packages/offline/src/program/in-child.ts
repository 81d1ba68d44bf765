import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../compile";

/** The child process ended before it answered. */
export class ChildEnded extends Error {}

export interface ChildOptions {
  cwd: string;
  environment: NodeJS.ProcessEnv;
  /** Whether it gives way to whoever else wants the processor. */
  inBackground?: boolean;
}

/**
 * Runs one of this folder's files in a process of its own: sends it one message and returns the one it answers.
 *
 * @param name the file, without extension
 * @throws ChildEnded if it ends without an answer
 */
export async function inChild<Answer>(
  name: string,
  message: object,
  { cwd, environment, inBackground = false }: ChildOptions,
): Promise<Answer> {
  // A file, not standard input: Node.js makes `exports` and `require` globals for scripts without one, and Pulumi's
  // serializer does not capture globals.
  const folder = mkdtempSync(join(tmpdir(), "offline-child-"));
  const script = join(folder, `${name}.js`);
  writeFileSync(script, compile(join(__dirname, name)));
  const child = fork(script, [], { cwd, env: environment, execArgv: [], serialization: "advanced" });
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
    rmSync(folder, { recursive: true, force: true });
  }
}

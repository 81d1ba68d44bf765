import { spawn } from "node:child_process";
import { hasCode, UserError } from "../../packages/offline/src/errors";

/** How a program ended. */
export interface Ended {
  /** Its exit code; null if a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Its environment; this process's by default. */
  environment?: NodeJS.ProcessEnv;
  /** Where it runs; here by default. */
  folder?: string;
  /** Whether people see what it prints while it runs. Default false. */
  shown?: boolean;
  /** For the error when it is not installed: where to get it. */
  remedy?: string;
}

/**
 * Runs a program to its end and keeps what it prints.
 *
 * @throws UserError if it is not installed
 */
export function run(file: string, args: string[], options: RunOptions = {}): Promise<Ended> {
  const { environment = process.env, shown = false, folder } = options;
  const child = spawn(file, args, { cwd: folder, env: environment, stdio: ["inherit", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      printed[name] += chunk;
      if (shown) process[name].write(chunk);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(missing(error, file, options)));
    child.once("close", (code) => resolve({ code, ...printed }));
  });
}

/**
 * Runs a program that has the terminal to itself.
 *
 * @returns its exit code; 0 if Ctrl-C ended it
 * @throws UserError if it is not installed
 */
export async function runInTerminal(file: string, args: string[], options: RunOptions = {}): Promise<number> {
  const { environment = process.env, folder } = options;
  const child = spawn(file, args, { cwd: folder, env: environment, stdio: "inherit" });
  // Ctrl-C is for the program, which ends in its own way.
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", (error) => reject(missing(error, file, options)));
      child.once("close", (code, signal) => resolve(signal === "SIGINT" || code === 130 ? 0 : (code ?? 1)));
    });
  } finally {
    process.off("SIGINT", ignore);
  }
}

const missing = (error: Error, file: string, { remedy }: RunOptions): Error =>
  hasCode(error, "ENOENT") ? new UserError(`${file} is not installed${remedy ? `; ${remedy}` : ""}`) : error;

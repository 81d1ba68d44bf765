import { UserError } from "../errors";
import type { Graph } from "../graph/graph";
import { ChildEnded, inChild } from "./in-child";
import type { RunRequest, RunResult } from "./messages";

/**
 * Runs a Pulumi program in a child process and returns what it declares.
 *
 * @param environment variables for the program besides the host's own
 * @throws UserError with the program's own error
 */
export async function runProgram(request: ProgramRequest, environment: Record<string, string>): Promise<Graph> {
  const result = await run({ ...request, stacks: false }, environment);
  if ("graph" in result) return result.graph;
  // Once more, to say where in the program it happened.
  const explained = await run({ ...request, stacks: true }, environment);
  throw new UserError(`the program failed: ${"error" in explained ? explained.error : result.error}`);
}

/** A program to run, and where. */
export type ProgramRequest = Omit<RunRequest, "stacks">;

async function run(request: RunRequest, environment: Record<string, string>): Promise<RunResult> {
  try {
    return await inChild<RunResult>("child", request, {
      cwd: request.project.folder,
      environment: { ...process.env, ...environment },
    });
  } catch (error) {
    if (error instanceof ChildEnded) return { error: `${error.message} before it was done` };
    throw error;
  }
}

import { UserError } from "../errors";
import type { Graph } from "./graph";
import { ChildEnded, inChild } from "./in-child";
import type { RunRequest, RunResult } from "./messages";

/**
 * Runs a Pulumi program in a child process and returns what it declares.
 *
 * @param environment variables for the program besides the host's own
 * @throws UserError with the program's own error
 */
export async function runProgram(request: RunRequest, environment: Record<string, string>): Promise<Graph> {
  const result = await run(request, environment);
  if ("graph" in result) return result.graph;
  throw new UserError(`the program failed: ${result.error}`);
}

async function run(request: RunRequest, environment: Record<string, string>): Promise<RunResult> {
  try {
    return await inChild<RunResult>("child", request, request.project.folder, { ...process.env, ...environment });
  } catch (error) {
    if (error instanceof ChildEnded) return { error: `${error.message} before it was done` };
    throw error;
  }
}

import { UserError } from "../errors";
import { placeholders } from "../graph/placeholders";
import { ChildEnded, inChild } from "./in-child";
import type { Recording, RunRequest, RunResult } from "./messages";
import type { Project } from "./project";

/**
 * Runs a Pulumi program in a child process and returns what it declares, with placeholders for what belongs to a host.
 *
 * @param environment variables for the program besides the process's own
 * @throws UserError with the program's own error
 */
export async function runProgram(project: Project, environment: Record<string, string> = {}): Promise<Recording> {
  const result = await run({ project, stacks: false }, environment);
  if ("graph" in result) return result;
  // Once more, to say where in the program it happened.
  const explained = await run({ project, stacks: true }, environment);
  throw new UserError(`the program failed: ${"error" in explained ? explained.error : result.error}`);
}

async function run(request: RunRequest, environment: Record<string, string>): Promise<RunResult> {
  try {
    return await inChild<RunResult>("child", request, {
      cwd: request.project.folder,
      environment: { ...process.env, AWS_ENDPOINT_PUBLIC: placeholders.publicEndpoint, ...environment },
    });
  } catch (error) {
    if (error instanceof ChildEnded) return { error: `${error.message} before it was done` };
    throw error;
  }
}

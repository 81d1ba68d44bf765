import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../packages/offline/src/errors";
import type { Graph } from "../../packages/offline/src/graph/graph";
import { readProject } from "../../packages/offline/src/program/project";
import { runProgram } from "../../packages/offline/src/program/run";

/** The most that an archive of a commit may have, in bytes. */
const mostBytes = 1024 ** 3;

/** What a command prints; `undefined` where it fails. */
function outputOf(command: string, args: string[], folder: string, input?: Buffer): Buffer | undefined {
  const { status, stdout } = spawnSync(command, args, {
    ...{ cwd: folder, input, maxBuffer: mostBytes },
    stdio: ["pipe", "pipe", "ignore"],
  });
  return status === 0 ? stdout : undefined;
}

/**
 * What the program of another commit declares on a stack. Its files are put into a temporary folder, with the packages that
 * are installed here; what lies uncommitted in this folder stays out of it.
 *
 * @param folder of this program, within a git repository
 * @param commit anything that git knows a commit by
 * @throws UserError if git does not know the commit, or its program cannot be run
 */
export async function graphAt(
  folder: string,
  commit: string,
  stack: string,
  config: Record<string, string>,
): Promise<Graph> {
  const id = outputOf("git", ["rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`], folder);
  if (!id) throw new UserError(`--against ${commit}: git knows no such commit in ${folder}`);
  const archive = outputOf("git", ["archive", "--format=tar", id.toString().trim()], folder);
  if (!archive) throw new UserError(`--against ${commit}: git archive failed`);
  const copy = mkdtempSync(join(tmpdir(), "atelier-cost-"));
  try {
    if (!outputOf("tar", ["-xf", "-", "-C", copy], folder, archive)) throw new UserError("tar is needed for --against");
    const packages = join(folder, "node_modules");
    if (existsSync(packages)) symlinkSync(packages, join(copy, "node_modules"), "dir");
    const { graph } = await runProgram(readProject(copy, stack, config));
    return graph;
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`at ${commit}: ${error.message.replaceAll(copy, ".")}`);
    throw error;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

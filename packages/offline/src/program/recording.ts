import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { Graph } from "../graph/graph";
import type { DataFolder } from "../storage/data-folder";
import { cacheOf, contentOf } from "./content";
import { ContentCache } from "./content-cache";
import type { Recording } from "./messages";
import type { Project } from "./project";
import { runProgram } from "./run";
import { isUnchanged } from "./shipped";

/** Variables that differ from one terminal to the next and mean nothing to a program. */
const passing = /^(_|SHLVL|PWD|OLDPWD|WINDOWID|COLUMNS|LINES|TERM.*|SSH_.*|npm_.*|CODESPACE.*|VSCODE_.*|OFFLINE_TOKEN)$/;

/**
 * Runs a program, or takes what it declared the last time, if nothing has changed that it can see: its folder's files
 * and those that it ships, its packages, its configuration, the environment. (A program that asks the clock or the network is not told apart;
 * nor would Pulumi know that it declares something else each time.)
 *
 * A recording knows no address and no secret of a host, so all hosts share it. Where the configuration holds secrets it
 * does: then it is kept in the data folder.
 *
 * @param data the folder of the host that asks; undefined keeps a recording with secrets nowhere
 * @param environment variables for the program besides the process's own
 */
export async function recallProgram(
  project: Project,
  data: Pick<DataFolder, "path" | "directory"> | undefined,
  environment: Record<string, string> = {},
): Promise<Graph> {
  const cache = cacheFor(project, data);
  const name = JSON.stringify([project.folder, project.stack, project.config, environment]);
  const variables = Object.entries({ ...process.env, ...environment }).filter(([key]) => !passing.test(key));
  const content = createHash("sha256")
    .update(contentOf(project, data?.path))
    .update(JSON.stringify([project, variables.sort()]))
    .digest("hex");
  const known = cache?.recall("graph", name, content);
  const recalled = known && recordingIn(known);
  if (recalled && isUnchanged(recalled.shipped)) return recalled.graph;
  const recording = await runProgram(project, environment);
  cache?.remember("graph", name, content, serialize(recording));
  return recording.graph;
}

/** The file is the host's own, and whole. */
const recordingIn = (bytes: Buffer): Recording => deserialize(bytes);

function cacheFor(project: Project, data: Pick<DataFolder, "directory"> | undefined): ContentCache | undefined {
  if (project.secretKeys.length === 0) return cacheOf(project);
  const folder = data?.directory("program");
  return folder === undefined ? undefined : new ContentCache(folder);
}

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
const passing =
  /^(_|SHLVL|PWD|OLDPWD|WINDOWID|COLUMNS|LINES|TERM.*|SSH_.*|npm_.*|CODESPACE.*|VSCODE_.*|OFFLINE_TOKEN)$/;

/**
 * What a program declared the last time that it ran, as long as nothing has changed that this can see: its folder's files
 * and those that it ships, its packages, its configuration, the environment. (A program that asks the clock or the network
 * is not told apart; nor would Pulumi know that it declares something else each time.)
 *
 * A recording knows no address and no secret of a host, so all hosts share it. Where the configuration holds secrets it
 * does: then it is kept in the data folder.
 */
export class RecordingCache {
  private readonly cache: ContentCache | undefined;
  private readonly name: string;

  /**
   * @param data the folder of the host that asks; undefined keeps a recording with secrets nowhere
   * @param environment variables for the program besides the process's own
   */
  constructor(
    private readonly project: Project,
    private readonly data: Pick<DataFolder, "path" | "directory"> | undefined,
    private readonly environment: Record<string, string> = {},
  ) {
    this.cache = cacheFor(project, data);
    this.name = JSON.stringify([project.folder, project.stack, project.config, environment]);
  }

  /** The digest of all that can be seen of what the program follows from. */
  content(): string {
    const { project, data, environment } = this;
    const variables = Object.entries({ ...process.env, ...environment }).filter(([key]) => !passing.test(key));
    return createHash("sha256")
      .update(contentOf(project, data?.path))
      .update(JSON.stringify([project, variables.sort()]))
      .digest("hex");
  }

  /** What it declared; undefined if it has to run. */
  recall(content: string): Recording | undefined {
    const known = this.cache?.recall("graph", this.name, content);
    const recalled = known && recordingIn(known);
    return recalled && isUnchanged(recalled.shipped) ? recalled : undefined;
  }

  /** @param content the digest from before it ran: what changed meanwhile must have it run again */
  remember(content: string, recording: Recording): void {
    this.cache?.remember("graph", this.name, content, serialize(recording));
  }
}

/** Runs a program, or takes what it declared the last time; see {@link RecordingCache}. */
export async function recallProgram(
  project: Project,
  data: Pick<DataFolder, "path" | "directory"> | undefined,
  environment: Record<string, string> = {},
): Promise<Graph> {
  const cache = new RecordingCache(project, data, environment);
  const content = cache.content();
  const recalled = cache.recall(content);
  if (recalled) return recalled.graph;
  const recording = await runProgram(project, environment);
  cache.remember(content, recording);
  return recording.graph;
}

/** The file is the host's own, and whole. */
const recordingIn = (bytes: Buffer): Recording => deserialize(bytes);

function cacheFor(project: Project, data: Pick<DataFolder, "directory"> | undefined): ContentCache | undefined {
  if (project.secretKeys.length === 0) return cacheOf(project);
  const folder = data?.directory("program");
  return folder === undefined ? undefined : new ContentCache(folder);
}

import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { DataFolder } from "../storage/data-folder";
import { hasCode } from "../errors";
import type { Graph } from "../graph/graph";
import { type ProgramRequest, runProgram } from "./run";

/** What a program's folder holds besides the program: packages are known by npm's record of them. */
const outside = new Set(["node_modules", ".git", ".offline"]);
/** Variables that differ from one terminal to the next and mean nothing to a program. */
const passing = /^(_|SHLVL|PWD|OLDPWD|WINDOWID|COLUMNS|LINES|TERM.*|SSH_.*|npm_.*)$/;

interface Remembered {
  fingerprint: string;
  graph: Graph;
}

/**
 * Runs a program, or takes what it declared the last time, if nothing has changed that it can see: its folder's files,
 * its packages, its configuration, the environment. (A program that asks the clock or the network is not told apart;
 * nor would Pulumi know that it declares something else each time.)
 *
 * @param data keeps the graph, which holds secrets
 */
export async function recallProgram(
  request: ProgramRequest,
  environment: Record<string, string>,
  data: DataFolder,
): Promise<Graph> {
  const fingerprint = fingerprintOf(request, { ...process.env, ...environment }, data);
  const name = `graph-${request.project.stack}`;
  const stored = data.loadBytes(name);
  const known = stored && remembered(stored);
  if (known?.fingerprint === fingerprint) return known.graph;
  const graph = await runProgram(request, environment);
  data.saveBytes(name, serialize({ fingerprint, graph }));
  return graph;
}

/** Another version of Node may have written it; then it is as good as none. */
function remembered(stored: Buffer): Remembered | undefined {
  try {
    const known: Remembered | undefined = deserialize(stored);
    return known;
  } catch {
    return undefined;
  }
}

function fingerprintOf(request: ProgramRequest, environment: NodeJS.ProcessEnv, data: DataFolder): string {
  const variables = Object.entries(environment).filter(([name]) => !passing.test(name));
  const hash = createHash("sha256").update(JSON.stringify([process.version, request, variables.sort()]));
  // The host's own files decide what is recorded of a program.
  for (const line of [...filesOf(request.project.folder, data.path), ...filesOf(__dirname, data.path)])
    hash.update(line);
  return hash.update(installed(request.project.packages)).digest("hex");
}

function installed(packages: string): string {
  try {
    return readFileSync(join(packages, ".package-lock.json"), "utf8");
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
    // Nothing tells whether the packages are still the same: never recall.
    return String(Math.random());
  }
}

/** Path, size and time of change of each file below a folder; the host's own data is none of the program's. */
function filesOf(folder: string, data: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (outside.has(entry.name) || path === data) return [];
    if (entry.isDirectory()) return filesOf(path, data);
    const { size, mtimeMs } = lstatSync(path);
    return [`${path} ${size} ${mtimeMs}\n`];
  });
}

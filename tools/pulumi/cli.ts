import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { hasCode } from "../../packages/offline/src/errors";
import { type Ended, run, type RunOptions, runInTerminal } from "./run";

/** The CLI that the `pulumi` package brings: it downloads Pulumi's own on first use. */
const packaged = require.resolve("pulumi/run.js");
const { version }: { version: string } = require("pulumi/package.json");
const executable = process.platform === "win32" ? "pulumi.exe" : "pulumi";

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR") || hasCode(error, "EACCES")) return false;
    throw error;
  }
};

/** A CLI on PATH. npm puts the packages' own commands first there, and one of them is called pulumi too. */
function onPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !/node_modules.\.bin.?$/.test(folder));
  return folders.map((folder) => join(folder, executable)).find(isExecutable);
}

const home = (): string => process.env.PULUMI_HOME || join(homedir(), ".pulumi");

/** Whether the CLI is on this machine, so that running it downloads nothing. */
export const isPulumiInstalled = (): boolean =>
  onPath() !== undefined || isExecutable(join(home(), "versions", version, "bin", executable));

/** Whether people have chosen where their state is kept: by a variable, or by `pulumi login`. */
export function hasBackend(): boolean {
  const { PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, PULUMI_CREDENTIALS_PATH } = process.env;
  if (PULUMI_BACKEND_URL || PULUMI_ACCESS_TOKEN) return true;
  const login = join(PULUMI_CREDENTIALS_PATH || home(), "credentials.json");
  return existsSync(login) && /"current":\s*"[^"]/.test(readFileSync(login, "utf8"));
}

/** This process's environment, with state on this machine and the empty passphrase where nothing else is chosen. */
export function pulumiEnvironment(): NodeJS.ProcessEnv {
  const { PULUMI_CONFIG_PASSPHRASE_FILE, PULUMI_CONFIG_PASSPHRASE } = process.env;
  const hasPassphrase = PULUMI_CONFIG_PASSPHRASE !== undefined || Boolean(PULUMI_CONFIG_PASSPHRASE_FILE);
  return {
    ...process.env,
    ...(hasBackend() ? {} : { PULUMI_BACKEND_URL: "file://~" }),
    ...(hasPassphrase ? {} : { PULUMI_CONFIG_PASSPHRASE: "" }),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** The file to run and what comes before the arguments. */
const command = (): { file: string; first: string[] } => {
  const file = onPath();
  return file ? { file, first: [] } : { file: process.execPath, first: [packaged] };
};

/** Runs Pulumi's CLI to its end: one on PATH, or else the one that the `pulumi` package downloads. */
export function runPulumi(args: string[], options: Pick<RunOptions, "shown" | "folder"> = {}): Promise<Ended> {
  const { file, first } = command();
  return run(file, [...first, ...args], { ...options, environment: pulumiEnvironment() });
}

/** Gives the same CLI the terminal; returns its exit code. */
export function runPulumiInTerminal(args: string[]): Promise<number> {
  const { file, first } = command();
  return runInTerminal(file, [...first, ...args], { environment: pulumiEnvironment() });
}

/** Where the state is kept, for people: without the password that an address may hold. */
export const backend = (): string =>
  pulumiEnvironment().PULUMI_BACKEND_URL?.replace(/\/\/[^/]*@/, "//") ?? "Pulumi's backend that you are logged in to";

import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { hasCode, UserError } from "../offline/errors";
import { type Cause, failure } from "./causes";
import { type Ended, run, type RunOptions, runInTerminal } from "./run";
import { stack } from "./stack";

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
function hasBackend(): boolean {
  const { PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, PULUMI_CREDENTIALS_PATH } = process.env;
  if (PULUMI_BACKEND_URL || PULUMI_ACCESS_TOKEN) return true;
  const login = join(PULUMI_CREDENTIALS_PATH || home(), "credentials.json");
  return existsSync(login) && /"current":\s*"[^"]/.test(readFileSync(login, "utf8"));
}

/** This process's environment, with state on this machine and the empty passphrase where nothing else is chosen. */
function environment(): NodeJS.ProcessEnv {
  const { PULUMI_CONFIG_PASSPHRASE_FILE, PULUMI_CONFIG_PASSPHRASE } = process.env;
  const hasPassphrase = PULUMI_CONFIG_PASSPHRASE !== undefined || Boolean(PULUMI_CONFIG_PASSPHRASE_FILE);
  return {
    ...process.env,
    ...(hasBackend() ? {} : { PULUMI_BACKEND_URL: "file://~" }),
    ...(hasPassphrase ? {} : { PULUMI_CONFIG_PASSPHRASE: "" }),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

const causes: readonly Cause[] = [
  [
    /^pulumi: (fetch failed|HTTP \d+ fetching)/m,
    "Pulumi's CLI could not be downloaded; install it: https://www.pulumi.com/docs/iac/download-install/",
  ],
  [
    /Could not automatically download and install (\w+ plugin \S+) at version (\S+),/,
    "Pulumi could not download its $1 $2; it needs the network once",
  ],
  [
    /currently locked by \d+ lock/,
    "another deployment holds the stack; if none is running, run: npm run pulumi -- cancel --yes",
  ],
  [
    /incorrect passphrase/,
    "the passphrase is not this stack's, which is empty unless you changed it; run again with PULUMI_CONFIG_PASSPHRASE=",
  ],
  [
    /PULUMI_ACCESS_TOKEN must be set for login|invalid access token/,
    "Pulumi is not logged in to the chosen backend; run: npx pulumi login, or unset PULUMI_BACKEND_URL",
  ],
  [
    /unable to open state directory/,
    "PULUMI_BACKEND_URL names a folder that does not exist; make it, or unset the variable",
  ],
  [/connection refused|ECONNREFUSED/, "the emulator stopped answering; npm run logs says why, npm run up starts it"],
];

/** What the CLI says where the stack was never deployed. */
export const noStack = /no stack named/;

/** The file to run and what comes before the arguments. */
const command = (): { file: string; first: string[] } => {
  const file = onPath();
  return file ? { file, first: [] } : { file: process.execPath, first: [packaged] };
};

export interface PulumiOptions extends Pick<RunOptions, "shown"> {
  /** Words of a failure that is none for the caller. */
  tolerated?: RegExp;
}

/**
 * Runs Pulumi's CLI on the stack: one on PATH, or else the one that the `pulumi` package downloads.
 *
 * @throws UserError saying what went wrong and what to do
 */
export async function pulumi(args: string[], { tolerated, shown }: PulumiOptions = {}): Promise<Ended> {
  const { file, first } = command();
  const all = [...first, ...args, "--stack", stack, "--non-interactive"];
  const ended = await run(file, all, { shown, environment: environment() });
  if (ended.code === 0 || tolerated?.test(ended.stderr)) return ended;
  throw failure(`pulumi ${args.slice(0, 2).join(" ")}`, ended, causes);
}

/** Gives Pulumi's CLI the terminal, with the same choices; returns its exit code. */
export function pulumiInTerminal(args: string[]): Promise<number> {
  const { file, first } = command();
  return runInTerminal(file, [...first, ...args, "--stack", stack], { environment: environment() });
}

/** Where the state is kept, for people: without the password that an address may hold. */
export const backend = (): string =>
  environment().PULUMI_BACKEND_URL?.replace(/\/\/[^/]*@/, "//") ?? "Pulumi's backend that you are logged in to";

/** What the scripts use of the stack's outputs. */
const outputNames = ["apiUrl", "apiKey", "curl", "dataBucket"] as const;

/**
 * The stack's outputs, secrets included.
 *
 * @throws UserError if the stack is not deployed
 */
export async function outputs(): Promise<Record<(typeof outputNames)[number], string>> {
  const { stdout } = await pulumi(["stack", "output", "--json", "--show-secrets"], { tolerated: noStack });
  const found: Record<string, unknown> = Object(stdout.trim() === "" ? {} : JSON.parse(stdout));
  const [apiUrl, apiKey, curl, dataBucket] = outputNames.map((name) => found[name]);
  const all = { apiUrl, apiKey, curl, dataBucket };
  if (areTexts(all)) return all;
  throw new UserError(`${stack} is not deployed; run: npm run deploy`);
}

const areTexts = <Name extends string>(values: Record<Name, unknown>): values is Record<Name, string> =>
  Object.values(values).every((value) => typeof value === "string");

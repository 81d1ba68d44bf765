import { UserError } from "../../packages/offline/src/errors";
import { propertiesOf } from "../json";
import { type Cause, failure } from "./causes";
import { pulumiEnvironment, runPulumi, runPulumiInTerminal } from "./cli";
import type { Ended, RunOptions } from "./run";
import { stack } from "./stack";

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

export interface PulumiOptions extends Pick<RunOptions, "shown"> {
  /** Words of a failure that is none for the caller. */
  tolerated?: RegExp;
}

/**
 * Runs Pulumi's CLI on the emulator's stack.
 *
 * @throws UserError saying what went wrong and what to do
 */
export async function pulumi(args: string[], { tolerated, shown }: PulumiOptions = {}): Promise<Ended> {
  const ended = await runPulumi([...args, "--stack", stack, "--non-interactive"], { shown });
  if (ended.code === 0 || tolerated?.test(ended.stderr)) return ended;
  throw failure(`pulumi ${args.slice(0, 2).join(" ")}`, ended, causes);
}

/** Gives Pulumi's CLI the terminal, on the emulator's stack; returns its exit code. */
export const pulumiInTerminal = (args: string[]): Promise<number> => runPulumiInTerminal([...args, "--stack", stack]);

/** Where the state is kept, for people: without the password that an address may hold. */
export const backend = (): string =>
  pulumiEnvironment().PULUMI_BACKEND_URL?.replace(/\/\/[^/]*@/, "//") ?? "Pulumi's backend that you are logged in to";

/** What the scripts use of the stack's outputs. */
const outputNames = ["apiUrl", "apiKey", "curl", "dataBucket"] as const;

/**
 * The stack's outputs, secrets included.
 *
 * @throws UserError if the stack is not deployed
 */
export async function outputs(): Promise<Record<(typeof outputNames)[number], string>> {
  const { stdout } = await pulumi(["stack", "output", "--json", "--show-secrets"], { tolerated: noStack });
  const found = stdout.trim() === "" ? {} : propertiesOf(JSON.parse(stdout));
  const [apiUrl, apiKey, curl, dataBucket] = outputNames.map((name) => found[name]);
  const all = { apiUrl, apiKey, curl, dataBucket };
  if (areTexts(all)) return all;
  throw new UserError(`${stack} is not deployed; run: npm run deploy`);
}

const areTexts = <Name extends string>(values: Record<Name, unknown>): values is Record<Name, string> =>
  Object.values(values).every((value) => typeof value === "string");

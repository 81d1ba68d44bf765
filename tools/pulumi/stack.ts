import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { UserError } from "../../packages/offline/src/errors";
import { propertiesOf } from "../json";
import { type Cause, failure } from "./causes";
import { runPulumi, runPulumiInTerminal } from "./cli";
import type { Ended, RunOptions } from "./run";

/** What Pulumi's CLI and the providers say, and what to do. */
const causes: readonly Cause[] = [
  [
    /^pulumi: (fetch failed|HTTP \d+ fetching)/m,
    "Pulumi's CLI could not be downloaded; install it: https://www.pulumi.com/docs/iac/download-install/",
  ],
  [
    /Could not automatically download and install (\w+ plugin \S+) at version (\S+),/,
    "Pulumi could not download its $1 $2; it needs the network once",
  ],
  [/currently locked by \d+ lock/, "another deployment holds the stack; if none is running, run: $pulumi cancel --yes"],
  [
    /incorrect passphrase/,
    "the passphrase is not the one that $stack was made with (an emulator's is empty unless you changed it); set PULUMI_CONFIG_PASSPHRASE to that",
  ],
  [
    /PULUMI_ACCESS_TOKEN must be set for login|invalid access token/,
    "Pulumi is not logged in to the chosen backend; run: npx pulumi login, or unset PULUMI_BACKEND_URL",
  ],
  [
    /unable to open state directory/,
    "PULUMI_BACKEND_URL names a folder that does not exist; make it, or unset the variable",
  ],
  [
    /NoSuchBucket|bucket .* does not exist/i,
    "PULUMI_BACKEND_URL names a bucket that does not exist; run: npm run bootstrap, or correct the variable",
  ],
  [
    /NoCredentialProviders|no valid credential sources|failed to refresh cached credentials|ExpiredToken/i,
    "AWS's credentials are missing or have run out; run: aws sso login, or set AWS_PROFILE to a profile that has some",
  ],
  [
    /AddressLimitExceeded/,
    "the account has no elastic address left in this region (there are five); release one, or ask for more in Service Quotas",
  ],
  [
    /VpcLimitExceeded/,
    "the account has no VPC left in this region (there are five); delete one, or run: $pulumi config rm vpcCidr",
  ],
  [
    /(BucketAlreadyExists|BucketAlreadyOwnedByYou)/,
    "a bucket's name is taken, as after a deployment whose state was lost; the line above names it: delete that bucket if it is yours, or run again for another name",
  ],
  [
    /(?:is not authorized to perform: ([\w-]+:\w+))/,
    "these credentials may not do $1; use others, or run: npm run bootstrap, which gives the roles what this program needs",
  ],
  [/connection refused|ECONNREFUSED/, "the emulator stopped answering; npm run logs says why, npm run up starts it"],
];

/** What the CLI says where the stack was never deployed. */
export const noStack = /no stack named/;

export interface PulumiOptions extends Pick<RunOptions, "shown" | "folder"> {
  /** Words of a failure that is none for the caller. */
  tolerated?: RegExp;
}

/** A stack of this program, as its file in the repository configures it. */
export class Stack {
  private constructor(
    readonly name: string,
    private readonly configuredRegion: string | undefined,
    /** Address of the emulator that it is deployed to; undefined for AWS. */
    readonly emulator: string | undefined,
  ) {}

  /**
   * Reads its file.
   *
   * @throws UserError if there is none
   */
  static named(name: string): Stack {
    const file = fileOf(name);
    if (!existsSync(file)) throw new UserError(missing(name));
    const { config } = propertiesOf(parse(readFileSync(file, "utf8")));
    const { "aws:region": region, "aws:endpoints": endpoints } = propertiesOf(config);
    const [address] = Array.isArray(endpoints)
      ? endpoints.flatMap((element) => Object.values(propertiesOf(element)))
      : [];
    const emulator = typeof address === "string" ? address : undefined;
    return new Stack(name, typeof region === "string" ? region : undefined, emulator);
  }

  /**
   * Its region, as `eu-west-3`.
   *
   * @throws UserError if its file names none
   */
  get region(): string {
    const { name, configuredRegion } = this;
    if (configuredRegion !== undefined) return configuredRegion;
    throw new UserError(
      `${fileOf(name)} has no aws:region; run: npx pulumi config set aws:region REGION --stack ${name}`,
    );
  }

  /**
   * Runs Pulumi's CLI on it.
   *
   * @throws UserError saying what went wrong and what to do
   */
  async pulumi(args: string[], { tolerated, ...options }: PulumiOptions = {}): Promise<Ended> {
    const ended = await runPulumi([...args, "--stack", this.name, "--non-interactive"], options);
    if (ended.code === 0 || tolerated?.test(ended.stderr)) return ended;
    const own = causes.map(([words, message]): Cause => [words, this.named(message)]);
    throw failure(`pulumi ${args.slice(0, 2).join(" ")}`, ended, own);
  }

  /** Gives Pulumi's CLI the terminal; returns its exit code. */
  pulumiInTerminal(args: string[]): Promise<number> {
    return runPulumiInTerminal([...args, "--stack", this.name]);
  }

  /** Selects it; makes it where there is none. */
  async create(): Promise<void> {
    await this.pulumi(["stack", "select", "--create"]);
  }

  /**
   * Its outputs by their names, secrets included.
   *
   * @throws UserError if it is not deployed; the function as well, for an output that is no text or not there
   */
  async outputs(): Promise<Outputs> {
    const { stdout } = await this.pulumi(["stack", "output", "--json", "--show-secrets"], { tolerated: noStack });
    const outputs = stdout.trim() === "" ? {} : propertiesOf(JSON.parse(stdout));
    const output = (name: string): string => {
      const value = outputs[name];
      if (typeof value === "string") return value;
      if (name === "apiKey" && "userPoolId" in outputs) {
        throw new UserError(`${this.name} has no API key: people sign in to it`);
      }
      throw new UserError(`${this.name} is not deployed; run: npm run deploy${this.option}`);
    };
    output("apiUrl");
    return Object.assign(output, { has: (name: string) => typeof outputs[name] === "string" });
  }

  /** A message of which it and the command of the CLI are left open. */
  private named(message: string): string {
    const cli = this.name === localstack ? "npm run pulumi --" : "npx pulumi";
    const option = this.name === localstack ? "" : ` --stack ${this.name}`;
    return message.replace(/\$pulumi (.*)$/, `${cli} $1${option}`).replaceAll("$stack", this.name);
  }

  /** What npm scripts are told to work with it. */
  get option(): string {
    return this.name === localstack ? "" : ` -- --stack ${this.name}`;
  }
}

/** The texts among a stack's outputs. */
export interface Outputs {
  /** @throws UserError for one that is not there */
  (name: string): string;
  has(name: string): boolean;
}

/** The stack that scripts work with where none is named. */
export const localstack = "localstack";

const fileOf = (name: string): string => `Pulumi.${name}.yaml`;

function missing(name: string): string {
  const file = fileOf(name);
  if (name === localstack || name === "prod")
    return `${file} is gone (\`pulumi stack rm\` deletes it); run: git checkout ${file}`;
  const others = readdirSync(".").flatMap((one) => /^Pulumi\.(.+)\.yaml$/.exec(one)?.[1] ?? []);
  return `there is no stack ${name}, as there is no ${file}; there are ${others.sort().join(" and ")}`;
}

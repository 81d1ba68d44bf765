import { resolve } from "node:path";
import { UserError } from "../errors";
import { parseFlags } from "./flags";

/** What the command line asks for. */
export interface Options {
  /** Folder of the Pulumi program. */
  program: string;
  /** Undefined takes `localstack`, or the only one there is. */
  stack?: string;
  /** Address to listen on; loopback unless asked otherwise. */
  host: string;
  /** TCP port; 0 takes a free one. */
  port: number;
  /** TCP port of the first site; 0 takes a free one, undefined the next free one after the host's. */
  sitePort?: number;
  /** Folder that keeps state between runs; undefined keeps none. */
  data?: string;
  /** Whether what is damaged in that folder is mended, which drops what is not whole; the host refuses to start otherwise. */
  repair?: boolean;
  /** Configuration that wins over the stack's files, by key as Pulumi writes it (`project:key` or `key`). */
  config: Record<string, string>;
  /** Seconds an EC2 instance takes to start, stop or terminate. */
  ec2TransitionSeconds: number;
  /** Live function environments at a time. */
  maxEnvironments: number;
  /** Whether the program runs again when its files change. */
  watch?: boolean;
  /** Whether functions are loaded ahead of their first invocations. */
  warmUp?: boolean;
  /** TCP port that debuggers attach to; 0 takes a free one, undefined lets none attach. */
  inspect?: number;
}

/** What it asks for of the console. */
export interface ConsoleSettings {
  /** Whether only errors, warnings and the banner are printed. */
  isQuiet: boolean;
  /** Whether the banner lists all that the program declares. */
  isVerbose: boolean;
  logFormat: "text" | "json";
  /** Whether the console is opened in a browser. */
  opensBrowser: boolean;
}
/** Where debuggers look for Node.js. */
const inspectPort = 9229;

export const usage = `pulumi-offline [options]
  --program DIR                 the Pulumi program's folder (default: this one)
  --stack NAME                  reads Pulumi.NAME.yaml (default: localstack, or the only one there is)
  --port N                      TCP port (default: 4566)
  --site-port N                 TCP port of the first site, the others follow (default: the next after the host's)
  --host ADDRESS                address to listen on (default: 127.0.0.1)
  --data DIR                    keeps state between runs (default: .offline in the program's folder)
  --ephemeral                   keeps no state
  --repair                      mends damaged state: keeps what is whole, and says what it drops
  --config KEY=VALUE            overrides the stack's configuration; may be repeated
  --ec2-transition-seconds N    how long an instance takes to change its state (default: 1)
  --max-environments N          live function environments at a time (default: 16)
  --cold                        loads no function ahead: the first request of each is a cold start
  --no-watch                    does not run the program again when its files change
  --inspect[=PORT]              lets debuggers attach, to functions too (default port: ${inspectPort})
  --quiet                       prints errors, warnings and the banner alone
  --verbose                     lists all that is served: routes, functions, tables, buckets, queues …
  --log-format json             prints an object of JSON for each thing that happens (default: text)
  --open                        opens the console in a browser, once the host is ready
  -h, --help

Of a host that runs:
pulumi-offline output [NAME]    prints all stack outputs, or one
  --show-secrets                with those that are secret, when all are asked for
pulumi-offline logs [FUNCTION]  prints what a function has logged, or all of them
  --follow                      and what it logs from now on
pulumi-offline invoke FUNCTION [EVENT]
                                invokes a function and prints its answer; the event is JSON, @FILE, or - for
                                standard input
pulumi-offline fire SCHEDULE    fires a schedule now, and waits for its functions
pulumi-offline mail             prints the e-mail that topics have sent
  --program DIR, --data DIR     the host's, as it was started
  --url ADDRESS                 its address, if its data folder is not to be looked for; its token is then the
                                one of the data folder, or OFFLINE_TOKEN

Of a host that does not run:
pulumi-offline reset            deletes what it keeps: data, keys and logs
  --program DIR, --data DIR     the host's, as it was started
  --yes                         without asking

Functions and schedules are named as in the program, or as AWS knows them.`;

const flags = {
  program: { type: "string", default: "." },
  stack: { type: "string" },
  host: { type: "string", default: "127.0.0.1" },
  port: { type: "string", default: "4566" },
  "site-port": { type: "string" },
  data: { type: "string" },
  ephemeral: { type: "boolean", default: false },
  repair: { type: "boolean", default: false },
  config: { type: "string", multiple: true },
  "ec2-transition-seconds": { type: "string", default: "1" },
  "max-environments": { type: "string", default: "16" },
  cold: { type: "boolean", default: false },
  "no-watch": { type: "boolean", default: false },
  inspect: { type: "string" },
  quiet: { type: "boolean", default: false },
  verbose: { type: "boolean", default: false },
  "log-format": { type: "string", default: "text" },
  open: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/**
 * Reads the command line.
 *
 * @returns the options, or "help" if that is what was asked for
 * @throws UserError naming the option that is wrong
 */
export function parseOptions(argv: string[], environment: NodeJS.ProcessEnv): (Options & ConsoleSettings) | "help" {
  refuseSwallowed(argv, environment);
  // An option whose value may be left out is none that Node.js knows.
  const args = argv.map((word) => (word === "--inspect" ? `--inspect=${inspectPort}` : word));
  const { values } = parseFlags(args, flags, false);
  if (values.help) return "help";
  if (values.ephemeral && values.data !== undefined) {
    throw new UserError("--data and --ephemeral exclude each other; drop one of them");
  }
  const program = resolve(values.program);
  return {
    program,
    stack: values.stack,
    host: values.host,
    port: numberIn("--port", values.port, 0, 65_535),
    sitePort: values["site-port"] === undefined ? undefined : numberIn("--site-port", values["site-port"], 0, 65_535),
    data: values.ephemeral ? undefined : resolve(values.data ?? `${program}/.offline`),
    repair: values.repair,
    config: Object.fromEntries((values.config ?? []).map(keyAndValue)),
    ec2TransitionSeconds: numberIn("--ec2-transition-seconds", values["ec2-transition-seconds"], 0, 3600),
    watch: !values["no-watch"],
    warmUp: !values.cold,
    maxEnvironments: numberIn("--max-environments", values["max-environments"], 1, 256),
    inspect: values.inspect === undefined ? undefined : numberIn("--inspect", values.inspect, 0, 65_535),
    isQuiet: values.quiet,
    isVerbose: values.verbose,
    logFormat: logFormatIn(values["log-format"]),
    opensBrowser: values.open,
  };
}

/**
 * npm keeps the options before `--` for itself, hands over their values alone, and tells it to nobody but the environment.
 */
function refuseSwallowed(argv: string[], environment: NodeJS.ProcessEnv): void {
  const { npm_lifecycle_event: script } = environment;
  if (script === undefined) return;
  const swallowed = Object.entries(flags).filter(([name]) => isKept(name, environment));
  if (swallowed.length === 0) return;
  // Of several values nothing tells whose they are.
  const values = swallowed.filter(([, { type }]) => type === "string");
  const [value = "…"] = values.length === 1 ? argv.slice(-1) : [];
  const meant = swallowed.map(([name, { type }]) => (type === "string" ? `--${name} ${value}` : `--${name}`)).join(" ");
  const names = swallowed.map(([name]) => `--${name}`).join(" and ");
  throw new UserError(
    `npm keeps ${names} for itself; run: ${script === "start" ? "npm start" : `npm run ${script}`} -- ${meant}`,
  );
}

/** Whether npm has taken an option for its own; of one that begins with `no-` it keeps that the other one is off. */
function isKept(name: string, environment: NodeJS.ProcessEnv): boolean {
  const value = environment[`npm_config_${name.replace(/^no-/, "").replaceAll("-", "_")}`];
  return name.startsWith("no-") ? value === "" : value !== undefined;
}

function logFormatIn(text: string): "text" | "json" {
  if (text === "text" || text === "json") return text;
  throw new UserError(`--log-format is "${text}" but must be text or json`);
}

function numberIn(option: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= minimum && value <= maximum) return value;
  throw new UserError(`${option} is "${text}" but must be a number from ${minimum} to ${maximum}`);
}

function keyAndValue(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UserError(`--config takes key=value, not "${text}"`);
}

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../errors";

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
  /** TCP port that debuggers attach to; 0 takes a free one, undefined lets none attach. */
  inspect?: number;
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
  --no-watch                    does not run the program again when its files change
  --inspect[=PORT]              lets debuggers attach, to functions too (default port: ${inspectPort})
  --help

Of a host that runs:
pulumi-offline output [NAME]    prints all stack outputs, or one
  --show-secrets                with those that are secret, when all are asked for
pulumi-offline fire SCHEDULE    fires a schedule now, and waits for its functions
pulumi-offline mail             prints the e-mail that topics have sent
  --program DIR, --data DIR     the host's, as it was started
  --url ADDRESS                 its address, if its data folder is not to be looked for; its token is then the
                                one of the data folder, or OFFLINE_TOKEN`;

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
  "no-watch": { type: "boolean", default: false },
  inspect: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/**
 * Reads the command line.
 *
 * @returns the options, or "help" if that is what was asked for
 * @throws UserError naming the option that is wrong
 */
export function parseOptions(argv: string[]): Options | "help" {
  const values = parseFlags(argv);
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
    maxEnvironments: numberIn("--max-environments", values["max-environments"], 1, 256),
    inspect: values.inspect === undefined ? undefined : numberIn("--inspect", values.inspect, 0, 65_535),
  };
}

function parseFlags(argv: string[]) {
  try {
    // An option whose value may be left out is none that Node.js knows.
    const args = argv.map((argument) => (argument === "--inspect" ? `--inspect=${inspectPort}` : argument));
    return parseArgs({ args, options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new UserError(`${error.message.split(". ")[0]}; --help lists the options`);
    throw error;
  }
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

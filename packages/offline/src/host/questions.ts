import { parseArgs } from "node:util";
import { UserError } from "../errors";
import { isRecord, membersOf } from "../is-record";
import { RunningHost, type Which } from "./running-host";

/** What the command line says to a host that runs; each returns what is to be printed. */
export const questions: ReadonlyMap<string, (argv: string[], environment: NodeJS.ProcessEnv) => Promise<string>> =
  new Map([
    ["output", output],
    ["fire", fire],
    ["mail", mail],
  ]);

const flags = {
  program: { type: "string", default: "." },
  data: { type: "string" },
  url: { type: "string" },
} as const;

/** `output [name]`: all stack outputs, without what is secret; or one, ready for `$(…)`. */
async function output(argv: string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const showSecrets = { "show-secrets": { type: "boolean", default: false } } as const;
  const { values, positionals } = parse(() =>
    parseArgs({ args: argv, options: { ...flags, ...showSecrets }, allowPositionals: true }),
  );
  const name = only(positionals, "output takes the name of one output, or none for all");
  const hides = name === undefined && !values["show-secrets"];
  const outputs = await ask(values, environment, "GET", hides ? "outputs?secrets=hidden" : "outputs");
  if (name === undefined) return tableOf(outputs);
  if (Object.hasOwn(outputs, name)) return textOf(outputs[name]);
  throw new UserError(`the program has no output ${name}; there are ${Object.keys(outputs).join(", ") || "none"}`);
}

/** `fire SCHEDULE`: fires it, and says so when its functions have been tried. */
async function fire(argv: string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const { values, positionals } = parse(() => parseArgs({ args: argv, options: flags, allowPositionals: true }));
  const schedule = only(positionals, "fire takes the name of one schedule");
  if (schedule === undefined) throw new UserError("fire takes the name of a schedule");
  const page = `schedules/${encodeURIComponent(schedule)}/fire?wait=true`;
  const { name, eventId } = await ask(values, environment, "POST", page);
  return `fired ${String(name)}, event ${String(eventId)}`;
}

/** `mail`: the e-mail that topics have sent, the newest last, just above the prompt. */
async function mail(argv: string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const { values, positionals } = parse(() => parseArgs({ args: argv, options: flags, allowPositionals: true }));
  if (positionals.length > 0) throw new UserError("mail takes no name");
  const host = RunningHost.find(values, environment);
  const mails = await host.ask("GET", "mail");
  if (!Array.isArray(mails)) throw noHost(host);
  return mails.length === 0 ? "no mail yet" : mails.reverse().map(mailText).join("\n\n");
}

function mailText(mail: unknown): string {
  const { sent, from, to, subject, text } = membersOf(mail);
  return [`Sent: ${sent}`, `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, "", String(text)].join("\n");
}

async function ask(which: Which, environment: NodeJS.ProcessEnv, method: "GET" | "POST", page: string) {
  const host = RunningHost.find(which, environment);
  const answer = await host.ask(method, page);
  if (isRecord(answer)) return answer;
  throw noHost(host);
}

const noHost = ({ url }: RunningHost): UserError => new UserError(`what answers at ${url} is no offline host`);

function parse<Parsed>(parser: () => Parsed): Parsed {
  try {
    return parser();
  } catch (error) {
    if (error instanceof TypeError) throw new UserError(`${error.message.split(". ")[0]}; --help lists the options`);
    throw error;
  }
}

function only(positionals: string[], rule: string): string | undefined {
  if (positionals.length > 1) throw new UserError(rule);
  return positionals[0];
}

/** Text as it is; everything else as JSON. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function tableOf(outputs: Record<string, unknown>): string {
  const width = Math.max(0, ...Object.keys(outputs).map((name) => name.length));
  return Object.entries(outputs)
    .map(([name, value]) => `${name.padEnd(width)}  ${textOf(value)}`)
    .join("\n");
}

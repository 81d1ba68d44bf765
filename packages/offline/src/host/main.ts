import { inspect } from "node:util";
import { banner } from "./banner";
import { UserError } from "../errors";
import { type Host, startHost } from "./host";
import { parseOptions, usage } from "./options";
import { entry, printable } from "./printable";
import { questions } from "./questions";

/**
 * The command line: starts the host, says what it serves, and ends it; or asks one that runs. The only place that prints
 * or exits.
 */
async function main(argv: string[]): Promise<void> {
  const ask = questions.get(argv[0] ?? "");
  if (!ask) return start(argv);
  const text = argv.includes("--help") ? usage : await ask(argv.slice(1), process.env);
  // A script gets an output as it is.
  console.log(process.stdout.isTTY ? printable(text) : text);
}

async function start(argv: string[]): Promise<void> {
  const started = Date.now();
  const options = parseOptions(argv);
  if (options === "help") return console.log(usage);
  const host = await startHost({ ...options, log: tell });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end(host, 0));
  tellAll();
  console.log(printable(banner(host, (Date.now() - started) / 1000, { showsSecrets: showsSecrets() })));
}

/** Lines that are to be printed. */
let untold: string[] = [];

/** So long something waits to be printed, in milliseconds: nobody sees that. */
const patience = 20;

/**
 * Prints something that happened, together with what happens meanwhile: under load a write for each request would take
 * longer than many a request itself.
 */
function tell(text: string): void {
  if (untold.push(entry(text)) === 1) setTimeout(tellAll, patience);
}

function tellAll(): void {
  if (untold.length > 0) console.log(untold.join("\n"));
  untold = [];
}
process.on("exit", tellAll);

/** What is no terminal may be a log that others read. */
const showsSecrets = (): boolean => process.stdout.isTTY && !process.env.CI;

async function end(host: Host, code: number): Promise<void> {
  // A second signal, or a part that does not end, must not keep anybody waiting.
  setTimeout(() => process.exit(code), 1500).unref();
  await host.close();
  process.exit(code);
}

/** One clear message for what people can mend; everything else is a fault of the host and shown whole. */
function report(error: unknown): void {
  tellAll();
  console.error(printable(error instanceof UserError ? `offline: ${error.message}` : inspect(error)));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  report(error);
  process.exit(1);
});

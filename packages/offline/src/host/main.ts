import { inspect } from "node:util";
import { UserError } from "../errors";
import { LogicalNames } from "../graph/logical-names";
import { Activity } from "../protocol/activity";
import { banner, pageOf } from "./banner";
import { closest } from "./closest";
import { Console } from "./console/console";
import type { NameOf } from "./console/lines";
import { hasColours } from "./console/style";
import { sayWaiting } from "./console/waiting";
import type { Progress } from "../program/messages";
import { type Host, startHost } from "./host";
import { openBrowser } from "./open-browser";
import { type ConsoleSettings, parseOptions, usage } from "./options";
import { printable, printableJson } from "./printable";
import { questions } from "./questions";

/**
 * The command line: starts the host, says what it serves, and ends it; or asks one that runs. The only place that prints
 * or exits.
 */
async function main(argv: string[]): Promise<void> {
  const [word = "", ...rest] = argv;
  const ask = questions.get(word);
  if (argv.some((one) => one === "--help" || one === "-h")) return console.log(usage);
  if (ask) return ask({ argv: rest, environment: process.env, print });
  const meant = /^[a-z]/.test(word) ? closest(word, [...questions.keys()]) : undefined;
  if (meant !== undefined) throw new UserError(`there is no command ${word}, did you mean ${meant}? --help lists all`);
  await start(argv);
}

/** A script gets a text as it is. */
const print = (text: string): void => console.log(process.stdout.isTTY ? printable(text) : text);

async function start(argv: string[]): Promise<void> {
  const started = Date.now();
  const options = parseOptions(argv, process.env);
  if (options === "help") return console.log(usage);
  // What is printed meanwhile takes the line's place.
  const waiting = sayWaiting("running the program", process.stdout);
  const shown = consoleOf(options, () => waiting.stop());
  process.on("exit", () => shown.flush());
  const activity = new Activity();
  // Notices come by `log`, and so does what goes wrong inside the host.
  activity.listen((happening) => {
    if (happening.kind !== "notice") shown.show(happening);
  });
  const notice = (text: string): void => shown.show({ kind: "notice", time: Date.now(), text });
  const onProgress = (progress: Progress): void => waiting.note(progressText(progress));
  const host = await startHost({ ...options, activity, log: notice, onProgress }).finally(() => waiting.stop());
  shown.nameOf = namesOf(host);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end(host));
  shown.flush();
  announce(host, (Date.now() - started) / 1000, options);
  if (options.opensBrowser)
    openBrowser(pageOf(host, ""), { environment: process.env, platform: process.platform, report: notice });
}

/** What comes first is said alone: there is nothing of the next yet. */
const progressText = ({ files, resources, functions }: Progress): string =>
  resources === 0
    ? `${files} files compiled`
    : `${files} files compiled, ${resources} resources declared, ${functions} functions bundled`;

const consoleOf = ({ logFormat, isQuiet }: ConsoleSettings, before: () => void): Console =>
  new Console({
    format: logFormat,
    isQuiet,
    hasColours: hasColours(process.stdout),
    write: (lines) => {
      before();
      console.log(lines);
    },
  });

function announce(host: Host, seconds: number, { logFormat, isVerbose }: ConsoleSettings): void {
  const { url, sites, graph } = host;
  if (logFormat === "text") return console.log(printable(banner(host, { seconds, isVerbose, showsSecrets: isDesk() })));
  const { project, stack } = graph;
  const time = new Date().toISOString();
  console.log(
    printableJson({ time, kind: "ready", project, stack, url, sites: sites.map((site) => site.url), seconds }),
  );
}

/** What the program calls its resources, as it stands. */
function namesOf(host: Pick<Host, "graph">): NameOf {
  const read = () => ({ graph: host.graph, names: new LogicalNames(host.graph) });
  let known = read();
  return (name) => {
    if (known.graph !== host.graph) known = read();
    return known.names.of(name);
  };
}

/** Whether only the host's user reads what is printed: what is no terminal may be a log that others read. */
const isDesk = (): boolean => process.stdout.isTTY && !process.env.CI;

async function end(host: Host): Promise<void> {
  // A second signal, or a part that does not end, must not keep anybody waiting.
  setTimeout(() => process.exit(0), 1500).unref();
  await host.close();
  process.exit(0);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // One clear message for what people can mend; everything else is a fault of the host and shown whole.
  console.error(printable(error instanceof UserError ? `offline: ${error.message}` : inspect(error)));
  process.exit(1);
});

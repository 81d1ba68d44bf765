import { banner } from "./banner";
import { UserError } from "../errors";
import { type Host, startHost } from "./host";
import { parseOptions, usage } from "./options";

/** The command line: starts the host, says what it serves, and ends it. The only place that prints or exits. */
async function main(): Promise<void> {
  const started = Date.now();
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") return console.log(usage);
  const host = await startHost({ ...options, log: (text) => console.log(text) });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end(host, 0));
  console.log(banner(host, (Date.now() - started) / 1000));
  await host.typesChecked.catch(async (error: unknown) => {
    report(error);
    await end(host, 1);
  });
}

async function end(host: Host, code: number): Promise<void> {
  // A second signal, or a part that does not end, must not keep anybody waiting.
  setTimeout(() => process.exit(code), 1500).unref();
  await host.close();
  process.exit(code);
}

/** One clear message for what people can mend; everything else is a fault of the host and shown whole. */
function report(error: unknown): void {
  console.error(error instanceof UserError ? `offline: ${error.message}` : error);
}

main().catch((error: unknown) => {
  report(error);
  process.exit(1);
});

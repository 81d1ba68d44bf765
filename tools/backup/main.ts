import { setTimeout } from "node:timers/promises";
import { UserError } from "../../packages/offline/src/errors";
import { findHome, homeOptions, homeUsage, readOptions } from "../home";
import { propertiesOf } from "../json";
import { RemoteFunction } from "../remote-function";

const usage = `npm run backup -- [options]

Backs up every table and bucket now: of the offline host that runs, otherwise of the Pulumi CLI's selected stack. It ends
when the backup is complete, and prints its name, by which npm run restore -- --date NAME brings it back.

${homeUsage}
  --help`;

/** Milliseconds before a run is looked for again that goes on elsewhere. */
const patience = 2_000;

async function main(): Promise<void> {
  const values = readOptions({ ...homeOptions, help: { type: "boolean" } });
  if (values.help) return console.log(usage);
  const home = await findHome(values, process.env);
  const backups = new RemoteFunction(home, "backupFunction", console.error);
  try {
    // What is unfinished began before: it need not have what has come since.
    await complete(backups, await run(backups, { mode: "continue" }));
    const id = await complete(backups, await run(backups, {}));
    console.log(`Backed up ${home.name} as ${id}`);
  } finally {
    backups.close();
  }
}

/** How a run has ended: the same as the function's `Outcome`. */
interface Outcome {
  status: string;
  backup?: string;
}

async function run(backups: RemoteFunction, event: { mode?: "continue" }): Promise<Outcome> {
  const text = await backups.ask(event);
  const { status, backup } = propertiesOf(JSON.parse(text));
  if (typeof status !== "string") throw new TypeError(`the backup function answered ${text}`);
  return { status, backup: typeof backup === "string" ? backup : undefined };
}

/** Has runs follow each other until a backup is complete. Returns its name, if there was one to complete. */
async function complete(backups: RemoteFunction, first: Outcome): Promise<string | undefined> {
  const { backup } = first;
  for (let outcome = first; outcome.status === "unfinished" || outcome.status === "overtaken";) {
    console.log(`  ${backup} goes on`);
    // Another run is at it; once that has ended there is nothing more to do.
    if (outcome.status === "overtaken") await setTimeout(patience);
    outcome = await run(backups, { mode: "continue" });
  }
  return backup;
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? `backup: ${error.message}` : error);
  process.exit(1);
});

import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { UserError } from "../../packages/offline/src/errors";
import { findHome, homeOptions, homeUsage, readOptions } from "../home";
import { RemoteFunction } from "../remote-function";
import { type Answer, readAnswer, type Restoration, type RestoreInput } from "./answers";
import { ended, listed, standing } from "./print";

const usage = `npm run restore -- [options]

Restores a backup: of the offline host that runs, otherwise of the Pulumi CLI's selected stack. Without --date it lists the
backups that there are.

  --date DATE     the last backup of that day (2026-11-28), or the one with this id
  --table NAME    this table; may be given several times. Without --table and --prefix, all is restored
  --prefix P      objects whose keys begin so
  --mode MODE     missing, the default: only what is missing comes back. replace: what is otherwise is overwritten as well,
                  and what came after the backup is deleted
  --dry-run       writes nothing, and says what would be done
  --archive NAME  the bucket that keeps the backup, where it is another stack's
  --yes STACK     the stack's name, which mode replace asks for
${homeUsage}
  --help

It ends with 0 when the restoration is complete, with 2 when it must be run again because copies are still on their way
from Glacier, and with 1 when it failed. It may be run again at any time: what is done stays done.`;

const options = {
  ...homeOptions,
  date: { type: "string" },
  table: { type: "string", multiple: true },
  prefix: { type: "string" },
  mode: { type: "string" },
  "dry-run": { type: "boolean" },
  archive: { type: "string" },
  yes: { type: "string" },
  help: { type: "boolean" },
} as const;

/** Seconds of work between two signs of life. */
const slice = 15;

const isTerminal = process.stdin.isTTY && process.stdout.isTTY;

async function main(): Promise<void> {
  const values = readOptions(options);
  if (values.help) return console.log(usage);
  const { date, mode, prefix, archive, table: tables, "dry-run": dryRun } = values;
  const isDangerous = mode === "replace" && dryRun !== true;
  if (isDangerous && values.yes === undefined && !isTerminal) {
    throw new UserError("mode replace overwrites and deletes: name the stack with --yes, or try --dry-run first");
  }
  const home = await findHome(values, process.env);
  const restore = new RemoteFunction(home, "restoreFunction", console.error);
  try {
    const confirm = isDangerous ? (values.yes ?? (await askForStack(home.name))) : undefined;
    const input: RestoreInput = { date, mode, tables, prefix, dryRun, confirm, archive, seconds: slice };
    process.once("SIGINT", stopped);
    const answer = await answerOf(restore, input);
    if ("backups" in answer) return console.log(listed(answer.backups, home.name).join("\n"));
    console.log(`Restoring ${answer.backup} into ${home.name}`);
    const last = await goOn(restore, input, answer);
    console.log(ended(last).join("\n"));
    if (last.status === "pending") process.exitCode = 2;
  } finally {
    restore.close();
  }
}

/** Asks for a slice of the work. */
const answerOf = async (restore: RemoteFunction, input: RestoreInput): Promise<Answer> =>
  readAnswer(await restore.ask(input));

/** Asks for slice after slice, until the restoration has ended. */
async function goOn(restore: RemoteFunction, input: RestoreInput, first: Restoration): Promise<Restoration> {
  let answer = first;
  while (answer.next) {
    show(standing(answer));
    const following = await answerOf(restore, { ...input, next: answer.next });
    if ("backups" in following) throw new Error("the restore function has lost the thread");
    answer = following;
  }
  if (process.stdout.isTTY) process.stdout.write(erase);
  return answer;
}

const erase = "\r\x1b[K";

/** A line that on a terminal takes the place of the one before. */
const show = (line: string): void => void process.stdout.write(process.stdout.isTTY ? `${erase}${line}` : `${line}\n`);

/** @throws UserError where nobody answers */
async function askForStack(where: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const question = `This overwrites what is otherwise than in the backup, and deletes what came after it, in ${where}.
To go on, type the stack's name: `;
  const nobody = once(terminal, "close").then(() => undefined);
  const answer = await Promise.race([terminal.question(question), nobody]);
  terminal.close();
  if (answer === undefined) throw new UserError("nothing was restored");
  return answer.trim();
}

function stopped(): void {
  console.error("\nStopped. Running the command again goes on safely: what is done stays done.");
  process.exit(130);
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? `restore: ${error.message}` : error);
  process.exit(1);
});

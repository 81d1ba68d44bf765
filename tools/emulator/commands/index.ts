import { UserError } from "../../../packages/offline/src/errors";
import { followLogs, requireDocker } from "../docker";
import { emulatedStack } from "../stack";
import { bonus } from "./bonus";
import { clean } from "./clean";
import { down } from "./down";
import { status } from "./status";
import { testLocalstack } from "./test-localstack";
import { testBonus } from "./test-bonus";
import { up } from "./up";

/** Tells people something, in one line. */
export type Say = (text: string) => void;

/** Carries out what an npm script asks for. */
export type Command = (say: Say, args: string[]) => Promise<void>;

/** Shows what the containers log. */
async function logs(): Promise<void> {
  await requireDocker();
  await followLogs();
}

/** Any other command of Pulumi's CLI, for the emulator's stack. */
async function pulumi(_say: Say, args: string[]): Promise<void> {
  if (args.length === 0) throw new UserError("say what Pulumi is to do: npm run pulumi -- cancel --yes");
  const code = await emulatedStack().stack.pulumiInTerminal(args);
  if (code !== 0) throw new UserError(`pulumi ${args[0]} failed (exit code ${code}); its output is above`);
}

/** By the name of their npm script. */
export const commands = new Map<string, Command>([
  ["up", up],
  ["down", down],
  ["test:localstack", testLocalstack],
  ["bonus", bonus],
  ["test:bonus", testBonus],
  ["logs", logs],
  ["status", status],
  ["clean", clean],
  ["pulumi", pulumi],
]);

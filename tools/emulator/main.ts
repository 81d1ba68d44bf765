import { UserError } from "../../packages/offline/src/errors";
import { commands } from "./commands";

const [name = "emulator", ...args] = process.argv.slice(2);

/** The command line of the npm scripts that work with the emulator. The only place that prints or exits. */
async function main(): Promise<void> {
  const command = commands.get(name);
  if (!command) throw new UserError(`no such command; there are ${[...commands.keys()].join(", ")}`);
  await command((text) => console.log(text), args);
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? `${name}: ${error.message}` : error);
  process.exitCode = 1;
});

import { UserError } from "../../../packages/offline/src/errors";
import { requireDocker, startContainers } from "../docker";
import { run } from "../../pulumi/run";
import { emulatedStack, emulatorHealth } from "../stack";
import type { Say } from ".";

/** Starts the emulator. */
export async function up(say: Say): Promise<void> {
  const { url } = emulatedStack();
  await requireDocker();
  await startContainers();
  const health = await emulatorHealth(url);
  say(`LocalStack ${health?.version ?? ""} is ready at ${url}`);
  await openPort(new URL(url).port, say);
  say("Next: npm run deploy");
}

/** In a Codespace: lets others than its owner reach the port. Where that fails, people can do it by hand. */
async function openPort(port: string, say: Say): Promise<void> {
  const { CODESPACE_NAME } = process.env;
  if (!CODESPACE_NAME) return;
  if (await makePublic(port, CODESPACE_NAME))
    say(`Port ${port} is public: whoever has its address may use the emulator`);
  else say(`Port ${port} could not be made public; do it in the PORTS tab`);
}

async function makePublic(port: string, codespace: string): Promise<boolean> {
  try {
    const args = ["codespace", "ports", "visibility", `${port}:public`, "--codespace", codespace];
    return (await run("gh", args)).code === 0;
  } catch (error) {
    // GitHub's CLI is not installed.
    if (error instanceof UserError) return false;
    throw error;
  }
}

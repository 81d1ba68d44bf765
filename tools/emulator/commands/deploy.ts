import { backend, outputs, pulumi } from "../pulumi";
import { requireEmulator, stack } from "../stack";
import type { Say } from ".";

/** Deploys the program to the emulator, and says how to call it. */
export async function deploy(say: Say): Promise<void> {
  await deployStack(say);
  const { curl } = await outputs();
  say(`Try: ${curl}`);
  say("Next: npm run test:localstack");
}

/** Runs `pulumi up`; an emulator that restarted has lost what the state names, which only a refresh notices. */
export async function deployStack(say: Say): Promise<void> {
  await requireEmulator();
  await createStack();
  say("Deploying; the first time Pulumi downloads its AWS provider");
  await pulumi(["up", "--yes", "--skip-preview", "--refresh"], { shown: true });
  say(`Deployed ${stack}; its state is in ${backend()}`);
}

/** Selects the stack; makes it where there is none. */
export async function createStack(): Promise<void> {
  await pulumi(["stack", "select", "--create"]);
}

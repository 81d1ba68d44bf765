import { backend } from "../pulumi/cli";
import { localstack, type Stack } from "../pulumi/stack";
import { requireHome } from "./home";
import type { Say } from "./main";

/** Deploys the program to a stack's home, and says how to call it. */
export async function deploy(stack: Stack, say: Say): Promise<void> {
  await deployStack(stack, say);
  const output = await stack.outputs();
  if (stack.emulator === undefined) {
    // The command carries the key, and what a workflow prints others read.
    say(`API   ${output("apiUrl")}`);
    say(`Site  ${output("siteUrl")}`);
    say(`Try: npx pulumi stack output --show-secrets curl --stack ${stack.name}`);
  } else say(`Try: ${output("curl")}`);
  say(`Next: npm run ${stack.name === localstack ? "test:localstack" : `test:deployed${stack.option}`}`);
}

/**
 * Runs `pulumi up`.
 *
 * @param folder where the program is, if not here
 * @param excluded URNs of what is left as it is
 */
export async function deployStack(stack: Stack, say: Say, folder?: string, excluded: string[] = []): Promise<void> {
  const home = await requireHome(stack);
  await stack.create();
  say(`Deploying ${stack.name} to ${home}; the first time Pulumi downloads its AWS provider`);
  // An emulator that restarted has lost what the state names, which only a refresh notices.
  const refresh = stack.emulator === undefined ? [] : ["--refresh"];
  const without = excluded.flatMap((urn) => ["--exclude", urn]);
  await stack.pulumi(["up", "--yes", "--skip-preview", ...refresh, ...without], { shown: true, folder });
  say(`Deployed ${stack.name}; its state is in ${backend()}`);
}

import { removeContainers, requireDocker } from "../docker";
import { isPulumiInstalled } from "../../pulumi/cli";
import { localstack, noStack } from "../../pulumi/stack";
import { emulatedStack } from "../stack";
import type { Say } from ".";

/** Removes the emulator with what it keeps, and forgets what was deployed to it. */
export async function clean(say: Say): Promise<void> {
  await requireDocker();
  await removeContainers({ volumes: true });
  say("LocalStack is gone, and so is what it kept");
  // The configuration is the repository's: without --preserve-config Pulumi would delete it.
  const remove = ["stack", "rm", "--yes", "--force", "--preserve-config"];
  if (isPulumiInstalled()) await emulatedStack().stack.pulumi(remove, { tolerated: noStack });
  say(`Pulumi knows no stack ${localstack} any more; the offline host's data in .offline/ are untouched`);
  say("Next: npm run up");
}

import { removeContainers, requireDocker } from "../docker";
import type { Say } from ".";

/** Stops the emulator. */
export async function down(say: Say): Promise<void> {
  await requireDocker();
  await removeContainers({ volumes: false });
  say("LocalStack is stopped; what was deployed to it is gone, since it keeps nothing");
  say("Next: npm run up, then npm run deploy; or npm run clean to forget the stack as well");
}

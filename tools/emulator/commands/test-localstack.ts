import { testDeployed } from "../../delivery/test-deployed";
import { requireEmulator } from "../stack";
import type { Say } from ".";

/** Runs the HTTP tests against what is deployed. */
export async function testLocalstack(say: Say): Promise<void> {
  const { stack } = await requireEmulator();
  await testDeployed(stack, "http", say);
  say("Next: npm run bonus, or npm run down");
}

import { UserError } from "../../../packages/offline/src/errors";
import { requireDocker } from "../docker";
import { isPulumiInstalled } from "../../pulumi/cli";
import { emulatedStack, emulatorHealth } from "../stack";
import type { Say } from ".";

/** Says what runs, what is deployed, and what to do next. */
export async function status(say: Say): Promise<void> {
  const { stack, url } = emulatedStack();
  say(`Docker      ${await orMessage(async () => `${(await requireDocker()).version} runs`)}`);
  const health = await emulatorHealth(url);
  say(`LocalStack  ${health ? `${health.version} at ${url}` : "not running"}`);
  if (!health) return say("Next: npm run up");
  const apiUrl = isPulumiInstalled() ? await orMessage(async () => (await stack.outputs())("apiUrl")) : "not deployed";
  say(`Stack       ${apiUrl}`);
  const healthy = await answers(apiUrl);
  say(`API         ${healthy ? "healthy" : "does not answer"}`);
  say(healthy ? "Next: npm run test:localstack" : "Next: npm run deploy");
}

async function answers(apiUrl: string): Promise<boolean> {
  if (!URL.canParse(apiUrl)) return false;
  try {
    return (await fetch(`${apiUrl}/health`)).ok;
  } catch (error) {
    // fetch's error for an address that does not answer.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** What is found, or why it cannot be. */
async function orMessage<Found>(find: () => Promise<Found>): Promise<Found | string> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

import { setTimeout } from "node:timers/promises";

/**
 * Asks again and again until there is an answer, for what happens in its own time.
 *
 * @param what for the error when it never comes
 */
export async function eventually<Value>(what: string, ask: () => Promise<Value | undefined>): Promise<Value> {
  for (let left = 400; left > 0; left--) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await setTimeout(25);
  }
  throw new Error(`${what}: not within ten seconds`);
}

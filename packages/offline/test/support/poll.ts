import { setTimeout } from "node:timers/promises";

/**
 * Asks again and again until there is an answer, for what happens in its own time.
 *
 * @param what for the error when it never comes
 * @param seconds how long it may take, at least
 */
export async function eventually<Value>(
  what: string,
  ask: () => Promise<Value | undefined>,
  seconds = 10,
): Promise<Value> {
  for (let left = seconds * 40; left > 0; left--) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await setTimeout(25);
  }
  throw new Error(`${what}: not within ${seconds} seconds`);
}

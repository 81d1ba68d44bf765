import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { membersOf } from "../../packages/offline/src/is-record";
import { readRecords } from "../../packages/offline/src/storage/journal-file";
import { strictly } from "../../packages/offline/src/storage/opening";

/** An event that waits for its function, by the host's journal. */
interface Waiting {
  functionName: string;
  attempts: number;
}

/** The journal's changes: each record has those that became true together. */
const changesIn = (...path: string[]): Record<string, unknown>[] =>
  readRecords<unknown[]>(join(...path), strictly)
    .entries.flat()
    .map(membersOf);

/** Notifications of S3 that nobody has taken. */
const unsent = (changes: Record<string, unknown>[]): number => {
  const ids = new Set<unknown>();
  for (const { kind, pending, id } of changes)
    if (kind === "notify") ids.add(membersOf(pending).id);
    else if (kind === "delivered") ids.delete(id);
  return ids.size;
};

const waiting = (changes: Record<string, unknown>[]): Waiting[] => {
  const events = new Map<unknown, Waiting>();
  for (const { kind, event, requestId } of changes) {
    const known = events.get(requestId);
    const { functionName, attempts, requestId: id } = membersOf(event);
    if (kind === "accepted") events.set(id, { functionName: String(functionName), attempts: Number(attempts) });
    else if (kind === "failed" && known) known.attempts += 1;
    else if (kind === "settled") events.delete(requestId);
  }
  return [...events.values()];
};

/** Milliseconds that what was triggered may take. */
const patience = 60_000;

/**
 * Waits until nothing that was triggered is under way: no notification, and no event that a function has not taken.
 *
 * @param folder the host's data folder
 * @param mayFail the function that may fail, and wait to be tried again
 * @returns how many events wait for that, which takes a minute or more
 * @throws Error where another function failed
 */
export async function untilIdle(folder: string, mayFail: string): Promise<number> {
  const end = Date.now() + patience;
  for (let before = ""; Date.now() < end; await setTimeout(25)) {
    const [s3, lambda] = [changesIn(folder, "s3", "index.jsonl"), changesIn(folder, "lambda", "events.jsonl")];
    const events = waiting(lambda);
    const failed = events.find(({ attempts, functionName }) => attempts > 0 && functionName !== mayFail);
    if (failed) throw new Error(`${failed.functionName} failed`);
    const isQuiet = unsent(s3) === 0 && events.every(({ attempts }) => attempts > 0);
    // What S3 hands over while the other journal is read would be seen in neither.
    const now = `${s3.length} ${lambda.length}`;
    if (isQuiet && now === before) return events.length;
    before = isQuiet ? now : "";
  }
  throw new Error(`something is still under way after ${patience / 1000} seconds`);
}

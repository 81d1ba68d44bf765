import { Journal, type Journaled } from "../../src/storage/journal";
import type { Opening } from "../../src/storage/opening";

/** A change sets a name to a number. */
export type Change = [name: string, value: number];

/** Numbers by name, as a journal keeps them. */
export class Numbers extends Map<string, number> implements Journaled<Change> {
  apply(changes: Change[]): void {
    for (const [name, value] of changes) this.set(name, value);
  }

  *lines(): Generator<Change[]> {
    for (const change of this) yield [change];
  }
}

/** The numbers that a journal opened now would find. */
export async function foundIn(path: string, opening?: Opening): Promise<Record<string, number>> {
  const numbers = new Numbers();
  await new Journal(path, numbers, { opening }).close();
  return Object.fromEntries(numbers);
}

/** A journal with changes, still open. */
export async function journalOf(path: string, ...changes: Change[]): Promise<Journal<Change>> {
  const journal = new Journal(path, new Numbers());
  for (const change of changes) await journal.commit([change]);
  return journal;
}

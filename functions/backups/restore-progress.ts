import type { JsonItem } from "./items";

/** What became of the items or objects of a backup; each is counted once. */
export interface Counts {
  /** Were missing, or in mode `replace` different, and are there again. */
  restored: number;
  /** Are as they were. */
  equal: number;
  /** Are otherwise than they were, and were left so. */
  different: number;
  /** Are still not there: in a dry run because nothing is written, otherwise because the archive has no copy any more. */
  missing: number;
  /** Are in Glacier, and must be waited for. */
  pending: number;
  /** Came after the backup, and are gone again; in a dry run those that would be. Only in mode `replace`. */
  removed: number;
}

export const noCounts = (): Counts => ({ restored: 0, equal: 0, different: 0, missing: 0, pending: 0, removed: 0 });

/** Counts of tables or buckets, by their names in the program. */
export type CountsByName = Record<string, Counts>;

export const countsOf = (all: CountsByName, name: string): Counts => (all[name] ??= noCounts());

export const addCounts = (to: Counts, more: Partial<Counts>): void => {
  to.restored += more.restored ?? 0;
  to.equal += more.equal ?? 0;
  to.different += more.different ?? 0;
  to.missing += more.missing ?? 0;
  to.pending += more.pending ?? 0;
  to.removed += more.removed ?? 0;
};

/** Until when a table's capacity is spent, in milliseconds since 1970. */
export interface Paid {
  read: number;
  write: number;
}

export const nothingSpent: Paid = { read: 0, write: 0 };

/** Where a restoration stands: what comes next, by its place in lists that are the same on each run. */
export type Position =
  | { phase: "verify"; table: number; file: number }
  | { phase: "indexes"; bucket: number; part: number }
  | { phase: "tables"; table: number; file: number; line: number; paid: Paid }
  /** `after` is the key that the scan of the table has come to. */
  | { phase: "removals"; table: number; after?: JsonItem; paid: Paid }
  /** `after` is the key of the last object that is done. */
  | { phase: "objects"; bucket: number; after?: string };

export type At<Phase extends Position["phase"]> = Extract<Position, { phase: Phase }>;

export const beginning: Position = { phase: "verify", table: 0, file: 0 };

/** What a restoration has found so far. */
export interface Progress {
  tables: CountsByName;
  buckets: CountsByName;
  /** Hours until what was asked of Glacier is there; 0 where nothing was. */
  hours: number;
  /** Whether nothing is to be written before that, because a table's files are among it. */
  isWaiting: boolean;
  /** Objects whose copies the archive has no more, as `bucket/key`: the first of them. */
  lost: string[];
}

export const noProgress = (): Progress => ({ tables: {}, buckets: {}, hours: 0, isWaiting: false, lost: [] });

/** What an unfinished restoration answers, and its next invocation takes. */
export interface Next {
  backup: string;
  /** Stands for the other input, which must be the same. */
  input: string;
  position: Position;
  progress: Progress;
}

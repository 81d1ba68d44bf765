import { isPassing } from "./clock";
import { restoreObjects } from "./restore-objects";
import { nothingSpent, type Position } from "./restore-progress";
import { removeItems } from "./restore-removals";
import type { Run } from "./restore-run";
import { restoreTables } from "./restore-table";
import { verifyIndexes, verifyTables } from "./restore-verify";

/** All that is to be done from a position on; yields where it stands whenever it can be gone on with from there. */
async function* restoration(run: Run, from: Position): AsyncGenerator<Position> {
  let at = from;
  if (at.phase === "verify") {
    yield* verifyTables(run, at);
    yield (at = { phase: "indexes", bucket: 0, part: 0 });
  }
  if (at.phase === "indexes") {
    yield* verifyIndexes(run, at);
    // Where tables must be waited for, what is in Glacier of the objects is asked for as well.
    at = run.progress.isWaiting
      ? { phase: "objects", bucket: 0 }
      : { phase: "tables", table: 0, file: 0, line: 0, paid: nothingSpent };
    yield at;
  }
  if (at.phase === "tables") {
    yield* restoreTables(run, at);
    yield (at = { phase: "removals", table: 0, paid: nothingSpent });
  }
  if (at.phase === "removals") {
    if (run.mode === "replace") yield* removeItems(run, at);
    yield (at = { phase: "objects", bucket: 0 });
  }
  if (at.phase === "objects") yield* restoreObjects(run, at);
}

/** Works until all is done, or the time is up. Returns where the next invocation has to go on, if there must be one. */
export const work = async (run: Run, from: Position): Promise<Position | undefined> => {
  let last: Position | undefined;
  try {
    for await (const position of restoration(run, from)) {
      last = position;
      if (run.deadline.isLate()) return last;
    }
    return undefined;
  } catch (error) {
    // A table had no capacity for too long: what was done before stands.
    if (isPassing(error) && last) return last;
    throw error;
  }
};

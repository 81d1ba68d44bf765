import { Journal, type Journaled } from "../../storage/journal";
import type { Opening } from "../../storage/opening";

/** How far a mapping has come in its stream. */
interface Position {
  /** The mapping's. */
  urn: string;
  streamArn: string;
  /** That of the last record which its function has taken, or will not get. */
  sequenceNumber: string;
}

type Change = ({ kind: "reached" } & Position) | { kind: "forgotten"; urn: string };

/** How far the mappings of streams have come, on disk. */
export class Positions implements Journaled<Change> {
  readonly #positions = new Map<string, Position>();
  readonly #journal: Journal<Change>;

  /** @throws UserError if the file is damaged elsewhere than at its torn end, and is not to be repaired */
  constructor(path: string, opening?: Opening) {
    this.#journal = new Journal<Change>(path, this, { opening });
  }

  /** Undefined for a mapping that has not begun, or that had another stream. */
  of(urn: string, streamArn: string): string | undefined {
    const position = this.#positions.get(urn);
    return position?.streamArn === streamArn ? position.sequenceNumber : undefined;
  }

  /** Returns when it is on disk. */
  async reached(urn: string, streamArn: string, sequenceNumber: string): Promise<void> {
    if (this.of(urn, streamArn) === sequenceNumber) return;
    await this.#journal.commit([{ kind: "reached", urn, streamArn, sequenceNumber }]);
  }

  /** Forgets the mappings for which it says so: declared again, they begin anew. */
  async forget(isGone: (urn: string) => boolean): Promise<void> {
    const gone = [...this.#positions.keys()].filter(isGone);
    if (gone.length > 0) await this.#journal.commit(gone.map((urn) => ({ kind: "forgotten", urn })));
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  /** For the journal alone. */
  apply(changes: Change[]): void {
    for (const change of changes) {
      if (change.kind === "forgotten") this.#positions.delete(change.urn);
      else this.#positions.set(change.urn, change);
    }
  }

  *lines(): Generator<Change[]> {
    for (const position of this.#positions.values()) yield [{ ...position, kind: "reached" }];
  }
}

import { Journal } from "../../../storage/journal";
import type { Opening } from "../../../storage/opening";
import type { StateValue } from "./alarm";

/** An alarm's state, and why it is in it. */
export interface AlarmState {
  value: StateValue;
  reason: string;
  /** JSON for programs; none of a state that was set by hand without it. */
  reasonData?: string;
  /** Since when it is in this state, in milliseconds since the epoch. */
  since: number;
  /** ARNs of what has yet to be told of it. */
  due: string[];
  /** The state before. */
  before: StateValue;
  /** Of that state; undefined if it never was in another one. */
  earlier?: Pick<AlarmState, "reason" | "reasonData" | "since">;
}

export const historyItemTypes = ["ConfigurationUpdate", "StateUpdate", "Action"] as const;
export type HistoryItemType = (typeof historyItemTypes)[number];

/** What has happened to an alarm. */
export interface HistoryItem {
  type: HistoryItemType;
  /** Milliseconds since the epoch. */
  time: number;
  summary: string;
  /** JSON. */
  data: string;
}

/** Of each alarm so many items of its history are kept, and none for longer than CloudWatch does. */
const keptItems = 200;
const keptMilliseconds = 30 * 86_400_000;

/** What is written down of an alarm, which is known by its ARN. */
export interface AlarmChange {
  arn: string;
  state?: AlarmState;
  item?: HistoryItem;
}

interface Kept {
  state: AlarmState;
  history: HistoryItem[];
}

/** The states of alarms and their histories, by ARN; what has been told of an alarm survives a crash. */
export class AlarmStore {
  private readonly kept = new Map<string, Kept>();
  private readonly journal: Journal<AlarmChange>;

  /**
   * @param arns of the alarms that there are; what is kept of others is forgotten
   * @throws UserError if the file is damaged, and not to be repaired
   */
  constructor(
    path: string,
    arns: readonly string[],
    private readonly now: () => number,
    opening: Opening,
  ) {
    for (const arn of arns) this.kept.set(arn, { state: this.initial(), history: [] });
    this.journal = new Journal(
      path,
      { apply: (changes) => changes.forEach((change) => this.apply(change)), lines: () => this.lines() },
      { opening },
    );
  }

  stateOf(arn: string): AlarmState {
    return this.find(arn)?.state ?? this.initial();
  }

  /** The newest first. */
  historyOf(arn: string): readonly HistoryItem[] {
    return this.find(arn)?.history ?? [];
  }

  /** Returns when it is on the disk. */
  commit(...changes: AlarmChange[]): Promise<void> {
    return this.journal.commit(changes);
  }

  close(): Promise<void> {
    return this.journal.close();
  }

  private initial(): AlarmState {
    const reason = "Unchecked: Initial alarm creation";
    return { value: "INSUFFICIENT_DATA", reason, since: this.now(), due: [], before: "INSUFFICIENT_DATA" };
  }

  private find(arn: string): Kept | undefined {
    return this.kept.get(arn);
  }

  private apply({ arn, state, item }: AlarmChange): void {
    const kept = this.find(arn);
    if (!kept) return;
    if (state) kept.state = state;
    if (!item) return;
    const oldest = this.now() - keptMilliseconds;
    kept.history = [item, ...kept.history.filter(({ time }) => time >= oldest)].slice(0, keptItems);
  }

  private *lines(): Generator<AlarmChange[]> {
    for (const [arn, { state, history }] of this.kept)
      yield [{ arn, state }, ...history.toReversed().map((item) => ({ arn, item }))];
  }
}

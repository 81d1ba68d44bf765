import type { LogEntry, LogEvent, LogSource } from "../../../protocol/log-entries";

/** A place in the order of a group's events: by time, and within a millisecond as they came. */
export interface Position {
  readonly timestamp: number;
  /** Grows with every event, over restarts too. */
  readonly sequence: number;
}

export const comparePositions = (a: Position, b: Position): number =>
  a.timestamp - b.timestamp || a.sequence - b.sequence;

/** A log event in its group. */
export interface StoredEvent extends Position, LogEvent {
  readonly timestamp: number;
  readonly logStreamName: string;
  /** When it came, in milliseconds since the epoch. */
  readonly ingestionTime: number;
  readonly source: LogSource;
}

/** What was logged at once, in its group. */
export interface StoredEntry {
  readonly entry: LogEntry;
  readonly logStreamName: string;
  readonly source: LogSource;
  /** The sequence of its first event. */
  readonly sequence: number;
  readonly ingestionTime: number;
}

export const eventsOf = ({ entry, sequence, ...rest }: StoredEntry): StoredEvent[] =>
  entry.events().map(({ timestamp, message }, index) => ({ ...rest, timestamp, message, sequence: sequence + index }));

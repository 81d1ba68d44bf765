/** An event of a log stream. */
export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** What is logged at once: an event, or a few. */
export interface LogEntry {
  /** When the first and the last of its events happened, in milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** Characters of the messages that are there. */
  readonly characters: number;
  events(): LogEvent[];
}

/** A single event. */
export class LogLine implements LogEntry, LogEvent {
  constructor(
    readonly timestamp: number,
    readonly message: string,
  ) {}

  get since(): number {
    return this.timestamp;
  }

  get until(): number {
    return this.timestamp;
  }

  get characters(): number {
    return this.message.length;
  }

  events(): LogEvent[] {
    return [this];
  }
}

/** Events that are made when they are read: most are never read. */
export class LazyEntry implements LogEntry {
  readonly characters = 0;

  constructor(
    readonly since: number,
    readonly until: number,
    private readonly make: () => LogEvent[],
  ) {}

  events(): LogEvent[] {
    return this.make();
  }
}

/** Who logs: the function, or Lambda about the function. */
export type LogSource = "application" | "platform";

/** Takes what an execution environment logs. */
export type WriteLog = (entry: LogEntry, source: LogSource) => void;

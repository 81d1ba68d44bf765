import { type LogEntry, type LogEvent, LogLine, type LogSource } from "../../../protocol/log-entries";
import { comparePositions, eventsOf, type StoredEntry, type StoredEvent } from "./events";
import { type Bounds, RecentEntries } from "./recent";

/** What a log group is, apart from its events. */
export interface GroupSettings {
  name: string;
  /** Undefined keeps events for ever. */
  retentionInDays?: number;
  logGroupClass: string;
}

/** A line of a group's file. Of several about the group itself the last one counts. */
export type Line =
  | ({ kind: "group"; creationTime: number } & GroupSettings)
  | { kind: "stream"; name: string; creationTime: number }
  | ({ kind: "event" } & StoredEvent);

/** A log stream and the times of its events, in milliseconds since the epoch. */
export interface LogStream {
  name: string;
  creationTime: number;
  firstEventTimestamp?: number;
  lastEventTimestamp?: number;
  lastIngestionTime?: number;
}

/** What a group keeps of each source. Under load Lambda's own lines must not push out what functions say. */
const bounds: Record<LogSource, Bounds> = {
  application: { entries: 10_000, characters: 2_000_000 },
  platform: { entries: 1_000, characters: 2_000_000 },
};
const maximumStreams = 1000;
const millisecondsPerDay = 86_400_000;

export interface GroupOptions {
  settings: GroupSettings;
  creationTime: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The sequence of the next entry, above those of all events before it, restarts included. */
  nextSequence: () => number;
  /** Told of everything that is to be written. */
  onChange: () => void;
  /** Told of each line that a function or a client logs. */
  onLine: (event: LogEvent) => void;
  /** Told of all that is logged, if anybody subscribes to it. */
  onEntry?: (stored: StoredEntry) => void;
}

/** A log group: its streams, and the newest of their events. */
export class LogGroup {
  readonly creationTime: number;
  private current: GroupSettings;
  private readonly byName = new Map<string, LogStream>();
  private readonly recent: Record<LogSource, RecentEntries> = {
    application: new RecentEntries(bounds.application),
    platform: new RecentEntries(bounds.platform),
  };
  private unwritten: Line[] = [];

  constructor(private readonly options: GroupOptions) {
    this.current = options.settings;
    this.creationTime = options.creationTime;
  }

  get settings(): GroupSettings {
    return this.current;
  }

  set settings(settings: GroupSettings) {
    this.current = settings;
    this.note(this.groupLine());
  }

  streams(): LogStream[] {
    return [...this.byName.values()];
  }

  stream(name: string): LogStream | undefined {
    return this.byName.get(name);
  }

  createStream(name: string): LogStream {
    const stream = { name, creationTime: this.options.now() };
    this.list(stream);
    return stream;
  }

  /** Adds what was logged at once to a stream of this group. */
  add(stream: LogStream, entry: LogEntry, source: LogSource, ingestionTime: number): void {
    if (!this.byName.has(stream.name)) this.list(stream);
    const sequence = this.options.nextSequence();
    const stored = { entry, logStreamName: stream.name, source, sequence, ingestionTime };
    this.keep(stream, stored);
    this.options.onChange();
    this.options.onEntry?.(stored);
    if (source === "application") for (const event of entry.events()) this.options.onLine(event);
  }

  /** All events that there still are, in order. */
  events(): StoredEvent[] {
    return this.entries().flatMap(eventsOf).sort(comparePositions);
  }

  /** Takes a stream or an event that was on the disk. */
  restore(line: Exclude<Line, { kind: "group" }>): void {
    if (line.kind === "stream") {
      this.byName.set(line.name, { name: line.name, creationTime: line.creationTime });
      return;
    }
    const { logStreamName, source, sequence, ingestionTime, timestamp, message } = line;
    const stream = this.byName.get(logStreamName);
    const entry = new LogLine(timestamp, message);
    if (stream) this.keep(stream, { entry, logStreamName, source, sequence, ingestionTime });
  }

  /** What has changed since the last call. */
  takeUnwritten(): Iterable<Line> {
    const { platform, application } = this.recent;
    const lines = this.unwritten;
    this.unwritten = [];
    return linesOf(lines, [...platform.takeUnwritten(), ...application.takeUnwritten()]);
  }

  /** The fewest lines that say everything. */
  lines(): Iterable<Line> {
    return linesOf([this.groupLine(), ...this.streams().map(streamLine)], this.entries());
  }

  /** The entries that the retention has not taken. */
  private entries(): StoredEntry[] {
    const { retentionInDays } = this.current;
    const oldest = retentionInDays === undefined ? 0 : this.options.now() - retentionInDays * millisecondsPerDay;
    return [...this.recent.platform.all(), ...this.recent.application.all()].filter(
      ({ entry, logStreamName }) => entry.until >= oldest && this.byName.has(logStreamName),
    );
  }

  private groupLine(): Line {
    return { kind: "group", creationTime: this.creationTime, ...this.current };
  }

  private note(line: Line): void {
    this.unwritten.push(line);
    this.options.onChange();
  }

  /** Of too many streams the one that has been silent for longest goes, until it is heard again. */
  private list(stream: LogStream): void {
    this.byName.set(stream.name, stream);
    this.note(streamLine(stream));
    if (this.byName.size <= maximumStreams) return;
    const others = this.streams().filter((one) => one !== stream);
    const [silent] = others.sort((a, b) => activityOf(a) - activityOf(b));
    if (silent) this.byName.delete(silent.name);
  }

  private keep(stream: LogStream, stored: StoredEntry): void {
    const { since, until } = stored.entry;
    stream.firstEventTimestamp = Math.min(stream.firstEventTimestamp ?? since, since);
    stream.lastEventTimestamp = Math.max(stream.lastEventTimestamp ?? until, until);
    stream.lastIngestionTime = stored.ingestionTime;
    this.recent[stored.source].add(stored);
  }
}

const activityOf = ({ lastIngestionTime, creationTime }: LogStream): number => lastIngestionTime ?? creationTime;

const streamLine = ({ name, creationTime }: LogStream): Line => ({ kind: "stream", name, creationTime });

/** Lines of the file; each is made when it is written. */
function* linesOf(first: Line[], entries: StoredEntry[]): Generator<Line> {
  yield* first;
  for (const stored of entries) for (const event of eventsOf(stored)) yield { kind: "event", ...event };
}

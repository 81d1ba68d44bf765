import { makeFolder } from "../../../storage/disk";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../errors";
import type { LoggedLine } from "../../../protocol/metrics";
import { BatchFile } from "../../../storage/batch-file";
import { type Opening, strictly } from "../../../storage/opening";
import { sealedName } from "../../../storage/seal";
import type { StoredEntry } from "./events";
import { type GroupSettings, type Line, LogGroup } from "./group";

/** Changes are written together this long after the first of them. */
const writeAfterMilliseconds = 1000;
/** No entry has more events. */
const eventsPerEntry = 4;

export interface LogStoreOptions {
  /** Where logs are kept; in memory alone if undefined. */
  directory: string | undefined;
  /** The log groups that the program declares. */
  declared: GroupSettings[];
  /** Told when logs cannot be written. */
  report: (text: string) => void;
  /** Told of each line that a function or a client logs. */
  observe?: (line: LoggedLine) => void;
  /** What takes all that is logged in a group, if anybody subscribes to it. */
  takerOf?: (group: string) => ((stored: StoredEntry) => void) | undefined;
  opening?: Opening;
  /** Milliseconds since the epoch; the system's clock by default. */
  now?: () => number;
}

/** All log groups, in memory and in a folder. */
export class LogStore {
  private readonly groups = new Map<string, LogGroup>();
  private readonly files = new Map<LogGroup, BatchFile<Line>>();
  private readonly changed = new Set<LogGroup>();
  private readonly now: () => number;
  /** The clock keeps it above those of former runs, even where their events are gone. */
  private sequence: number;
  private timer?: NodeJS.Timeout;
  private writing: Promise<void> = Promise.resolve();

  /** @throws UserError if the folder is damaged, and not to be repaired */
  constructor(private readonly options: LogStoreOptions) {
    this.now = options.now ?? Date.now;
    this.sequence = this.now() * 1000;
    if (options.directory !== undefined) this.open(options.directory);
    for (const settings of options.declared) this.create(settings);
  }

  find(name: string): LogGroup | undefined {
    return this.groups.get(name);
  }

  /** All groups, by name. */
  all(): LogGroup[] {
    return [...this.groups.values()].sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  }

  /** Makes a group; one that exists gets these settings. */
  create(settings: GroupSettings): LogGroup {
    const group = this.groups.get(settings.name) ?? this.add(settings, this.now());
    group.settings = settings;
    return group;
  }

  /** What a group takes on the disk. */
  bytesOf(group: LogGroup): number {
    return this.files.get(group)?.bytes ?? 0;
  }

  /** Writes what has changed; it survives the process when this resolves. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.catch(() => undefined).then(() => this.write());
    await this.writing;
  }

  /** Writes what has not been written yet. A disk that refuses does not keep the host from ending. */
  async close(): Promise<void> {
    await this.save().catch((error: unknown) => this.reportFailure(error));
    for (const file of this.files.values()) file.seal();
  }

  private reportFailure(error: unknown): void {
    this.options.report(`logs cannot be written: ${error instanceof UserError ? error.message : String(error)}`);
  }

  private open(directory: string): void {
    makeFolder(directory);
    const names = readdirSync(directory).flatMap((name) => (name.endsWith(".jsonl") ? name : (sealedName(name) ?? [])));
    for (const name of new Set(names)) {
      const file = new BatchFile<Line>(join(directory, name));
      const lines = file.read(this.options.opening ?? strictly);
      const group = this.restore(name, lines);
      if (!group) continue;
      this.files.set(group, file);
      if (file.isStale) this.noteChange(group);
      for (const line of lines) {
        if (line.kind !== "group") group.restore(line);
        if (line.kind === "event") this.sequence = Math.max(this.sequence, line.sequence);
      }
      // All that is on the disk already.
      group.takeUnwritten();
    }
  }

  /** The group that a file is of; a repair may have dropped the line that says so. */
  private restore(name: string, lines: Line[]): LogGroup | undefined {
    const last = lines.findLast((line) => line.kind === "group");
    if (last) {
      const { kind: _, creationTime, ...settings } = last;
      return this.add(settings, creationTime);
    }
    const settings = this.options.declared.find((one) => fileNameOf(one.name) === name);
    return settings && this.add(settings, this.now());
  }

  private add(settings: GroupSettings, creationTime: number): LogGroup {
    const group: LogGroup = new LogGroup({
      settings,
      creationTime,
      now: this.now,
      nextSequence: () => (this.sequence += eventsPerEntry),
      onChange: () => this.noteChange(group),
      onEntry: this.options.takerOf?.(settings.name),
      onLine: ({ message }) => this.options.observe?.({ group: settings.name, message }),
    });
    this.groups.set(settings.name, group);
    return group;
  }

  private noteChange(group: LogGroup): void {
    if (this.options.directory === undefined) return;
    this.changed.add(group);
    this.timer ??= setTimeout(() => {
      this.save().catch((error: unknown) => this.reportFailure(error));
    }, writeAfterMilliseconds).unref();
  }

  private async write(): Promise<void> {
    for (const group of [...this.changed]) {
      this.changed.delete(group);
      try {
        await this.fileOf(group).write(group.takeUnwritten(), () => group.lines());
      } catch (error) {
        this.changed.add(group);
        throw error;
      }
    }
  }

  private fileOf(group: LogGroup): BatchFile<Line> {
    const known = this.files.get(group);
    if (known) return known;
    const file = new BatchFile<Line>(join(this.options.directory ?? "", fileNameOf(group.settings.name)));
    this.files.set(group, file);
    return file;
  }
}

/** A group's name is too long for a file's, and has slashes. */
const fileNameOf = (group: string): string => `${createHash("sha256").update(group).digest("hex").slice(0, 32)}.jsonl`;

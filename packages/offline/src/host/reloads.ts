import { setTimeout } from "node:timers/promises";
import { UserError } from "../errors";
import { changesBetween, describeChanges } from "../graph/changes";
import type { Graph } from "../graph/graph";
import type { Activity } from "../protocol/activity";
import { giveBackWhenIdle } from "../program/give-back";
import { ChildEnded } from "../program/in-child";

export interface ReloadsOptions {
  /** What is served at first. */
  recording: Graph;
  /** Runs the program as it is now; what it declares is to be remembered when it is served. */
  run: () => Promise<{ recording: Graph; remember: () => void }>;
  /** Serves what it declares. */
  serve: (recording: Graph) => Promise<void>;
  /** Checks its types; the compiler's messages, or undefined. */
  check: () => Promise<string | undefined>;
  activity: Activity;
  log: (text: string) => void;
  /** Told of what is the host's own fault. */
  onError: (error: unknown) => void;
}

/** A program that writes into its own folder changes each time it runs; from so many times on it waits in between. */
const patientAfter = 3;
const longestWait = 10_000;

/**
 * Runs a program again when its files change, and serves what it declares then. One that fails leaves what is served as it
 * is, and says why.
 */
export class Reloads {
  private recording: Graph;
  private hasChanged = false;
  private running: Promise<void> | undefined;
  private checking: Promise<void> | undefined;
  private isClosed = false;
  /** Whether the last run failed, or what it declared could not be served. */
  private hasFailed = false;
  private isToCheck = false;
  private typeErrors: string | undefined;

  constructor(private readonly options: ReloadsOptions) {
    this.recording = options.recording;
  }

  /** Files have changed. */
  note(): void {
    this.hasChanged = true;
    if (this.isClosed || this.running) return;
    this.running = this.reload()
      .catch(this.options.onError)
      .finally(() => (this.running = undefined));
  }

  /** Checks the types of the program as it is, and tells what has become of its errors. */
  checkTypes(): void {
    this.isToCheck = true;
    if (this.checking) return;
    this.checking = this.check()
      .catch(this.options.onError)
      .finally(() => (this.checking = undefined));
  }

  /** Returns when what runs is over. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.running;
  }

  private async reload(): Promise<void> {
    for (let idle = 0; this.hasChanged && !this.isClosed; idle++) {
      if (idle >= patientAfter) await setTimeout(Math.min(longestWait, 2 ** idle * 100), undefined, { ref: false });
      const since = performance.now();
      this.hasChanged = false;
      try {
        const { recording, remember } = await this.options.run();
        const text = await this.replace(recording);
        const seconds = (performance.now() - since) / 1000;
        if (text !== undefined) this.tell(`reloaded in ${seconds.toFixed(1)} s: ${text}`);
        if (text !== undefined) idle = 0;
        remember();
        this.checkTypes();
        giveBackWhenIdle();
      } catch (error) {
        if (this.isClosed) return;
        if (!(error instanceof UserError)) throw error;
        // What is being saved at the moment may mend it.
        if (!this.hasChanged) this.fail(error.message);
      }
    }
  }

  /** Returns what has changed, in words; undefined if there is nothing to tell. */
  private async replace(recording: Graph): Promise<string | undefined> {
    const changes = changesBetween(this.recording, recording);
    const hadFailed = this.hasFailed;
    if (changes.isAny) {
      await this.options.serve(recording);
      this.recording = recording;
    }
    this.hasFailed = false;
    return changes.isAny || hadFailed ? describeChanges(changes) : undefined;
  }

  private fail(message: string): void {
    this.hasFailed = true;
    this.tell(`not reloaded, what was served is served on: ${message}`, true);
  }

  private tell(text: string, hasFailed = false): void {
    const { activity, log } = this.options;
    log(text);
    activity.tell({ kind: "reload", time: Date.now(), text, hasFailed });
  }

  private async check(): Promise<void> {
    while (this.isToCheck && !this.isClosed) {
      this.isToCheck = false;
      const errors = await this.errors();
      if (this.isClosed || this.isToCheck || errors === this.typeErrors) continue;
      this.typeErrors = errors;
      if (errors === undefined) this.options.log("the type errors are gone");
      else this.options.log(`the program has type errors, and \`pulumi up\` would refuse it:\n${errors}`);
    }
  }

  private async errors(): Promise<string | undefined> {
    try {
      return await this.options.check();
    } catch (error) {
      // It ends with the host.
      if (error instanceof ChildEnded && this.isClosed) return undefined;
      throw error;
    }
  }
}

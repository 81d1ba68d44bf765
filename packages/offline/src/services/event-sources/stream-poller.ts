import { until } from "../../clock";
import type { RecordStream } from "../../protocol/event-sources";
import type { Invocation } from "../../protocol/targets";
import { failuresIn } from "./failures";
import type { Invoker } from "./invoker";
import type { StreamMapping } from "./mapping";
import { pauseAfter } from "./pause";
import type { Positions } from "./positions";
import { StreamBatches, type Taken } from "./stream-batches";
import { type Condition, StreamFailures } from "./stream-failures";

/** Before a batch is tried again, in milliseconds; twice as long each time. Lambda does not say how long it waits. */
const retryDelays = { first: 100, longest: 60_000 } as const;
/** How long a batch waits for room before it is seen whether that is in vain, in milliseconds. */
const waitMilliseconds = 10_000;

/** Before all records. */
const horizon = "0";

export interface StreamPollerOptions {
  invoker: Invoker;
  positions: Positions;
  /** What the mappings of the program before are still about, by URN: a record is in one batch at a time. */
  running: Map<string, Promise<void>>;
}

/**
 * Hands the records of a stream to a function, in order: a batch that it fails is tried again, and those behind it wait,
 * until the function takes it or the mapping says that it is given up. How far it has come is kept: records are handed
 * over at least once.
 */
export class StreamPoller {
  private readonly stopping = new AbortController();
  private readonly failures: StreamFailures;

  constructor(
    private readonly mapping: StreamMapping,
    private readonly options: StreamPollerOptions,
  ) {
    this.failures = new StreamFailures(mapping, options.invoker.options);
  }

  /** Returns when it is kept where it begins: what is written from then on is not missed. */
  async start(): Promise<void> {
    const { urn, sourceArn, startingPosition } = this.mapping;
    const { positions, running, invoker } = this.options;
    if (positions.of(urn, sourceArn) === undefined) {
      const stream = await invoker.options.targets.stream(sourceArn);
      const position = startingPosition === "LATEST" ? stream?.latest() : horizon;
      await positions.reached(urn, sourceArn, position ?? horizon);
    }
    const before = running.get(urn) ?? Promise.resolve();
    running.set(
      urn,
      before.then(() => this.run()),
    );
  }

  /** Takes no more records; what the function has is seen through, and not tried again. */
  stop(): void {
    this.stopping.abort();
  }

  private get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    const { targets } = this.options.invoker.options;
    while (!this.isStopped) {
      try {
        const stream = await targets.stream(this.mapping.sourceArn, this.stopping.signal);
        if (!stream) return;
        await this.follow(stream);
      } catch (error) {
        await pauseAfter(error, this.mapping, this.options.invoker.options, this.stopping.signal);
      }
    }
  }

  private async follow(stream: RecordStream): Promise<void> {
    const { urn, sourceArn } = this.mapping;
    const { positions, invoker } = this.options;
    const batches = new StreamBatches(this.mapping, stream, invoker.options.clock, this.stopping.signal);
    try {
      while (!this.isStopped) {
        const { records, last } = await batches.after(positions.of(urn, sourceArn) ?? horizon);
        if (!(await this.deliver(records, stream.shardId))) return;
        await this.reached(last);
      }
    } finally {
      batches.close();
    }
  }

  private reached(sequenceNumber: string): Promise<void> {
    const { urn, sourceArn } = this.mapping;
    return this.options.positions.reached(urn, sourceArn, sequenceNumber);
  }

  /**
   * Hands records over until the function has taken them, or they are given up.
   *
   * @param attempts how often the function got them before, in a larger batch
   * @returns false if it has come to no end before it was stopped
   */
  private async deliver(records: Taken[], shardId: string, attempts = 0): Promise<boolean> {
    const { bisects, retries } = this.mapping;
    const { invoker } = this.options;
    const { clock } = invoker.options;
    let left = records;
    for (let delay: number = retryDelays.first; ; delay = Math.min(delay * 2, retryDelays.longest)) {
      left = await this.withoutOld(left, shardId, attempts);
      if (left.length === 0) return true;
      if (this.isStopped) return false;
      const texts = left.map(({ text }) => text);
      const invocation = await invoker.invoke(this.mapping, texts, waitMilliseconds, async () => undefined);
      if (!invocation) return false;
      left = await this.leftOf(left, invocation);
      if (left.length === 0) return true;
      if (invocation.failed && bisects && left.length > 1) return this.bisect(left, shardId, attempts);
      attempts++;
      if (attempts > retries) {
        await this.giveUp(left, shardId, "RetryAttemptsExhausted", attempts, invocation);
        return true;
      }
      if (!(await this.waited(clock.now() + delay))) return false;
    }
  }

  /** A division is no attempt. */
  private async bisect(records: Taken[], shardId: string, attempts: number): Promise<boolean> {
    const half = Math.ceil(records.length / 2);
    const first = records.slice(0, half);
    if (!(await this.deliver(first, shardId, attempts))) return false;
    await this.reached(first.at(-1)?.sequenceNumber ?? horizon);
    return this.deliver(records.slice(half), shardId, attempts);
  }

  /** What the function has not taken: of what it names, the first record and all behind it, which come again. */
  private async leftOf(records: Taken[], invocation: Invocation): Promise<Taken[]> {
    if (invocation.failed) return records;
    if (!this.mapping.reportsFailures) return [];
    const ids = records.map(({ sequenceNumber }) => sequenceNumber);
    const failed = failuresIn(invocation.payload, ids);
    const first = ids.findIndex((id) => failed.has(id));
    if (first < 0) return [];
    const taken = ids[first - 1];
    if (taken !== undefined) await this.reached(taken);
    return records.slice(first);
  }

  private async withoutOld(records: Taken[], shardId: string, attempts: number): Promise<Taken[]> {
    const oldest = this.options.invoker.options.clock.now() - this.mapping.maximumAgeMilliseconds;
    const old = records.filter(({ time }) => time < oldest);
    if (old.length > 0) await this.giveUp(old, shardId, "RecordAgeExceeded", attempts);
    return old.length > 0 ? records.filter(({ time }) => time >= oldest) : records;
  }

  private giveUp(
    records: Taken[],
    shardId: string,
    condition: Condition,
    attempts: number,
    invocation?: Invocation,
  ): Promise<void> {
    return this.failures.tell({ records, shardId, condition, attempts, invocation });
  }

  /** Returns whether the time has come; if not, it was stopped. */
  private async waited(time: number): Promise<boolean> {
    const { clock } = this.options.invoker.options;
    await until(clock, time, this.stopping.signal).catch(() => undefined);
    return !this.isStopped;
  }
}

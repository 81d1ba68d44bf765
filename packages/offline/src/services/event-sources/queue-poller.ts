import type { PolledMessage, PolledQueue } from "../../protocol/event-sources";
import { synchronousBytes } from "../../protocol/targets";
import { failuresIn } from "./failures";
import type { Invoker } from "./invoker";
import type { QueueMapping } from "./mapping";
import { pauseAfter } from "./pause";
import { queueRecord } from "./queue-record";

/** Lambda's receivers wait as long as SQS lets them. */
const longPollSeconds = 20;
/** Escapes of JSON may make a message longer: so much is room for it. */
const spare = 2;
/** How long a batch waits for room at a time, at most, in milliseconds. */
const longestWait = 10_000;

/** A message and the record that the function gets of it. */
interface Received {
  message: PolledMessage;
  record: string;
}

/**
 * Hands the messages of a queue to a function, in batches: what the function takes is deleted. What it fails stays in
 * flight, and comes again when its visibility time-out has passed, or goes to the dead-letter queue.
 *
 * There is one receiver, which makes the batches fuller than Lambda's five do.
 */
export class QueuePoller {
  private readonly stopping = new AbortController();
  private running = 0;
  private onFree: () => void = () => undefined;

  constructor(
    private readonly mapping: QueueMapping,
    private readonly invoker: Invoker,
  ) {}

  start(): void {
    void this.run();
  }

  /** Takes no more messages; batches that the function has are seen through. */
  stop(): void {
    this.stopping.abort();
    this.onFree();
  }

  private get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    const { targets } = this.invoker.options;
    const { sourceArn } = this.mapping;
    while (!this.isStopped) {
      try {
        await this.room();
        const queue = await targets.queue(sourceArn, this.stopping.signal);
        if (!queue) return;
        const batch = await this.collect(queue);
        if (batch.length > 0) void this.hand(batch, queue);
      } catch (error) {
        await pauseAfter(error, this.mapping, this.invoker.options, this.stopping.signal);
      }
    }
  }

  /** Waits until the function may have another batch. */
  private async room(): Promise<void> {
    while (this.running >= this.mapping.concurrency && !this.isStopped)
      await new Promise<void>((resolve) => (this.onFree = resolve));
  }

  /** Waits for messages, and then for more of them, until the batch is full or has waited long enough. */
  private async collect(queue: PolledQueue): Promise<Received[]> {
    const { batchSize, windowSeconds } = this.mapping;
    const { clock } = this.invoker.options;
    const batch: Received[] = [];
    let bytes = 0;
    let deadline: number | undefined;
    while (batch.length < batchSize && !this.isStopped) {
      const fitting = Math.floor((synchronousBytes - bytes) / (spare * queue.maxMessageSize));
      const count = Math.min(batchSize - batch.length, batch.length === 0 ? Math.max(fitting, 1) : fitting);
      if (count < 1) break;
      const wait = deadline === undefined ? longPollSeconds : Math.max(0, deadline - clock.now()) / 1000;
      const received = await queue.receive(count, wait, windowSeconds);
      const wanted = await this.sift(queue, received);
      batch.push(...wanted);
      bytes += wanted.reduce((sum, { record }) => sum + Buffer.byteLength(record), 0);
      if (batch.length > 0) deadline ??= clock.now() + windowSeconds * 1000;
      const isAll = received.length < count;
      if (isAll && (deadline === undefined || clock.now() >= deadline)) break;
    }
    return batch;
  }

  /** Deletes what the filter does not want, as Lambda does. */
  private async sift(queue: PolledQueue, messages: PolledMessage[]): Promise<Received[]> {
    const { filter, sourceArn } = this.mapping;
    const wanted: Received[] = [];
    const unwanted: PolledMessage[] = [];
    for (const message of messages) {
      const record = queueRecord(message, sourceArn);
      if (filter && !filter(record)) unwanted.push(message);
      else wanted.push({ message, record: JSON.stringify(record) });
    }
    await queue.delete(unwanted);
    return wanted;
  }

  private async hand(batch: Received[], queue: PolledQueue): Promise<void> {
    this.running++;
    try {
      await this.process(batch, queue);
    } catch (error) {
      const { ended, log } = this.invoker.options;
      const { functionLabel, sourceName } = this.mapping;
      if (!ended.aborted) log(`messages of ${sourceName} come again to ${functionLabel}: ${String(error)}`);
    } finally {
      this.running--;
      this.onFree();
    }
  }

  private async process(batch: Received[], { visibilityTimeoutSeconds }: PolledQueue): Promise<void> {
    const { targets, ended } = this.invoker.options;
    const { sourceArn, reportsFailures } = this.mapping;
    const messages = batch.map(({ message }) => message);
    // A batch that waits for room is nobody else's: AWS would let it come again, and count that.
    const hold = async (): Promise<void> => (await targets.queue(sourceArn, ended))?.hold(messages);
    const records = batch.map(({ record }) => record);
    const wait = Math.min(longestWait, visibilityTimeoutSeconds * 250);
    const invocation = await this.invoker.invoke(this.mapping, records, wait, hold);
    if (!invocation || invocation.failed) return;
    const ids = messages.map(({ id }) => id);
    const failed = reportsFailures ? failuresIn(invocation.payload, ids) : new Set<string>();
    // The program may have been loaded again meanwhile: then its queue is another one, on the same messages.
    const queue = await targets.queue(sourceArn, ended);
    await queue?.delete(messages.filter(({ id }) => !failed.has(id)));
  }
}

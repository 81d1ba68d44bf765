import type { Clock } from "../../clock";
import type { RecordStream, StreamRecord } from "../../protocol/event-sources";
import { synchronousBytes } from "../../protocol/targets";
import type { StreamMapping } from "./mapping";

/** What stands around the records of an event. */
const frameBytes = 64;

/** A record and what the function gets of it. */
export interface Taken extends Pick<StreamRecord, "sequenceNumber" | "time"> {
  /** As JSON. */
  text: string;
}

export interface StreamBatch {
  /** In the order of the stream; none where there are only such that the filter does not want. */
  records: Taken[];
  /** The number up to which the stream has been read for it. */
  last: string;
}

/** Reads a stream in batches. */
export class StreamBatches {
  private hasNews = false;
  private wake: () => void = () => undefined;
  private readonly forget: () => void;

  /** @param stopped ends all waiting */
  constructor(
    private readonly mapping: Pick<StreamMapping, "batchSize" | "windowSeconds" | "filter">,
    private readonly stream: RecordStream,
    private readonly clock: Clock,
    private readonly stopped: AbortSignal,
  ) {
    this.forget = stream.listen(() => {
      this.hasNews = true;
      this.wake();
    });
  }

  /** Waits for records, and then for more of them, until the batch is full or has waited long enough. */
  async after(position: string): Promise<StreamBatch> {
    const { batchSize, windowSeconds } = this.mapping;
    const batch: StreamBatch = { records: [], last: position };
    let deadline: number | undefined;
    while (batch.records.length < batchSize && !this.stopped.aborted) {
      this.hasNews = false;
      const found = await this.stream.read(batch.last, batchSize - batch.records.length);
      if (!this.add(found, batch)) break;
      if (batch.records.length > 0) deadline ??= this.clock.now() + windowSeconds * 1000;
      if (found.length > 0) continue;
      const isOver = deadline !== undefined && this.clock.now() >= deadline;
      // What is not wanted is behind: that can be noted.
      if (isOver || (deadline === undefined && batch.last !== position)) break;
      await this.news(deadline ?? Infinity);
    }
    return batch;
  }

  close(): void {
    this.forget();
  }

  /** Returns whether all have found room; what has not is read again. */
  private add(found: StreamRecord[], batch: StreamBatch): boolean {
    const { filter } = this.mapping;
    let bytes = frameBytes + batch.records.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, 0);
    for (const { sequenceNumber, time, record } of found) {
      if (!filter || filter(record)) {
        const text = JSON.stringify(record);
        bytes += Buffer.byteLength(text) + 1;
        if (bytes > synchronousBytes && batch.records.length > 0) return false;
        batch.records.push({ sequenceNumber, time, text });
      }
      batch.last = sequenceNumber;
    }
    return true;
  }

  /** Resolves when there may be more records, or at a time. */
  private news(until: number): Promise<void> {
    if (this.hasNews || this.stopped.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        cancel?.();
        this.stopped.removeEventListener("abort", go);
        resolve();
      };
      const cancel = until === Infinity ? undefined : this.clock.at(until, go);
      this.stopped.addEventListener("abort", go, { once: true });
      this.wake = go;
    });
  }
}

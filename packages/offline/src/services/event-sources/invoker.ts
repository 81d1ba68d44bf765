import { randomUUID } from "node:crypto";
import { until } from "../../clock";
import { type Invocation, NoCapacity, Throttled } from "../../protocol/targets";
import type { ServiceContext } from "../module";
import type { Mapping } from "./mapping";

export interface InvokerOptions extends Pick<ServiceContext, "targets" | "clock" | "activity" | "log"> {
  /** Aborted when the host ends: what runs then is no failure of a function. */
  ended: AbortSignal;
}

/** So long, in milliseconds, a batch waits that a function's reserved concurrency has no room for. */
const throttledPause = 1000;

/** Invokes functions with batches of records. */
export class Invoker {
  constructor(readonly options: InvokerOptions) {}

  /**
   * Invokes the function of a mapping, and waits for it as long as there is no room.
   *
   * @param records each as JSON
   * @param onWait told each time that there was no room for so long
   * @returns undefined if the program has no such function any more, or the host ends
   */
  async invoke(
    mapping: Mapping,
    records: readonly string[],
    waitMilliseconds: number,
    onWait: () => Promise<void>,
  ): Promise<Invocation | undefined> {
    const { targets, clock, ended } = this.options;
    const payload = `{"Records":[${records.join(",")}]}`;
    const requestId = randomUUID();
    this.tell(mapping, records.length, requestId);
    for (;;) {
      const invocable = targets.invocable(mapping.functionArn);
      if (!invocable || ended.aborted) return undefined;
      const asked = clock.now();
      try {
        const invocation = await invocable.invoke(payload, waitMilliseconds, requestId);
        return ended.aborted ? undefined : invocation;
      } catch (error) {
        if (!(error instanceof NoCapacity)) throw error;
        if (ended.aborted) return undefined;
        await onWait();
        // Whatever refuses at once is not asked over and over.
        const pause = error instanceof Throttled ? Math.min(throttledPause, waitMilliseconds) : waitMilliseconds;
        await until(clock, asked + pause, ended);
      }
    }
  }

  private tell({ kind, functionArn, sourceName }: Mapping, count: number, invocationId: string): void {
    const what = `${count} ${nouns[kind]}${count === 1 ? "" : "s"} of ${sourceName}`;
    this.options.activity.tell({
      ...{ kind: "delivery", time: Date.now(), source: kind, what },
      ...{ targetArn: functionArn, invocationId },
    });
  }
}

const nouns = { queue: "message", stream: "record" } as const satisfies Record<Mapping["kind"], string>;

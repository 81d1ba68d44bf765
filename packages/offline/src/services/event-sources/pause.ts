import { until } from "../../clock";
import type { InvokerOptions } from "./invoker";
import type { Mapping } from "./mapping";

/** How long a source is left alone after a fault of the host's own, such as a full disk, in milliseconds. */
const pauseMilliseconds = 5_000;

/** Says that a source cannot be read, and waits before it is tried again, or until it is stopped. */
export async function pauseAfter(
  error: unknown,
  { functionLabel, sourceName }: Mapping,
  { clock, log }: Pick<InvokerOptions, "clock" | "log">,
  stopped: AbortSignal,
): Promise<void> {
  if (stopped.aborted) return;
  log(`${functionLabel} gets nothing of ${sourceName} for a moment: ${String(error)}`);
  await until(clock, clock.now() + pauseMilliseconds, stopped).catch(() => undefined);
}

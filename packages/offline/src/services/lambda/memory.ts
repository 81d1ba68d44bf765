/** Inside a function's environment: holds it to its memory, of which V8 limits the heap alone. */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How often a function's memory is looked at, in milliseconds, and after how many bytes of new buffers besides. */
const intervals = { milliseconds: 100, bytes: 16 * 1024 ** 2 } as const;

/** Of all memory the heap is in use, and so are buffers outside of it. Takes a few microseconds. */
export function memoryInUse(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

/**
 * Watches the memory that a function has outside of the heap: buffers, mostly. It is looked at all the time, and when
 * buffers are made in a loop that leaves no time.
 *
 * @param limitBytes what the function may have
 * @param exceeded called when it has more, of which nothing is garbage
 */
export function watchMemory(limitBytes: number, exceeded: () => void): void {
  let unseen = 0;
  const check = (): void => {
    unseen = 0;
    if (getHeapStatistics().external_memory <= limitBytes) return;
    collectGarbage();
    if (getHeapStatistics().external_memory > limitBytes) exceeded();
  };
  const counting =
    <Rest extends unknown[]>(make: (size: number, ...rest: Rest) => Buffer) =>
    (size: number, ...rest: Rest): Buffer => {
      if (size > 0) unseen += size;
      // Not after it is there: a single one may be larger than all that is left.
      if (unseen > intervals.bytes || size > limitBytes) check();
      return make(size, ...rest);
    };
  Object.assign(Buffer, {
    alloc: counting(Buffer.alloc.bind(Buffer)),
    allocUnsafe: counting(Buffer.allocUnsafe.bind(Buffer)),
    allocUnsafeSlow: counting(Buffer.allocUnsafeSlow.bind(Buffer)),
  });
  setInterval(check, intervals.milliseconds).unref();
}

/** Node.js gives no other way to have this done now. Without it, what is in use cannot be told from what was. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  if (typeof collect === "function") collect();
}

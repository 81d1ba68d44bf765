import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** So long nothing more must have been asked, in milliseconds: nobody is to wait for it. */
const idleMilliseconds = 1000;

let timer: NodeJS.Timeout | undefined;

/**
 * Has a process that works now and then give back the memory of what it no longer needs, as soon as it is idle. Left to
 * itself V8 would let the heap of such a process grow by gigabytes before it looks.
 */
export function giveBackWhenIdle(): void {
  clearTimeout(timer);
  timer = setTimeout(collect, idleMilliseconds).unref();
}

/** What is asked meanwhile comes first. */
export const keepForNow = (): void => clearTimeout(timer);

let collectGarbage: (() => void) | undefined;

function collect(): void {
  collectGarbage ??= collector();
  collectGarbage();
}

/** V8's own, out of a context of its own: no other one is to have another global, nor any that comes later. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const found: () => void = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  return found;
}

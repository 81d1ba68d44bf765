/** Time that functions run by: it stands still while a debugger has stopped one, as nobody is quick who thinks. */
export interface RunningTime {
  /** Whether debuggers may attach. */
  readonly isInspected: boolean;
  /** Milliseconds since the epoch, without those in which something was stopped. */
  now(): number;
  /**
   * Whether a debugger has stopped a thread.
   *
   * @param threadId Node.js's number of it
   */
  isStopped(threadId: number): boolean;
  /** Lets a thread go that is to end: where it is stopped it would wait for its debugger. */
  release(threadId: number): void;
}

/** The running time of a host that no debugger attaches to: the system's. */
export const uninterrupted: RunningTime = {
  isInspected: false,
  now: () => Date.now(),
  isStopped: () => false,
  release: () => undefined,
};

/** While time stands still it is looked at so often, in milliseconds. */
export const standstill = 20;

/**
 * Calls back when so many milliseconds of running time are over.
 *
 * @returns what cancels the call
 */
export function after(milliseconds: number, time: RunningTime, act: () => void): () => void {
  const due = time.now() + milliseconds;
  const look = (): void => {
    const left = due - time.now();
    if (left <= 0) act();
    else timer = setTimeout(look, Math.max(left, standstill));
  };
  let timer = setTimeout(look, milliseconds);
  return () => clearTimeout(timer);
}

/** Time as the host's parts know it; a test has one of its own, which it moves. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls back at a time; soon, if it is past.
   *
   * @returns what cancels the call
   */
  at(time: number, act: () => void): () => void;
}

/** A machine that sleeps stops its timers; looking at the clock once a minute makes up for that. */
const longestDelay = 60_000;

/** The system's time. What waits for it does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at(time, act) {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = time - Date.now();
      timer = setTimeout(left > longestDelay ? wait : act, Math.min(Math.max(left, 0), longestDelay)).unref();
    };
    wait();
    return () => clearTimeout(timer);
  },
};

/**
 * Resolves at a time; at once, if it is past.
 *
 * @throws the signal's reason, if it is aborted before
 */
export function until(clock: Clock, time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    if (time <= clock.now()) return resolve();
    const stop = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.at(time, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    signal.addEventListener("abort", stop, { once: true });
  });
}

import { hasName } from "../kit/errors";

/** The time that a run has, and how it waits. Tests bring one of their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Returns that many milliseconds later. */
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock = (): Clock => ({
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});

/** A clock, and the time by which a run must have written down where it stands. */
export interface Deadline extends Clock {
  /** Whether the run has to end. */
  isLate(): boolean;
}

/** @param until milliseconds since 1970 */
export const deadline = (clock: Clock, until: number): Deadline => ({ ...clock, isLate: () => clock.now() >= until });

/** Capacity is spent no faster than at a rate. */
export interface Pace {
  /** Returns when so many units are paid for, by waiting; at once where the run is late. */
  spend(units: number | undefined): Promise<void>;
  /** Has so many units paid for later: whoever reads and writes waits for both at once. */
  owe(units: number | undefined): void;
  /** Returns when all that is owed is paid for; at once where the run is late. */
  settle(): Promise<void>;
  /** When that is, in milliseconds since 1970: a run that ends late leaves it to the next one. */
  paidAt(): number;
}

/**
 * @param rate capacity units a second
 * @param owed when what the run before has spent is paid for
 * @param saved milliseconds of capacity that nobody spent before, and that may be spent at once
 */
export const paceOf = (rate: number, clock: Deadline, owed = 0, saved = 0): Pace => {
  let paidAt = owed;
  const owe = (units = 0): void => {
    paidAt = Math.max(paidAt, clock.now() - saved) + (units / rate) * 1000;
  };
  const settle = async (): Promise<void> => {
    while (clock.now() < paidAt && !clock.isLate()) await clock.sleep(Math.min(paidAt - clock.now(), 1000));
  };
  return {
    owe,
    settle,
    paidAt: () => paidAt,
    spend(units) {
      owe(units);
      return settle();
    },
  };
};

/** What DynamoDB refuses for want of capacity. */
const passing = ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"];

/** Whether DynamoDB refused a call that it may take later. */
export const isPassing = (error: unknown): boolean => hasName(error, ...passing);

/** Milliseconds before a call is tried again that found no capacity; the SDK has tried three times before. */
const patience = 1000;

/**
 * Tries again what a table has no capacity for.
 *
 * @throws what the call throws besides, and its refusal where the run is late
 */
export const patiently = async <T>(clock: Deadline, call: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isPassing(error) || clock.isLate()) throw error;
    }
    await clock.sleep(patience);
  }
};

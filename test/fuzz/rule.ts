import fc from "fast-check";
import { Violation } from "./conformance";
import type { Operation } from "./document";
import type { Exchange } from "./exchange";
import type { Session } from "./session";

/** A rule that was broken, in the smallest way that was found. */
export interface Finding {
  rule: string;
  operation: Operation;
  message: string;
  exchanges: Exchange[];
  seed: number;
}

export interface RunOptions {
  seed: number;
  numRuns: number;
}

/** What holds for each of some operations. */
export interface Rule {
  title: string;
  of: (operation: Operation) => boolean;
  /** How many cases it has, where more would be the same again. */
  cases?: number;
  run: (operation: Operation, session: Session, options: RunOptions) => Promise<Finding | undefined>;
}

/**
 * A rule that is tried with many cases.
 *
 * @param test throws a {@link Violation} where a case breaks it
 */
export function rule<Case>(
  title: string,
  of: (operation: Operation) => boolean,
  casesOf: (operation: Operation) => fc.Arbitrary<Case>,
  test: (one: Case, session: Session, operation: Operation) => Promise<void>,
): Rule {
  return {
    title,
    of,
    run: async (operation, session, options) => {
      const property = fc.asyncProperty(casesOf(operation), (one) => test(one, session, operation));
      const { failed, errorInstance, seed } = await fc.check(property, options);
      if (!failed) return undefined;
      if (!(errorInstance instanceof Violation)) throw errorInstance;
      const { message, exchanges } = errorInstance;
      return { rule: title, operation, message, exchanges, seed };
    },
  };
}

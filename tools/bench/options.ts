import { UserError } from "../../packages/offline/src/errors";
import { readOptions } from "../home";

/** How much is measured. */
export interface Pace {
  /** How often everything is measured, in turn with its reference. */
  rounds: number;
  /** How long each load of a round takes. */
  seconds: number;
}

export interface BenchOptions extends Pace {
  /** The parts that are measured; all, if none is named. */
  only: string[];
  help: boolean;
}

/** What `--help` says. */
export const usageOf = (command: string, parts: string[]): string => `npm run ${command} -- [options]

Measures each figure in rounds, in turn with its reference, and prints medians, their ratio and whether the goal is met.

  --rounds N     10 by default; 3 are enough to try something
  --seconds N    how long each load of a round takes; 3 by default. It warms up four times as long
  --only NAME    measures this part alone; may be repeated: ${parts.join(", ")}
  --help`;

function positive(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`--${option} takes a whole number from 1, not "${text}"`);
}

/**
 * Reads the command line.
 *
 * @param parts the names that there are
 * @throws UserError for what it does not know
 */
export function readBenchOptions(parts: string[]): BenchOptions {
  const {
    rounds = "10",
    seconds = "3",
    only = [],
    help = false,
  } = readOptions({
    rounds: { type: "string" },
    seconds: { type: "string" },
    only: { type: "string", multiple: true },
    help: { type: "boolean" },
  });
  const unknown = only.find((name) => !parts.includes(name));
  if (unknown !== undefined) throw new UserError(`--only takes ${parts.join(", ")}, not "${unknown}"`);
  return { rounds: positive("rounds", rounds), seconds: positive("seconds", seconds), only, help };
}

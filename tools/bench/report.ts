import { arch, availableParallelism, loadavg } from "node:os";
import { inspect } from "node:util";
import { UserError } from "../../packages/offline/src/errors";
import { type Pace, readBenchOptions, usageOf } from "./options";
import { type Row, table } from "./table";

/** What is measured together, on a host of its own. */
export type Part = (pace: Pace) => Promise<Row[]>;

/** Measures the parts that the command line names, and prints them; what was measured before a failure as well. */
export async function report(command: string, parts: Record<string, Part>): Promise<void> {
  const names = Object.keys(parts);
  const { help, only, ...pace } = readBenchOptions(names);
  if (help) return say(usageOf(command, names));
  const rows: Row[] = [];
  try {
    for (const [name, measure] of Object.entries(parts)) {
      if (only.length > 0 && !only.includes(name)) continue;
      const began = performance.now();
      rows.push(...(await measure(pace)));
      process.stderr.write(`${name}: ${Math.round((performance.now() - began) / 1000)} s\n`);
    }
  } finally {
    if (rows.length > 0) say(`\n${circumstances(pace)}\n\n${table(rows)}`);
  }
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** What the figures depend on. A load above the number of processors says that others were at work too. */
function circumstances({ rounds, seconds }: Pace): string {
  const [, busy = 0] = loadavg();
  const machine = `Node.js ${process.versions.node}, ${arch()}, ${availableParallelism()} processors`;
  return `${machine}; ${rounds} rounds, loads of ${seconds} s; the system's load over 5 minutes: ${busy.toFixed(1)}`;
}

/** Ends a command by its failure: what the person can mend is one line. */
export function fail(error: unknown): never {
  process.stderr.write(`${error instanceof UserError ? error.message : inspect(error)}\n`);
  process.exit(1);
}

import { median, type Ratio, ratioOf } from "./statistics";

/** What a figure should be. */
export type Goal = { atMost: number } | { atLeast: number };

/** A figure, beside what it is read by. */
export interface Row {
  what: string;
  value: number;
  unit: string;
  /** What was measured in turn with it, in the same unit, and how the two stand to each other. */
  reference?: { what: string; value: number; ratio: Ratio };
  /** What the figure itself should be: for what a busy machine does not change, or where people wait for it. */
  goal?: Goal;
  /** What the ratio should be: it holds on any machine. */
  ratioGoal?: Goal;
}

/** Figures of rounds, and those of a reference in the same rounds. */
export interface Rounds extends Pick<Row, "what" | "unit" | "goal" | "ratioGoal"> {
  values: readonly number[];
  reference: { what: string; values: readonly number[] };
}

/** The row of what was measured in turn with a reference: medians of both, and of their ratio in each round. */
export const compared = ({ values, reference, ...row }: Rounds): Row => ({
  ...row,
  value: median(values),
  reference: {
    what: reference.what,
    value: median(reference.values),
    ratio: ratioOf(values, reference.values),
  },
});

/** Whether a row's goals are met; undefined where it has none. */
export function verdict({ value, reference, goal, ratioGoal }: Row): "met" | "MISSED" | undefined {
  if (!goal && !ratioGoal) return undefined;
  const isMet = (!goal || met(value, goal)) && (!ratioGoal || met(reference?.ratio.median ?? NaN, ratioGoal));
  return isMet ? "met" : "MISSED";
}

const met = (value: number, goal: Goal): boolean => ("atMost" in goal ? value <= goal.atMost : value >= goal.atLeast);

const number = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 2 : value < 1000 ? 1 : 0 });

const textOf = (goal: Goal): string => ("atMost" in goal ? `≤ ${number(goal.atMost)}` : `≥ ${number(goal.atLeast)}`);

const cells = (row: Row): string[] => {
  const { what, value, unit, reference, goal, ratioGoal } = row;
  const goals = [...(goal ? [textOf(goal)] : []), ...(ratioGoal ? [`${textOf(ratioGoal)} times`] : [])];
  const beside = reference && [`${reference.what}: ${number(reference.value)}`, ...ratioCells(reference.ratio)];
  return [
    what,
    `${number(value)} ${unit}`.trimEnd(),
    ...(beside ?? ["", "", ""]),
    goals.join(", "),
    verdict(row) ?? "",
  ];
};

const ratioCells = ({ median, low, high }: Ratio): string[] => [number(median), `${number(low)}–${number(high)}`];

/** The rows in columns. */
export function table(rows: Row[]): string {
  const lines = [["figure", "measured", "beside", "times", "half of the rounds", "goal", ""], ...rows.map(cells)];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

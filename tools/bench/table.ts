/** A figure and what it should be. */
export interface Row {
  what: string;
  value: number;
  unit: string;
  /** None for a figure that the others are to be read beside. */
  goal?: { atMost: number } | { atLeast: number };
}

type Goal = NonNullable<Row["goal"]>;

const met = (value: number, goal: Goal): boolean => ("atMost" in goal ? value <= goal.atMost : value >= goal.atLeast);

const number = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 2 : value < 1000 ? 1 : 0 });

const textOf = (goal: Goal): string => ("atMost" in goal ? `≤ ${number(goal.atMost)}` : `≥ ${number(goal.atLeast)}`);

const cells = ({ what, value, unit, goal }: Row): string[] => [
  what,
  `${number(value)} ${unit}`,
  ...(goal ? [textOf(goal), met(value, goal) ? "met" : "MISSED"] : []),
];

/** The rows in columns. */
export function table(rows: Row[]): string {
  const lines = [["figure", "measured", "goal", ""], ...rows.map(cells)];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A figure and what it should be. */
export interface Row {
  what: string;
  value: number;
  unit: string;
  goal: { atMost: number } | { atLeast: number };
}

const met = ({ value, goal }: Row): boolean => ("atMost" in goal ? value <= goal.atMost : value >= goal.atLeast);

const number = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 2 : value < 1000 ? 1 : 0 });

const cells = (row: Row): string[] => {
  const goal = "atMost" in row.goal ? `≤ ${number(row.goal.atMost)}` : `≥ ${number(row.goal.atLeast)}`;
  return [row.what, `${number(row.value)} ${row.unit}`, goal, met(row) ? "met" : "MISSED"];
};

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

import { type BackupSummary, type Counts, outcomes, type Restoration } from "./answers";

const number = (value: number): string => value.toLocaleString("en-US");

/** Lines of columns, the first to the left and all others to the right. */
function columns(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}

/** The backups that there are, for a person. */
export const listed = (backups: BackupSummary[], where: string): string[] =>
  backups.length === 0
    ? [`There is no complete backup in ${where} yet.`]
    : [
        `Backups in ${where}, the newest first; restore one with --date`,
        ...columns([
          ["  backup", "items", "objects"],
          ...backups.map(({ id, items, objects }) => [`  ${id}`, number(items), number(objects)]),
        ]),
      ];

/** What a slice was at when its time was up. */
const doing: Record<string, string> = {
  verify: "verifying the backup",
  indexes: "verifying the backup",
  tables: "restoring tables",
  removals: "removing what came after the backup",
  objects: "restoring objects",
};

const namesOf = ({ mode }: Restoration): (keyof Counts)[] =>
  mode === "replace" ? [...outcomes, "removed"] : [...outcomes];

/** Where a restoration stands, in a line. */
export function standing(restoration: Restoration): string {
  const { tables, buckets, next } = restoration;
  const all = [...Object.values(tables), ...Object.values(buckets)];
  const sums = namesOf(restoration)
    .map((name): [string, number] => [name, all.reduce((sum, counts) => sum + counts[name], 0)])
    .filter(([, sum]) => sum > 0)
    .map(([name, sum]) => `${number(sum)} ${name}`);
  const what = doing[next?.position.phase ?? ""] ?? "at work";
  return `  ${what}${sums.length > 0 ? `: ${sums.join(", ")}` : ""}`;
}

const meanings = {
  missing:
    "A dry run: nothing was written. What is missing would be restored; what is different would be left as it is.",
  replace:
    "A dry run: nothing was written. What is missing or different would be restored, and what is counted as removed would be.",
};

/** How a restoration ended, for a person. */
export function ended(restoration: Restoration): string[] {
  const { backup, mode, dryRun, tables, buckets, lost, absent, when } = restoration;
  const names = namesOf(restoration);
  const rows = [
    ...Object.entries(tables).map(([name, counts]) => ({ name: `  table ${name}`, counts })),
    ...Object.entries(buckets).map(([name, counts]) => ({ name: `  bucket ${name}`, counts })),
  ];
  return [
    `Backup ${backup}, mode ${mode}`,
    ...columns([["", ...names], ...rows.map(({ name, counts }) => [name, ...names.map((one) => number(counts[one]))])]),
    ...(dryRun ? [mode === "replace" ? meanings.replace : meanings.missing] : []),
    ...(lost
      ? ["The archive has no copies any more of these, which stay missing:", ...lost.map((key) => `  ${key}`)]
      : []),
    ...(absent ? [`This program has these buckets no more: ${absent.join(", ")}`] : []),
    ...(when === undefined ? [] : [when]),
  ];
}

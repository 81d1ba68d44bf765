import type { Estimate, Line } from "./estimate";
import type { Difference } from "./difference";
import { amount, change, money, unitPrice } from "./money";

type Row = string[];

/** Lines of columns: the first ones to the left, all others to the right. */
function columns(rows: Row[], left: number): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const cell = (text: string, column: number): string =>
    column < left ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}

/** Names a service in its first line alone. */
const grouped = <Item extends { service: string }>(items: Item[], row: (item: Item, service: string) => Row): Row[] =>
  items.map((item, index) => row(item, items[index - 1]?.service === item.service ? "" : item.service));

const mark = ({ standIn }: Line): string => (standIn === undefined ? "" : " *");

/** An estimate as a table, with what must be known to read it. */
export function tableOf({ stack, region, lines, total, unpriced }: Estimate): string[] {
  const rows = grouped(lines, (line, service) => [
    service,
    line.what,
    amount(line.units, line.unit),
    `${unitPrice(line.price, line.per, line.unit)}${mark(line)}`,
    money(line.cost),
    money(line.alwaysFree),
    money(line.toPay),
    money(line.firstYear),
  ]);
  const sums = [total.cost, total.alwaysFree, total.toPay, total.firstYear].map(money);
  const standIns = new Set(lines.flatMap(({ standIn }) => (standIn === undefined ? [] : [standIn])));
  return [
    `Stack ${stack} in ${region}, US dollars a month, without taxes`,
    "",
    ...columns(
      [
        ["Service", "What", "Units", "Unit price", "Cost", "Always free", "To pay", "First year"],
        ...rows,
        ["Total", "", "", "", ...sums],
      ],
      2,
    ),
    "",
    "First year: what of To pay is free in the first twelve months of accounts made before 15 July 2025. Newer ones have",
    "credits instead.",
    ...(standIns.size === 0 ? [] : [`* No source was found for ${region}: the price of ${[...standIns].join(", ")}.`]),
    ...notPriced(unpriced, "Not priced, and not in the sums:"),
  ];
}

const notPriced = (unpriced: string[], title: string): string[] =>
  unpriced.length === 0 ? [] : ["", title, ...unpriced.map((one) => `  ${one}`)];

/** How what is to pay has changed against another commit. */
export function differenceTable({ changes, total, unpriced }: Difference, against: string): string[] {
  const rows = grouped(changes, ({ what, before, after, difference }, service) => [
    ...[service, what, money(before), money(after), change(difference)],
  ]);
  const sum = ["Total", "", money(total.before), money(total.after), change(total.difference)];
  return [
    "",
    changes.length === 0 ? `As much as at ${against}.` : `To pay, against ${against}`,
    ...(changes.length === 0
      ? []
      : ["", ...columns([["Service", "What", "Before", "Now", "Difference"], ...rows, sum], 2)]),
    ...notPriced(unpriced, `Not priced, and not at ${against}:`),
  ];
}

import { readFileSync } from "node:fs";
import { hasCode } from "../errors";

/** How many lines are shown before and after the one that is meant. */
const around = 2;

/**
 * The lines of a file around a place in it, with their numbers and a mark below the place:
 *
 * ```
 *   40 |   const item = read(event);
 * > 41 |   return item.titel;
 *      |               ^
 *   42 | }
 * ```
 *
 * @param line from 1
 * @param column from 1; undefined marks the line alone
 * @returns undefined if the file is not there, or has no such line
 */
export function codeFrame(file: string, line: number, column?: number): string | undefined {
  const lines = linesOf(file);
  if (lines?.[line - 1] === undefined) return undefined;
  const first = Math.max(1, line - around);
  const last = Math.min(lines.length, line + around);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = (lines[number - 1] ?? "").trimEnd();
    const isMeant = number === line;
    shown.push(`${isMeant ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (isMeant && column !== undefined) shown.push(`  ${" ".repeat(width)} | ${indentOf(text, column)}^`);
  }
  return shown.join("\n");
}

/** What puts a mark below a column: as many characters, of which tabs stay tabs. */
const indentOf = (text: string, column: number): string =>
  text
    .slice(0, column - 1)
    .replaceAll(/[^\t]/g, " ")
    .padEnd(column - 1);

function linesOf(file: string): string[] | undefined {
  try {
    return readFileSync(file, "utf8")
      .replace(/\r?\n$/, "")
      .split(/\r?\n/);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** A table; without rows, nothing. Columns that say nothing are left out. */
export function table(heads: string[], rows: string[][]): string[] {
  const columns = heads.map((_, index) => index).filter((index) => rows.some((row) => row[index]));
  if (columns.length === 0) return [];
  const line = (cells: string[]) => `| ${columns.map((index) => cell(cells[index] ?? "")).join(" | ")} |`;
  return ["", line(heads), `| ${columns.map(() => "---").join(" | ")} |`, ...rows.map(line), ""];
}

const cell = (text: string): string => text.replace(/\|/g, "\\|").replace(/\n/g, " ");

/** Text in the form of code; one with backticks or bars would end it. */
export const code = (text: string): string => (/`/.test(text) ? text : `\`${text}\``);

/** A block of code. */
export const block = (language: string, text: string): string[] => ["", `\`\`\`${language}`, text, "```", ""];

/** GitHub's anchor of a heading. */
export const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replace(/ /g, "-");

/** A link to a heading of the same page. */
export const link = (heading: string): string => `[${heading}](#${anchor(heading)})`;

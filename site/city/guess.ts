/** As much of a file as its first lines take. */
const beginning = 1024;

/**
 * What type and day a file is of, by its name (`bikes-2025-11-03.csv`, `2025-11-03.csv` in a folder of its type) or, for the
 * day, by its first line. It saves typing: the reader sees it before anything is sent.
 */
export async function guessPlace(file: File): Promise<{ type?: string; date?: string }> {
  const [, type] = /^([a-z][a-z0-9-]{0,31}?)[-_.]?(?:\d{4}-\d\d-\d\d)?\.csv$/.exec(file.name) ?? [];
  const [inName] = /\d{4}-\d\d-\d\d/.exec(file.name) ?? [];
  if (inName !== undefined) return { type, date: inName };
  const lines = await file.slice(0, beginning).text();
  const [, inLine] = /^(\d{4}-\d\d-\d\d)T/m.exec(lines) ?? [];
  return { type, date: inLine };
}

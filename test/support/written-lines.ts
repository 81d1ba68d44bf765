import { mock } from "node:test";

/**
 * Takes the lines of JSON that handlers write to the standard output, until `mock.restoreAll()`. All else goes through:
 * mocha reports by the same stream.
 *
 * @returns the lines so far, parsed
 */
export function takeWrittenLines(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const write = process.stdout.write.bind(process.stdout);
  mock.method(process.stdout, "write", (text: string) =>
    text.startsWith("{") ? lines.push(JSON.parse(text)) > 0 : write(text),
  );
  return lines;
}

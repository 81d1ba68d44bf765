import { UserError } from "../../packages/offline/src/errors";
import type { Ended } from "./run";

/** Words of a tool, and what to tell people who see them; its groups go into `$1`, `$2`. */
export type Cause = readonly [words: RegExp, message: string];

/**
 * What a failed tool's words mean.
 *
 * @param what the command that failed, for when nothing is known of its words
 * @returns an error of one line
 */
export function failure(what: string, { code, stdout, stderr }: Ended, causes: readonly Cause[]): UserError {
  const text = `${stderr}\n${stdout}`;
  for (const [words, message] of causes) {
    const found = words.exec(text);
    if (found) return new UserError(message.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? ""));
  }
  if (code === null) return new UserError(`${what} was killed`);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const said = lines.find((line) => /^error: /.test(line)) ?? stderr.trimEnd().split("\n").at(-1);
  return new UserError(`${what} failed (exit code ${code}): ${said}`);
}

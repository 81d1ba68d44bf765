import { sep } from "node:path";
import type { FunctionError } from "./messages";

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/**
 * Makes stacks readable: their frames name files by their paths in the program's folder or in the function's archive, as
 * in `functions/events/get.ts:41:13`, and not by where these lie on this machine.
 *
 * @param folders absolute
 * @returns a function that shortens the frames of whatever stacks a text holds
 */
export function shortenerOf(folders: string[]): (text: string) => string {
  const places = folders.map((folder) => literally(folder + sep)).join("|");
  const frames = new RegExp(`(\\(|\\bat (?:async )?)(?:${places})(?=[^\\n":()]*:\\d+:\\d+)`, "g");
  return (text) => (text.includes(" at ") ? text.replace(frames, "$1") : text);
}

/** An error whose stack is readable. */
export const shortenTrace = (error: FunctionError, shortened: (text: string) => string): FunctionError => ({
  ...error,
  ...(error.trace && { trace: error.trace.map(shortened) }),
});

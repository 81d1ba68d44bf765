import { relative } from "node:path";
import { codeFrame } from "./code-frame";

/** How many frames of a program's own are shown. */
const mostFrames = 3;

/** A place in a file, as stacks and compilers name it. */
interface Place {
  file: string;
  line: number;
  column: number;
}

/**
 * What the person who wrote a program needs to know of its error: the message, their own frames of the stack, and the
 * lines around the first; the message alone where Pulumi says so.
 *
 * @param own the file that runs the program, whose frames are nobody's
 */
export function explain(error: unknown, own: string): string {
  if (!(error instanceof Error)) return String(error);
  if (isPlain(error)) return withRemedy(error.message.split("\nRequire stack")[0] ?? error.message);
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !/node_modules|node:/.test(line) && !line.includes(own));
  return [nameOf(error) + error.message, ...frames.slice(0, mostFrames), ...frameOf(placeIn(frames[0]))].join("\n");
}

/** Pulumi's words for a setting that is missing name the command of its own; nobody needs that here. */
const withRemedy = (message: string): string =>
  message.replace(
    /^(Missing required configuration variable '([^']+)')\n\s*(please set a value using the command .*)$/s,
    (_, what: string, key: string, command: string) =>
      `${what}\n  give a value: --config ${key}=…\n  or for good: ${command.replace(/^please set a value using the command /, "")}`,
  );

/** Whether an error's message says all that there is to say. */
export const isPlain = (error: unknown): boolean =>
  error instanceof Error &&
  (error instanceof SyntaxError || "__pulumiRunError" in error || /Cannot find module/.test(error.message));

/** What kind of error it is, where that says something. */
const nameOf = ({ name }: Error): string => (name === "Error" ? "" : `${name}: `);

/** Where in a program's files something is wrong: the place, as editors open it, and the lines around it. */
export const shownAt = (place: Place, what: string): string =>
  [`${relative(process.cwd(), place.file)}:${place.line}:${place.column}: ${what}`, ...frameOf(place)].join("\n");

function placeIn(frame: string | undefined): Place | undefined {
  const [, file, line, column] = /\(?((?:[A-Za-z]:)?[^():]+):(\d+):(\d+)\)?$/.exec(frame ?? "") ?? [];
  return file === undefined
    ? undefined
    : { file: file.replace(/^\s+at /, ""), line: Number(line), column: Number(column) };
}

function frameOf(place: Place | undefined): string[] {
  const frame = place && codeFrame(place.file, place.line, place.column);
  return frame === undefined ? [] : ["", frame];
}

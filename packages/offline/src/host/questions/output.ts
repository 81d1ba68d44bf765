import { UserError } from "../../errors";
import { type Asked, ask, which, wordsOf } from "./question";

const flags = { ...which, "show-secrets": { type: "boolean", default: false } } as const;

/** `output [name]`: all stack outputs, without what is secret; or one, ready for `$(…)`. */
export async function output(asked: Asked): Promise<void> {
  const { values, word: name } = wordsOf(asked, flags, "output takes the name of one output, or none for all");
  const hides = name === undefined && !values["show-secrets"];
  const outputs = await ask(values, asked.environment, "GET", hides ? "outputs?secrets=hidden" : "outputs");
  if (name === undefined) return asked.print(tableOf(outputs));
  if (Object.hasOwn(outputs, name)) return asked.print(textOf(outputs[name]));
  throw new UserError(`the program has no output ${name}; there are ${Object.keys(outputs).join(", ") || "none"}`);
}

/** Text as it is; everything else as JSON. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function tableOf(outputs: Record<string, unknown>): string {
  const width = Math.max(0, ...Object.keys(outputs).map((name) => name.length));
  return Object.entries(outputs)
    .map(([name, value]) => `${name.padEnd(width)}  ${textOf(value)}`)
    .join("\n");
}

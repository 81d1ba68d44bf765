import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { hasCode, UserError } from "../../errors";
import { membersOf } from "../../is-record";
import { parseJson } from "../../parse-json";
import { readable } from "../console/stack";
import { parseFlags } from "../flags";
import { RunningHost } from "../running-host";
import { type Asked, which } from "./question";

/** `invoke FUNCTION [EVENT]`: invokes it and prints what it answers, as JSON. */
export async function invoke({ argv, environment, print }: Asked): Promise<void> {
  const { values, positionals } = parseFlags(argv, which, true);
  const [name, event = "{}", ...others] = positionals;
  if (name === undefined || others.length > 0)
    throw new UserError("invoke takes the name of a function and its event: JSON, @FILE, or - for standard input");
  const body = await eventOf(event);
  const host = RunningHost.find(values, environment);
  const answer = await host.call("lambda", `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, { body });
  if (answer.headers.has("x-amz-function-error")) throw new UserError(`${name} failed: ${failureIn(answer.body)}`);
  print(answer.body);
}

/** @throws UserError if it is no JSON, or its file is not there */
async function eventOf(word: string): Promise<string> {
  const event = await textOf(word);
  if (parseJson(event) !== undefined) return event;
  throw new UserError(`the event is no JSON: ${event.trim().slice(0, 80) || "it is empty"}`);
}

async function textOf(word: string): Promise<string> {
  if (word === "-") return text(process.stdin);
  if (!word.startsWith("@")) return word;
  try {
    return await readFile(word.slice(1), "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) throw new UserError(`there is no file ${word.slice(1)} with an event`);
    throw error;
  }
}

/** What a function failed with, as its author reads it. */
function failureIn(payload: string): string {
  const { errorType, errorMessage, trace } = membersOf(parseJson(payload));
  return Array.isArray(trace) && trace.length > 0 ? readable(trace.join("\n")) : `${errorType}: ${errorMessage}`;
}

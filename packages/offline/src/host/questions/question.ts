import { UserError } from "../../errors";
import { isRecord } from "../../is-record";
import { type Flags, parseFlags } from "../flags";
import { RunningHost, type Which } from "../running-host";

/** What a question is asked with. */
export interface Asked {
  /** The words after its name. */
  argv: string[];
  environment: NodeJS.ProcessEnv;
  /** Prints a text of whole lines, without the last line feed. */
  print: (text: string) => void;
}

/** What the command line says to a host, or about one. Throws UserError for what its user can mend. */
export type Question = (asked: Asked) => Promise<void>;

/** What tells which host is meant. */
export const which = {
  program: { type: "string", default: "." },
  data: { type: "string" },
  url: { type: "string" },
} as const;

/**
 * Reads the words of a question.
 *
 * @param rule what is said to more words than one
 */
export function wordsOf<Known extends Flags>({ argv }: Asked, flags: Known, rule: string) {
  const { values, positionals } = parseFlags(argv, flags, true);
  const [word, ...others] = positionals;
  if (others.length > 0) throw new UserError(rule);
  return { values, word };
}

/** Asks for a page that is an object. */
export async function ask(
  values: Which,
  environment: NodeJS.ProcessEnv,
  method: "GET" | "POST",
  page: string,
): Promise<Record<string, unknown>> {
  const host = RunningHost.find(values, environment);
  const answer = await host.ask(method, page);
  if (isRecord(answer)) return answer;
  throw host.isNone();
}

import { parseArgs, type ParseArgsConfig } from "node:util";
import { hasCode, UserError } from "../errors";
import { closest } from "./closest";

/** The options that a command takes, as `parseArgs` of `node:util` knows them. */
export type Flags = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command line.
 *
 * @param allowPositionals whether words are taken that are no options
 * @throws UserError naming the option that is wrong, and the one that was meant perhaps
 */
export function parseFlags<Known extends Flags, Positionals extends boolean>(
  args: string[],
  options: Known,
  allowPositionals: Positionals,
) {
  try {
    return parseArgs({ args, options, allowPositionals });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [problem = ""] = error.message.split(". ");
    throw new UserError(`${problem}${meant(error, options)}; --help lists the options`);
  }
}

function meant(error: TypeError, options: Flags): string {
  if (!hasCode(error, "ERR_PARSE_ARGS_UNKNOWN_OPTION")) return "";
  const [, name = ""] = /'--([^']+)'/.exec(error.message) ?? [];
  const known = closest(name, Object.keys(options));
  return known === undefined ? "" : `, did you mean --${known}?`;
}

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { hasCode, UserError } from "../errors";
import type { Properties } from "../graph/graph";
import { isRecord } from "../is-record";
import { parseJson } from "../parse-json";
import type { Project } from "./project";

export const stackReferenceType = "pulumi:pulumi:StackReference";

/**
 * Key of the configuration that has other stacks' outputs, by the names that the program reads them by: as JSON, or in a
 * file of JSON that is found from the program's folder.
 */
const outputsKey = "offline:stackOutputs";

/**
 * What a program gets that reads another stack: its outputs are what the configuration says that they are.
 *
 * @throws UserError saying how to give them, where they are not given
 */
export function stackReference(name: string, { config, folder }: Pick<Project, "config" | "folder">): Properties {
  const given = config[outputsKey];
  const all = given === undefined ? {} : parseJson(given.trimStart().startsWith("{") ? given : read(given, folder));
  if (!isRecord(all)) throw new UserError(`${outputsKey} is no JSON object of stacks and their outputs`);
  const outputs = Object.hasOwn(all, name) ? all[name] : undefined;
  if (isRecord(outputs)) return { name, outputs, secretOutputNames: [] };
  const example = JSON.stringify({ [name]: { output: "value" } });
  throw new UserError(
    `the program reads the outputs of stack ${name}, which nothing here knows; give them: --config '${outputsKey}=${example}', or the name of a file that says so`,
  );
}

function read(path: string, folder: string): string {
  const file = resolve(folder, path);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) throw new UserError(`${outputsKey} names ${file}, which does not exist`);
    throw error;
  }
}

import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { candidatesOf } from "./load-program";

/** What a file imports of other files beside it: not types alone, which no compiler leaves in what it makes. */
const importing =
  /(?:^|[;}])\s*(?:import|export)\s(?!type\b)(?:[^;"'`]*?\bfrom\s*)?["'](\.{1,2}\/[^"'\n]+)["']|\b(?:require|import)\(\s*["'](\.{1,2}\/[^"'\n]+)["']/gm;

/**
 * The files that a program loads, in the order in which it does, as far as their texts tell: a guess that is quickly made,
 * for what may be done ahead. Packages are not among them.
 *
 * @param entry path of the program's entry, absolute
 */
export function filesInOrder(entry: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, imported, required] of readFileSync(file, "utf8").matchAll(importing)) {
      const path = resolve(dirname(file), imported ?? required ?? "");
      const source = candidatesOf(path).find((one) => isSource.test(one) && existsSync(one));
      if (source !== undefined) visit(source);
    }
  };
  if (isSource.test(entry) && existsSync(entry)) visit(entry);
  return [...found];
}

const isSource = /\.[cm]?tsx?$/;

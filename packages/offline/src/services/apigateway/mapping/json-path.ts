import { isRecord } from "../../../is-record";

/** A JSONPath that is not served, such as one with a filter; its message says which. */
export class UnreadablePath extends Error {}

/** A step of a path: a member, a place in a list, all of what is there, or all below under a name. */
type Step = { name: string } | { index: number } | "all" | { below: string };

const step =
  /^(?:\.\.([\w-]+)|\.(\*)|\.([\w$-]+)|\[(\*)\]|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\])/;

/**
 * The steps of a JSONPath, as mapping templates use it: names, places, `*` and `..name`.
 *
 * @throws UnreadablePath for any other
 */
function stepsOf(path: string): Step[] {
  const steps: Step[] = [];
  let rest = path.trim().replace(/^\$/, "");
  // `name` is as good as `$.name`.
  if (/^[\w-]/.test(rest)) rest = `.${rest}`;
  while (rest !== "") {
    const [found, below, allMembers, name, allItems, index, quoted, doubleQuoted] = step.exec(rest) ?? [];
    if (found === undefined) throw new UnreadablePath(path);
    const key = name ?? (quoted ?? doubleQuoted)?.replace(/\\(.)/g, "$1");
    if (below !== undefined) steps.push({ below });
    else if (allMembers ?? allItems) steps.push("all");
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (key !== undefined) steps.push({ name: key });
    rest = rest.slice(found.length);
  }
  return steps;
}

/**
 * What a JSONPath finds in a value: one thing, or a list where the path may find several; undefined if there is nothing.
 *
 * @throws UnreadablePath for a path that is not served
 */
export function valueAt(value: unknown, path: string): unknown {
  const steps = stepsOf(path);
  let found = [value];
  for (const one of steps) found = found.flatMap((from) => taken(from, one));
  const isList = steps.some((one) => one === "all" || (typeof one === "object" && "below" in one));
  return isList ? found : found[0];
}

function taken(from: unknown, one: Step): unknown[] {
  if (one === "all") return membersIn(from);
  if ("below" in one) return [...own(from, one.below), ...membersIn(from).flatMap((member) => taken(member, one))];
  if ("index" in one) {
    const item: unknown = Array.isArray(from) ? from.at(one.index) : undefined;
    return item === undefined ? [] : [item];
  }
  return own(from, one.name);
}

const membersIn = (from: unknown): unknown[] =>
  Array.isArray(from) ? from : isRecord(from) ? Object.values(from) : [];

const own = (from: unknown, name: string): unknown[] =>
  isRecord(from) && Object.hasOwn(from, name) ? [from[name]] : [];

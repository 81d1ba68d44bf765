import { isRecord } from "../../../is-record";
import { invalidParameter } from "../errors";

/** Finds the nodes that a selector such as `$.users[0].name` points to; several if it has a wildcard. */
export type Select = (root: unknown) => unknown[];

type Step = { key: string } | { index: number } | "any";

const step = /\.\['([^']*)'\]|\.(\*)|\.([^.[]+)|\[(\d+)\]|\[(\*)\]/g;

const stepsOf = (selector: string): Step[] =>
  [...selector.matchAll(step)].map(([, quoted, anyKey, key, index, anyElement]): Step => {
    if (anyKey ?? anyElement) return "any";
    return index === undefined ? { key: quoted ?? key ?? "" } : { index: Number(index) };
  });

function follow(node: unknown, one: Step): unknown[] {
  if (one === "any") return typeof node === "object" && node !== null ? Object.values(node) : [];
  if ("index" in one) return Array.isArray(node) && one.index < node.length ? [node[one.index]] : [];
  return isRecord(node) && Object.hasOwn(node, one.key) ? [node[one.key]] : [];
}

/** @throws AwsError `InvalidParameterException` for more than one wildcard */
export function compileSelector(selector: string): Select {
  const steps = stepsOf(selector);
  if (steps.filter((one) => one === "any").length > 1) {
    throw invalidParameter(`The property selector ${selector} has more than one wildcard`);
  }
  return (root) => steps.reduce<unknown[]>((nodes, one) => nodes.flatMap((node) => follow(node, one)), [root]);
}

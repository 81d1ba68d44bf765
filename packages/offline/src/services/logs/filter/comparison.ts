import { invalidParameter } from "../errors";
import { compileRegex } from "./regex";
import type { Token } from "./tokens";

/** A test of a value node: a text, a number or a boolean. */
export type Test = (node: string | number | boolean) => boolean;

const number = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

const orders: Record<string, (left: number, right: number) => boolean> = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

/**
 * Compiles a comparison with a value: numbers by size; texts as a whole, where a `*` at either end stands for any text.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function compileComparison(operator: string, value: Token): Test {
  const order = orders[operator];
  if (order) {
    const bound = Number(value.text);
    if (value.kind !== "word" || !number.test(value.text)) {
      throw invalidParameter(`Invalid filter pattern: ${operator} takes a number, not ${value.text}`);
    }
    return (node) => typeof node === "number" && order(node, bound);
  }
  const equals = compileEquality(value);
  return operator === "=" ? equals : (node) => !equals(node);
}

function compileEquality({ kind, text }: Token): Test {
  switch (kind) {
    case "regex": {
      const matches = compileRegex(text);
      return (node) => matches(String(node));
    }
    case "string":
    case "word": {
      const matches = compileWildcards(kind === "string" ? text.replace(/\\(.)/gs, "$1") : text);
      const isNumber = kind === "word" && number.test(text);
      return (node) => (isNumber && typeof node === "number" ? node === Number(text) : matches(String(node)));
    }
    case "selector":
    case "symbol":
      throw invalidParameter(`Invalid filter pattern: ${text} is no value`);
  }
}

function compileWildcards(pattern: string): (text: string) => boolean {
  const [, before, middle = "", after] = /^(\*?)(.*?)(\*?)$/s.exec(pattern) ?? [];
  if (before && after) return (text) => text.includes(middle);
  if (before) return (text) => text.endsWith(middle);
  return after ? (text) => text.startsWith(middle) : (text) => text === middle;
}

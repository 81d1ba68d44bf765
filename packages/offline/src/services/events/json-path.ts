import { isRecord } from "../../is-record";

/** One step of a path. */
const steps = /\.\*|\[\*\]|\.([^.[\]*]+)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/y;

/** Finds a part of a document; undefined where there is none. */
export type JsonPath = (document: unknown) => unknown;

/**
 * Compiles the JSON paths that EventBridge takes: names, indexes and `*`, such as `$.resources[0]`
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html).
 *
 * @returns undefined for what is none
 */
export function compileJsonPath(path: string): JsonPath | undefined {
  if (!path.startsWith("$")) return undefined;
  const found: ((value: unknown) => unknown)[] = [];
  let isMany = false;
  for (steps.lastIndex = 1; steps.lastIndex < path.length;) {
    const [token, ...parts] = steps.exec(path) ?? [];
    if (token === undefined) return undefined;
    const key = parts.find((part) => part !== undefined);
    const [each, wasMany] = [key === undefined ? membersOf : (value: unknown) => memberOf(value, key), isMany];
    found.push((value) => (wasMany && Array.isArray(value) ? value.flatMap((one) => each(one) ?? []) : each(value)));
    isMany ||= key === undefined;
  }
  return (document) => found.reduce((value, step) => step(value), document);
}

function memberOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function membersOf(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  return isRecord(value) ? Object.values(value) : undefined;
}

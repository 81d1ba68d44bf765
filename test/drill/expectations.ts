import { restoredMark } from "../../functions/kit/object-events";
import type { ObjectState, State } from "./state";

export type Mode = "missing" | "replace";

/** An object without the mark of a restoration. */
const unmarked = ({ metadata, ...object }: ObjectState): ObjectState => {
  const { [restoredMark]: _, ...own } = metadata;
  return { ...object, metadata: own };
};

/** The same without those marks: a backup copies nothing again for them. */
export const withoutMarks = ({ tables, buckets }: State): State => ({
  tables,
  buckets: each(buckets, (_, objects) => each(objects, (_, object) => unmarked(object))),
});

/** What all metadata of an object may weigh together, names included. */
const largestMetadata = 2048;

const weightOf = (metadata: Record<string, string>): number =>
  Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);

/** One that a restoration has brought back says so, where there is room for that. */
const marked = (object: ObjectState, backup: string): ObjectState => {
  const own = unmarked(object);
  const metadata = { ...own.metadata, [restoredMark]: backup };
  return weightOf(metadata) > largestMetadata ? own : { ...own, metadata };
};

export const isSame = (one: ObjectState | undefined, other: ObjectState): boolean =>
  one !== undefined && textOf(unmarked(one)) === textOf(unmarked(other));

const textOf = ({ metadata, ...rest }: ObjectState): string =>
  JSON.stringify([Object.entries(rest), Object.entries(metadata).sort()]);

/** What a restoration must make of what is there. */
export const restored = (now: State, day: State, mode: Mode, backup: string): State => ({
  tables: each(day.tables, (name, items) => {
    const current = now.tables.get(name);
    return mode === "replace" ? items : new Map([...items, ...(current ?? [])]);
  }),
  buckets: each(day.buckets, (name, objects) => {
    const current = now.buckets.get(name) ?? new Map<string, ObjectState>();
    const back = each(objects, (key, object) => {
      const found = current.get(key);
      return found && (mode === "missing" || isSame(found, object)) ? found : marked(object, backup);
    });
    return mode === "replace" ? back : new Map([...current, ...back]);
  }),
});

const each = <Value>(map: Map<string, Value>, act: (name: string, value: Value) => Value): Map<string, Value> =>
  new Map([...map].map(([name, value]) => [name, act(name, value)]));

const shown = (text: string | undefined): string => (text === undefined ? "nothing" : text.slice(0, 500));

/** What is otherwise than expected, in a line each. */
export const differences = (expected: State, found: State): string[] => [
  ...[...expected.tables].flatMap(([name, items]) => differing(`table ${name}`, items, found.tables.get(name), String)),
  ...[...expected.buckets].flatMap(([name, objects]) =>
    differing(`bucket ${name}`, objects, found.buckets.get(name), textOf),
  ),
];

const differing = <Value>(
  where: string,
  expected: Map<string, Value>,
  found: Map<string, Value> = new Map(),
  write: (value: Value) => string,
): string[] => {
  const text = (map: Map<string, Value>, key: string): string | undefined => {
    const value = map.get(key);
    return value === undefined ? undefined : write(value);
  };
  return [...new Set([...expected.keys(), ...found.keys()])]
    .filter((key) => text(expected, key) !== text(found, key))
    .map((key) => {
      const [should, is] = [shown(text(expected, key)), shown(text(found, key))];
      return `${where}, ${JSON.stringify(key)}:\n  expected ${should}\n  found    ${is}`;
    });
};

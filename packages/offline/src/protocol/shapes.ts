import { isRecord } from "../is-record";
import { AwsError } from "./service";

/*
 * What operations take, said once for all protocols that a service speaks: protocols write numbers, times and lists
 * differently, and forms know texts alone. Reading by a shape checks and translates.
 */

/** How a protocol writes what protocols do not write alike. Undefined for what is no such value. */
export interface Wire {
  number(value: unknown): number | undefined;
  flag(value: unknown): boolean | undefined;
  /** In milliseconds since the epoch. */
  time(value: unknown): number | undefined;
  list(value: unknown): unknown[] | undefined;
}

/** What a member of an input holds. */
export interface Shape<Value> {
  /**
   * @param path where the value is, such as `MetricData.1.Value`
   * @throws AwsError SerializationException for a value of another type
   */
  read(value: unknown, wire: Wire, path: string): Value;
}

/** A structure that names its members; each may be missing. */
export interface Structure<Values> extends Shape<Partial<Values>> {
  readonly members: readonly string[];
}

/** The members of a structure. */
export type ValuesOf<One> = One extends Shape<infer Values> ? Values : never;

const wrongType = (path: string, wanted: string): AwsError =>
  new AwsError("SerializationException", `${path} is not ${wanted}.`);

const shape = <Value>(wanted: string, find: (wire: Wire, value: unknown) => Value | undefined): Shape<Value> => ({
  read(value, wire, path) {
    const found = find(wire, value);
    if (found === undefined) throw wrongType(path, wanted);
    return found;
  },
});

export const text: Shape<string> = shape("a text", (_, value) => (typeof value === "string" ? value : undefined));

/** Whole or not; NaN and the infinities too, where the protocol knows them. */
export const number: Shape<number> = shape("a number", (wire, value) => wire.number(value));

export const flag: Shape<boolean> = shape("true or false", (wire, value) => wire.flag(value));

/** The last instant that JavaScript's dates know, in milliseconds since the epoch. */
const lastInstant = 8.64e15;

/** In milliseconds since the epoch. */
export const time: Shape<number> = shape("a timestamp", (wire, value) => {
  const found = wire.time(value);
  return found !== undefined && Math.abs(found) <= lastInstant ? found : undefined;
});

export const list = <Value>(member: Shape<Value>): Shape<Value[]> => ({
  read(value, wire, path) {
    const found = wire.list(value);
    if (!found) throw wrongType(path, "a list");
    return found.map((item, index) => member.read(item, wire, `${path}.${index + 1}`));
  },
});

/** A member that is not named is refused: what restricts must not be ignored. */
export function structure<Values extends object>(members: {
  [Name in keyof Values]: Shape<Values[Name]>;
}): Structure<Values> {
  const names = Object.keys(members);
  return {
    members: names,
    read(value, wire, path) {
      if (!isRecord(value)) throw wrongType(path || "The input", "a structure");
      const within = path && `${path}.`;
      const given = Object.keys(value).filter((name) => value[name] !== undefined && value[name] !== null);
      const unknown = given.filter((name) => !names.includes(name)).map((name) => within + name);
      if (unknown.length > 0)
        throw new AwsError("NotImplemented", `${unknown.join(", ")} is not embedded in the offline host`, 501);
      const found: Partial<Values> = {};
      for (const name in members)
        if (given.includes(name)) found[name] = members[name].read(value[name], wire, within + name);
      return found;
    },
  };
}

import { isRecord } from "../is-record";
import type { Graph, Properties } from "./graph";

/**
 * Stands for a value that exists only once a resource is made, such as what a function answered: whoever records the
 * program cannot know it. It is Pulumi's own mark (`runtime/rpc.ts` of @pulumi/pulumi), which Pulumi hands on: the
 * program computes nothing of an unknown value, and what it would compute is unknown as well.
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value, or anything in it, is unknown. */
export function hasUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  return value === unknownValue || (isRecord(value) && Object.values(value).some(hasUnknown));
}

const unknownKeys = (properties: Properties): string[] =>
  Object.keys(properties).filter((key) => hasUnknown(properties[key]));

/**
 * What the program makes of unknown values, in words for the person at the console; undefined if it makes nothing of
 * them. Nothing tells of a closure that captured one: it gets undefined.
 *
 * @param isKnownType whether the host knows what the provider computes for a type
 */
export function tellUnknown(
  { resources, outputs }: Graph,
  isKnownType: (type: string) => boolean = () => true,
): string | undefined {
  const made = [
    ...resources.flatMap(({ type, name, inputs }) => unknownKeys(inputs).map((key) => `${key} of ${type} ${name}`)),
    ...unknownKeys(outputs).map((key) => `the output ${key}`),
  ];
  if (made.length === 0) return undefined;
  const sources = resources.flatMap(({ type, custom, inputs, outputs }) => [
    ...unknownKeys(outputs)
      .filter((key) => !hasUnknown(inputs[key]))
      .map((key) => `${key} of ${type}`),
    ...(custom && !isKnownType(type) ? [`what the provider computes for ${type}`] : []),
  ]);
  const what = `the program is not told ${few([...new Set(sources)])}, which exists only after it has run`;
  return `${what}: ${unknownValue} stands for it in ${few(made)}`;
}

/** The first few of many, and how many more there are. */
const few = (all: string[], most = 3): string =>
  [...all.slice(0, most), ...(all.length > most ? [`${all.length - most} more`] : [])].join(", ");

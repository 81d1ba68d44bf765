import { isDeepStrictEqual } from "node:util";
import type { Graph, Resource } from "./graph";

/** How a program differs from what it was, by the names that it gives its resources. */
export interface Changes {
  changed: string[];
  added: string[];
  removed: string[];
  /** Whether it differs at all. */
  isAny: boolean;
}

/** What has become of a program's resources; of one name there may be several, such as a function, its role and its log group. */
export function changesBetween(before: Graph, after: Graph): Changes {
  const [old, now] = [byUrn(before), byUrn(after)];
  const changed = after.resources.filter((one) => {
    const known = old.get(one.urn);
    return known && !isDeepStrictEqual(known, one);
  });
  const added = namesOf(after.resources.filter(({ urn }) => !old.has(urn)));
  const removed = namesOf(before.resources.filter(({ urn }) => !now.has(urn)));
  const outputs = isDeepStrictEqual([before.outputs, before.secretOutputs], [after.outputs, after.secretOutputs]);
  const names = namesOf(changed).filter((name) => !added.includes(name) && !removed.includes(name));
  return {
    changed: names.length === 0 && !outputs ? ["outputs"] : names,
    added: added.filter((name) => !removed.includes(name)),
    removed: removed.filter((name) => !added.includes(name)),
    isAny: changed.length + added.length + removed.length > 0 || !outputs,
  };
}

const byUrn = ({ resources }: Graph): Map<string, Resource> => new Map(resources.map((one) => [one.urn, one]));

const namesOf = (resources: Resource[]): string[] => [...new Set(resources.map(({ name }) => name))];

/** How many names a line has. */
const most = 5;

/** The changes in a line. */
export function describeChanges({ changed, added, removed }: Changes): string {
  const some = (names: string[]): string =>
    names.slice(0, most).join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");
  const parts = [
    ...(changed.length > 0 ? [some(changed)] : []),
    ...(added.length > 0 ? [`new ${some(added)}`] : []),
    ...(removed.length > 0 ? [`without ${some(removed)}`] : []),
  ];
  return parts.join("; ") || "nothing has changed";
}

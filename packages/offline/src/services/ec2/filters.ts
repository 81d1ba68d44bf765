import { listOf, type Parameters, textOf, textsOf } from "../../protocol/query";
import { AwsError } from "../../protocol/service";
import type { Instance, StateName } from "./instances";

/** A test of instances. */
export type Filter = (instance: Instance, state: StateName) => boolean;

/** `*` and `?` stand for any text and any character. */
const pattern = (value: string): RegExp =>
  new RegExp(
    `^${value
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, ".*")
      .replace(/\?/g, ".")}$`,
    "s",
  );

const fields: Record<string, (instance: Instance, state: StateName) => string> = {
  "image-id": ({ imageId }) => imageId,
  "instance-id": ({ id }) => id,
  "instance-state-name": (_, state) => state,
  "instance-type": ({ type }) => type,
};

/**
 * The filters of a describe request: all must hold, each by any of its values.
 *
 * @throws AwsError `InvalidParameterValue` for a filter this host does not know
 */
export function filtersOf(parameters: Parameters): Filter[] {
  return listOf(parameters, "Filter").map((filter) => {
    if (typeof filter === "string") throw new AwsError("InvalidParameterValue", "a filter has a name and values");
    return filterOf(textOf(filter, "Name") ?? "", textsOf(filter, "Value").map(pattern));
  });
}

function filterOf(name: string, values: RegExp[]): Filter {
  const matches = (text: string | undefined) => text !== undefined && values.some((value) => value.test(text));
  const tag = /^tag:(.+)$/.exec(name)?.[1];
  if (tag !== undefined) return ({ tags }) => matches(tags[tag]);
  if (name === "tag-key") return ({ tags }) => Object.keys(tags).some(matches);
  const field = fields[name];
  if (!field) throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
  return (instance, state) => matches(field(instance, state));
}

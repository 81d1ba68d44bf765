import { UserError } from "../../errors";
import { type Properties, type Resource, texts } from "../../graph/graph";

/** What Lambda takes of each number (API reference of Lambda, CreateEventSourceMapping). */
export type Limits = Record<string, { least: number; most: number }>;

/** What AWS says of a mapping when it is made. */
export const refusal = (mapping: string, why: string): UserError =>
  new UserError(`AWS would refuse the event source mapping ${mapping}: ${why}`);

/**
 * Reads numbers of a mapping.
 *
 * @returns reads a whole number within its limits, or undefined where none is given
 * @throws UserError for another one, naming the mapping
 */
export const rangedNumber =
  ({ name }: Resource, limits: Limits) =>
  (properties: Properties, key: string): number | undefined => {
    const value = properties[key];
    if (value === undefined || value === null) return undefined;
    const { least = 0, most = Infinity } = limits[key] ?? {};
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
    throw refusal(name, `${key} ${String(value)} is no whole number from ${least} to ${most}`);
  };

/**
 * Whether the function answers which records of a batch it could not take.
 *
 * @throws UserError for a type of answers that Lambda does not know
 */
export function responseTypesOf({ name, inputs }: Resource): boolean {
  const types = texts(inputs, "functionResponseTypes");
  const unknown = types.find((type) => type !== "ReportBatchItemFailures");
  if (unknown !== undefined) throw refusal(name, `${unknown} is none of functionResponseTypes`);
  return types.length > 0;
}

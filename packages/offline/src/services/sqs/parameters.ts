import type { Properties } from "../../graph/graph";
import { invalidValue, missing } from "./errors";

/** A text that must be there. */
export function required(input: Properties, name: string): string {
  const value = input[name];
  if (typeof value !== "string" || value === "") throw missing(name);
  return value;
}

interface Range {
  from: number;
  to: number;
  /** What SQS says of a value beyond. */
  reason: string;
}

/** The numbers that requests carry, with what SQS says of others. */
const ranges = {
  DelaySeconds: { from: 0, to: 900, reason: "DelaySeconds must be >= 0 and <= 900." },
  MaxNumberOfMessages: { from: 1, to: 10, reason: "Must be between 1 and 10, if provided." },
  MaxResults: { from: 1, to: 1000, reason: "Must be between 1 and 1000, if provided." },
  VisibilityTimeout: { from: 0, to: 43_200, reason: "Must be >= 0 and <= 43200, if provided." },
  WaitTimeSeconds: { from: 0, to: 20, reason: "Must be >= 0 and <= 20, if provided." },
} as const satisfies Record<string, Range>;

/** A whole number of its range, or undefined if it is not given. */
export function numberOf(input: Properties, name: keyof typeof ranges): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const { from, to, reason } = ranges[name];
  if (typeof value === "number" && Number.isInteger(value) && value >= from && value <= to) return value;
  throw invalidValue(value, name, reason);
}

/** A text that may be missing. */
export function optional(input: Properties, name: string): string | undefined {
  return input[name] === undefined ? undefined : required(input, name);
}

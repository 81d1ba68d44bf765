import { optionalText, type Properties } from "../../graph/graph";
import { invalidParameter } from "./errors";

const groupName = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const streamName = /^[^:*]{1,512}$/;

function matching(input: Properties, member: string, allowed: RegExp): string | undefined {
  const value = input[member];
  if (value === undefined) return undefined;
  if (typeof value === "string" && allowed.test(value)) return value;
  throw invalidParameter(
    `1 validation error detected: Value ${JSON.stringify(value)} at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${allowed.source}`,
  );
}

function required<Value>(value: Value | undefined, member: string): Value {
  if (value !== undefined) return value;
  throw invalidParameter(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** The member `logGroupName`. */
export const groupNameOf = (input: Properties): string =>
  required(matching(input, "logGroupName", groupName), "logGroupName");

/** The log group that is to be read: by its name, or by `logGroupIdentifier`, which may be its ARN. */
export function groupReadBy(input: Properties): string {
  const identifier = matching(input, "logGroupIdentifier", /^[\w#+=/:,.@-]{1,2048}$/);
  if (identifier === undefined) return groupNameOf(input);
  if (input.logGroupName !== undefined) {
    throw invalidParameter("Only one of logGroupName and logGroupIdentifier can be given.");
  }
  return /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)$/.exec(identifier)?.[1] ?? identifier;
}

/** The member `logStreamName`. */
export const streamNameOf = (input: Properties): string =>
  required(matching(input, "logStreamName", streamName), "logStreamName");

/** A beginning of names of streams or groups. */
export const prefixOf = (input: Properties, member: "logStreamNamePrefix" | "logGroupNamePrefix"): string | undefined =>
  matching(input, member, member === "logStreamNamePrefix" ? streamName : groupName);

/** A whole number in a range. */
export function numberOf(input: Properties, member: string, minimum: number, maximum: number): number | undefined {
  const value = input[member];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw invalidParameter(
    `1 validation error detected: Value ${JSON.stringify(value)} at '${member}' failed to satisfy constraint: Member must be from ${minimum} to ${maximum}`,
  );
}

/** A time in milliseconds since the epoch. */
export const timeOf = (input: Properties, member: string): number | undefined =>
  numberOf(input, member, 0, Number.MAX_SAFE_INTEGER);

/** The member `nextToken`. */
export const tokenOf = (input: Properties): string | undefined => optionalText(input, "nextToken");

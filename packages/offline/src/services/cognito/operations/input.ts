import { createHmac } from "node:crypto";
import { isRecord, membersOf } from "../../../is-record";
import { InputReader } from "../../../protocol/input";
import type { JsonInput } from "../../../protocol/json";
import { invalidParameter, notAuthorized } from "../errors";
import { isSameText } from "../passwords/hash";
import type { ClientSettings } from "../settings";
import { AwsError } from "../../../protocol/service";

export const read = new InputReader(invalidParameter);

/** What a client says of itself and its user for triggers and threat protection, which change nothing here. */
export const contexts = ["AnalyticsMetadata", "ClientMetadata", "ContextData", "UserContextData"] as const;

/** A member that maps names to texts; empty if it is missing. */
export function textsByName(input: JsonInput, member: string): Record<string, string> {
  const entries = Object.entries(membersOf(input[member] ?? {}));
  if (entries.some(([, value]) => typeof value !== "string"))
    throw new AwsError("SerializationException", "Unexpected field type");
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** A member that is a list of names and values, as attributes are. */
export function attributesIn(input: JsonInput, member: string): Record<string, string> {
  const value = input[member] ?? [];
  if (!Array.isArray(value) || !value.every(isRecord))
    throw new AwsError("SerializationException", "Unexpected field type");
  return Object.fromEntries(value.map((one) => [read.text(one, "Name"), read.optionalText(one, "Value") ?? ""]));
}

/** A member that is a whole number, or undefined. */
export function numberIn(input: JsonInput, member: string): number | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value))
    throw new AwsError("SerializationException", "Unexpected field type");
  return value;
}

/** A parameter of an authentication, which must be there. */
export function parameter(parameters: Record<string, string>, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === "") throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/**
 * That who speaks for a client knows its secret
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash).
 *
 * @throws AwsError NotAuthorizedException
 */
export function checkSecretHash({ id, secret }: ClientSettings, username: string, given: string | undefined): void {
  if (secret === undefined) return;
  if (given === undefined)
    throw notAuthorized(`Client ${id} is configured with secret but SECRET_HASH was not received`);
  const expected = createHmac("sha256", secret).update(`${username}${id}`).digest("base64");
  if (!isSameText(given, expected)) throw notAuthorized(`Unable to verify secret hash for client ${id}`);
}

import { AwsError } from "./service";
import type { JsonInput } from "./json";

/*
 * Reads what clients send. A member that is missing or of another type is the client's error, in the words of AWS's
 * frameworks; readers of the program's graph must not be used for it.
 */

/** How a service says that a member is wrong; `ValidationException` in most. */
export type InvalidInput = (message: string) => AwsError;

const validationException: InvalidInput = (message) => new AwsError("ValidationException", message);

const mustNotBeNull = (member: string): string =>
  `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`;

const wrongType = (): AwsError => new AwsError("SerializationException", "Unexpected field type");

/** Reads members of inputs, with a service's own error for those that are missing. */
export class InputReader {
  constructor(private readonly invalid: InvalidInput = validationException) {}

  /** A text that must be there. */
  text(input: JsonInput, member: string): string {
    const value = this.optionalText(input, member);
    if (value === undefined) throw this.invalid(mustNotBeNull(lowerFirst(member)));
    return value;
  }

  /** A text that may be missing. */
  optionalText(input: JsonInput, member: string): string | undefined {
    const value = input[member];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw wrongType();
    return value;
  }

  /** A list of texts; empty if it is missing. */
  texts(input: JsonInput, member: string): string[] {
    const value = input[member] ?? [];
    if (!Array.isArray(value)) throw wrongType();
    return value.map((item: unknown) => {
      if (typeof item !== "string") throw wrongType();
      return item;
    });
  }

  /** True or false; false if it is missing. */
  flag(input: JsonInput, member: string): boolean {
    const value = input[member] ?? false;
    if (typeof value !== "boolean") throw wrongType();
    return value;
  }
}

/** AWS's frameworks name members in messages as the model's shapes do, in camel case. */
const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

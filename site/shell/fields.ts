import type { Failure } from "./api";

/**
 * What a problem says of each field, in the server's words. The handler names a field by its JSON pointer; the gateway in
 * its validator's words, which name one that is missing in quotes.
 *
 * @returns messages by field, and what is left that belongs to none of them
 */
export function fieldMessages<Field extends string>(
  failure: Failure | undefined,
  fields: readonly Field[],
): { messages: Partial<Record<Field, string>>; rest: string } {
  const messages: Partial<Record<Field, string>> = {};
  if (failure?.status !== 400) return { messages, rest: failure?.detail ?? "" };
  const faults = failure.detail.replace(/^\[|\]$/g, "").split(/\.?, (?=#)|; |, (?=\/)/);
  const rest = faults.filter((fault) => {
    const field = fields.find((name) => new RegExp(`^(#?/)?${name}\\b|"${name}"`).test(fault));
    if (field === undefined) return fault !== "";
    messages[field] ??= fault.replace(new RegExp(`^(#?/)?${field}:? ?|^#: `), "").replace(/\.$/, "");
    return false;
  });
  return { messages, rest: rest.join(", ") };
}

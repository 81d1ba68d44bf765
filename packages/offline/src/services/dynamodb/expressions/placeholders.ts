import type { AttributeValue, Item } from "dynalite/db";

/** What the placeholders of a request's expressions stand for, and which of them no expression has used yet. */
export class Placeholders {
  private readonly unusedNames: Set<string>;
  private readonly unusedValues: Set<string>;

  constructor(
    private readonly names: Record<string, string> = {},
    private readonly values: Item = {},
  ) {
    this.unusedNames = new Set(Object.keys(names));
    this.unusedValues = new Set(Object.keys(values));
  }

  /** The attribute name of `#placeholder`. */
  name(placeholder: string): string | undefined {
    this.unusedNames.delete(placeholder);
    return Object.hasOwn(this.names, placeholder) ? this.names[placeholder] : undefined;
  }

  /** The value of `:placeholder`. */
  value(placeholder: string): AttributeValue | undefined {
    this.unusedValues.delete(placeholder);
    return Object.hasOwn(this.values, placeholder) ? this.values[placeholder] : undefined;
  }

  /** What is wrong with the placeholders once all expressions are read: each must be used. */
  unused(): string | undefined {
    const message = (member: string, keys: Set<string>) =>
      `Value provided in ${member} unused in expressions: keys: {${[...keys].join(", ")}}`;
    if (this.unusedNames.size > 0) return message("ExpressionAttributeNames", this.unusedNames);
    if (this.unusedValues.size > 0) return message("ExpressionAttributeValues", this.unusedValues);
    return undefined;
  }
}

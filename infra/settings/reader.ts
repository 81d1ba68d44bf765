import * as pulumi from "@pulumi/pulumi";

/** One stack's configuration values, refused with the key's name and the command that mends it. */
export class Reader {
  constructor(private readonly config: pulumi.Config) {}

  text(key: string, fallback: string, allowed: RegExp, meaning: string): string {
    return this.optional(key, allowed, meaning) ?? fallback;
  }

  optional(key: string, allowed: RegExp, meaning: string): string | undefined {
    const value = this.config.get(key);
    if (value !== undefined && !allowed.test(value)) throw this.refusal(key, value, meaning);
    return value;
  }

  /** Whether the stack says anything of it. */
  has(key: string): boolean {
    return this.config.get(key) !== undefined;
  }

  boolean(key: string, fallback: boolean): boolean {
    return this.text(key, String(fallback), /^(true|false)$/, "true or false") === "true";
  }

  integer(key: string, fallback: number, minimum: number, maximum: number): number {
    const meaning = `a whole number from ${minimum} to ${maximum}`;
    const text = this.text(key, String(fallback), /^\d{1,10}$/, meaning);
    if (Number(text) < minimum || Number(text) > maximum) throw this.refusal(key, text, meaning);
    return Number(text);
  }

  refusal(key: string, value: string, meaning: string): Error {
    const name = `${this.config.name}:${key}`;
    return new pulumi.RunError(`${name} is "${value}" but must be ${meaning}; run: pulumi config set ${name} <value>`);
  }
}

import type { Access } from "../service";

/** Condition keys of a request. Their names do not know case: policies and services spell them differently. */
export class Facts {
  constructor(private readonly context: Access["context"]) {}

  /**
   * The values of a condition key; an empty list counts as none, since AWS treats both alike.
   *
   * @param key its name in lower case
   */
  values(key: string): string[] | undefined {
    const value = this.#find(key);
    if (typeof value === "string") return [value];
    return value?.length ? value : undefined;
  }

  /** The value of a condition key that has exactly one: all that a policy variable can stand for. */
  single(key: string): string | undefined {
    const value = this.#find(key);
    return typeof value === "string" ? value : value?.length === 1 ? value[0] : undefined;
  }

  /** Few names have the same length: comparing that first is faster than a map of all names in lower case. */
  #find(key: string): string | string[] | undefined {
    const { context = {} } = this;
    for (const name in context) if (name.length === key.length && name.toLowerCase() === key) return context[name];
    return undefined;
  }
}

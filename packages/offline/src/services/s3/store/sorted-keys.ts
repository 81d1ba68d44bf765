/**
 * A code unit moved to where its code point sorts in UTF-8: JavaScript compares UTF-16, which puts what lies beyond
 * U+FFFF (surrogates, 0xD800–0xDFFF) before U+E000–U+FFFF.
 */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Compares keys by their UTF-8 bytes, the order in which S3 lists them. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(left.charCodeAt(index)) - rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** A bucket's keys in S3's order. */
export class SortedKeys {
  readonly #keys: string[];

  constructor(keys: Iterable<string>) {
    this.#keys = [...keys].sort(compareKeys);
  }

  at(index: number): string | undefined {
    return this.#keys[index];
  }

  /** The index of the first key that is not `before`; `before` must hold for a leading run of keys and no other. */
  firstNot(before: (key: string) => boolean): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const key = this.#keys[middle];
      if (key !== undefined && before(key)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Adds a key that is not there yet. */
  add(key: string): void {
    this.#keys.splice(
      this.firstNot((other) => compareKeys(other, key) < 0),
      0,
      key,
    );
  }

  delete(key: string): void {
    const index = this.firstNot((other) => compareKeys(other, key) < 0);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }
}

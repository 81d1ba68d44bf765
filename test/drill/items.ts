import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as fc from "fast-check";
import type { Item } from "../../functions/backups/items";
import type { Chance } from "./chance";
import type { Table } from "./stores";

/** Any characters, those beyond the first 65,536 and controls included. */
const text = (minLength: number, maxLength: number) => fc.string({ unit: "binary", minLength, maxLength });

/** Whole numbers of 38 digits, small and large ones, and those with an exponent, as far as DynamoDB has them. */
const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map(String),
  fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 38n - 1n }), fc.integer({ min: -130, max: 87 }))
    .map(([digits, exponent]) => `${digits}E${exponent}`),
);

const bytes = (minLength: number) => fc.uint8Array({ minLength, maxLength: 40 }).map((array) => new Uint8Array(array));
const hexadecimal = (array: Uint8Array): string => Buffer.from(array).toString("hex");

const set = { minLength: 1, maxLength: 5 } as const;

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  text(0, 20).map((S) => ({ S })),
  number.map((N) => ({ N })),
  bytes(0).map((B) => ({ B })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.constant({ NULL: true }),
  fc.uniqueArray(text(1, 10), set).map((SS) => ({ SS })),
  fc.uniqueArray(fc.integer(), set).map((numbers) => ({ NS: numbers.map(String) })),
  fc.uniqueArray(bytes(1), { ...set, selector: hexadecimal }).map((BS) => ({ BS })),
);

/** The host refuses the one, which its database cannot keep; what is a type's name must be no trap. */
const name = fc
  .oneof(text(1, 8), fc.constantFrom("S", "SS", "M", "L", "B", "constructor", "a.b", "é", "𝕏"))
  .filter((one) => one !== "__proto__");

const value: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }).map((L) => ({ L })),
    fc.dictionary(name, tie("value"), { maxKeys: 4 }).map((M) => ({ M })),
  ),
})).value;

/** What an item weighs at most is 409,600 bytes, names included; keys are below 2,048 and 1,024. */
const weights = { heavy: 407_000, hashKey: 2000, rangeKey: 1000 } as const;

const keyText = (chance: Chance, longest: number): string =>
  chance.happens(0.1) ? "k".repeat(longest) : chance.draw(text(1, 30));

/** Gives the key of an item that nobody has. */
export const newKey = (chance: Chance, { keys }: Table): Item => {
  const longest = [weights.hashKey, weights.rangeKey];
  return Object.fromEntries(keys.map((key, index) => [key, { S: keyText(chance, longest[index] ?? 0) }]));
};

/** Any item; half of them are in the indexes of their table. */
export const newItem = (chance: Chance, table: Table): Item => {
  const names = [...table.keys, ...table.indexKeys];
  const others = chance.draw(
    fc.dictionary(
      name.filter((one) => !names.includes(one)),
      value,
      { maxKeys: 6 },
    ),
  );
  const indexed = chance.happens(0.5) ? table.indexKeys : [];
  const more = Object.fromEntries(indexed.map((key) => [key, { S: keyText(chance, weights.rangeKey) }]));
  return { ...others, ...more, ...newKey(chance, table) };
};

/** An item that is as large as they come, with bytes that nothing makes smaller. */
export const heavyItem = (chance: Chance, table: Table): Item => {
  const heavy = Buffer.alloc(weights.heavy);
  for (let at = 0; at < heavy.length; at += 4) heavy.writeUInt32LE(chance.below(2 ** 32), at);
  return { ...newKey(chance, table), heavy: { B: heavy } };
};

/** The same item with something else about it; what the program itself reads of it stays. */
export const changedItem = (chance: Chance, item: Item): Item => ({
  ...item,
  [`changed ${chance.below(1000)}`]: chance.draw(value),
});

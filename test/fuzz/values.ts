import fc from "fast-check";
import type { Schema } from "../../tools/publish/model";
import { resolver } from "./document";

/** Values that have a schema. Throws for a schema that says nothing this knows: guesses would be no test. */
export function valuesOf(given: Schema): fc.Arbitrary<unknown> {
  const schema = resolver.schema(given);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.oneOf) return fc.oneof(...schema.oneOf.map(valuesOf));
  switch (schema.type) {
    case "string":
      return texts(schema);
    case "integer":
      return fc.integer({ min: schema.minimum, max: schema.maximum });
    case "number":
      return fc.double({ min: schema.minimum, max: schema.maximum, noNaN: true, noDefaultInfinity: true });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(valuesOf(schema.items ?? {}), { minLength: schema.minItems, maxLength: schema.maxItems ?? 5 });
    case "object":
      return objects(schema);
    case undefined:
      throw new Error(`no values for the schema ${JSON.stringify(schema)}`);
  }
}

function objects({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema)]));
  return fc.record<Record<string, unknown>>(model, { requiredKeys: required });
}

/** Text of any characters but half surrogate pairs, which JSON in UTF-8 cannot hold. */
export const anyText = (minLength = 0, maxLength?: number): fc.Arbitrary<string> =>
  fc.string({ unit: "binary", minLength, maxLength });

function texts({ format, pattern, minLength, maxLength }: Schema): fc.Arbitrary<string> {
  if (format === "date-time") return dateTimes;
  if (format === "date") return instants.map((instant) => instant.toISOString().slice(0, 10));
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, "u"));
  const usual = anyText(minLength, maxLength);
  if (maxLength === undefined) return usual;
  const longest = fc.string({ unit: "grapheme-ascii", minLength: maxLength, maxLength, size: "max" });
  return fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: longest });
}

const two = (value: number): string => String(value).padStart(2, "0");

/** Moments whose years have four digits, wherever on earth one reads them. */
const instants = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9998-12-31T00:00:00Z"),
  noInvalidDate: true,
});

/** RFC 3339 date-times in all their notations; their instants have years of four digits. */
export const dateTimes = fc
  .record({
    instant: instants,
    fraction: fc.oneof(fc.constant(""), fc.stringMatching(/^\.\d{1,9}$/)),
    offset: fc.oneof(fc.constantFrom("Z", "z"), fc.tuple(fc.constantFrom("+", "-"), fc.nat(23), fc.nat(59))),
    separator: fc.constantFrom("T", "t"),
  })
  .map(({ instant, fraction, offset, separator }) => {
    const zone = typeof offset === "string" ? offset : `${offset[0]}${two(offset[1])}:${two(offset[2])}`;
    const [day = "", time = ""] = instant.toISOString().split(/T|\./);
    return `${day}${separator}${time}${fraction}${zone}`;
  });

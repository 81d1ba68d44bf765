import fc from "fast-check";
import type { Schema } from "../../tools/publish/model";
import { resolver } from "./document";
import { isValid } from "./validity";
import { anyText, valuesOf } from "./values";

/** A body that the document forbids. */
export interface WrongBody {
  body: string | Buffer;
  contentType?: string;
  /** What the refusal has to name. */
  names?: string;
}

/** Names that mean something to JavaScript, or to whoever writes an object's fields into another. */
export const dangerousNames = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "", "id", "é"];

/** What no validator should stumble over. */
const oddTexts = ["", " ", "\0", "__proto__", "null", "<script>", "' OR 1=1 --", "../../etc/passwd", "${7*7}", "😀"];

/** Values of any kind and size, most of them of the wrong kind for any one schema. */
const anyValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -1,
    0.5,
    1e300,
    5_242_881,
    [],
    {},
    [null],
    JSON.parse('{"__proto__":1}'),
    ...oddTexts,
  ),
  anyText(),
  fc.integer({ min: 2, max: 100_000 }).map((length) => "x".repeat(length)),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Text with half a surrogate pair, which UTF-8 cannot hold; JSON can, as an escape. */
const halfPairs = fc.tuple(anyText(0, 5), fc.constantFrom("\ud800", "\udfff")).map(([text, half]) => text + half);

const wrongValuesOf = (schema: Schema): fc.Arbitrary<unknown> => {
  const wrong = anyValues.filter((value) => !isValid(schema, value));
  return schema.type === "string"
    ? fc.oneof({ weight: 9, arbitrary: wrong }, { weight: 1, arbitrary: halfPairs })
    : wrong;
};

/** Texts that are no JSON, or none that anybody should have to read. */
const noJson = fc.constantFrom<string | Buffer>(
  ...["", " ", "{", "{]", "nul", "NaN", "'{}'", "{} {}", "\0", "\ufeff{}", '{"a":}', "{'a':1}", "a=b&c=d"],
  "[".repeat(100_000),
  Buffer.from([0xff, 0xfe, 0x00]),
);

/** JSON deeper than anybody's stack. */
const deep = fc.constantFrom(
  '{"x":'.repeat(50_000) + "1" + "}".repeat(50_000),
  "[".repeat(50_000) + "]".repeat(50_000),
);

/** What bodies are said to be; undefined where nothing is said. */
export const contentTypes = fc.constantFrom(
  ...["application/json", "application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded"],
  ...["application/problem+json", "multipart/form-data", "image/png", "nonsense", undefined],
);

type Fields = [name: string, value: unknown][];

const without = (fields: Fields, name: string): Fields => fields.filter(([one]) => one !== name);

/** One field wrong, missing, or too many; by an object's fields, among which `__proto__` is one like all others. */
function wrongFields(schema: Schema): fc.Arbitrary<{ fields: Fields; names: string }> {
  const { properties = {}, required = [] } = schema;
  const valid = valuesOf(schema).map((value): Fields => Object.entries(Object(value)));
  const wrong = Object.entries(properties).map(([name, one]) =>
    fc
      .tuple(valid, wrongValuesOf(one))
      .map(([fields, value]) => ({ fields: [...without(fields, name), [name, value]] satisfies Fields, names: name })),
  );
  const missing = required.map((name) => valid.map((fields) => ({ fields: without(fields, name), names: name })));
  const nameOf = (name: string) => (/\p{Surrogate}/u.test(name) ? "half a surrogate pair" : name);
  const unknown = fc
    .oneof(fc.constantFrom(...dangerousNames), fc.string(), anyText(), halfPairs)
    .filter((name) => !Object.hasOwn(properties, name));
  const extra = fc
    .tuple(valid, unknown, fc.jsonValue())
    .map(([fields, name, value]) => ({ fields: [...fields, [name, value]] satisfies Fields, names: nameOf(name) }));
  return fc.oneof(...wrong, ...missing, ...(schema.additionalProperties === false ? [extra] : []));
}

/** Bodies that are not what a schema describes, an object's. */
export function wrongBodiesOf(reference: Schema): fc.Arbitrary<WrongBody> {
  const schema = resolver.schema(reference);
  const fields = wrongFields(schema).map((one): WrongBody => ({
    body: JSON.stringify(Object.fromEntries(one.fields)),
    names: one.names,
  }));
  const others = anyValues.filter((value) => !isValid(reference, value)).map((value) => JSON.stringify(value));
  const bodies = fc.oneof(
    { weight: 8, arbitrary: fields },
    { weight: 1, arbitrary: others.map((body): WrongBody => ({ body })) },
    { weight: 1, arbitrary: fc.oneof(noJson, deep).map((body): WrongBody => ({ body })) },
  );
  return fc.tuple(bodies, contentTypes).map(([body, contentType]) => ({ ...body, contentType }));
}

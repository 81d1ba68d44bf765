import fc from "fast-check";
import type { ParameterObject } from "../../tools/publish/model";
import { isOpaque, type Operation } from "./document";
import { isValid, valueOfText } from "./validity";
import { anyText } from "./values";

/** A parameter's text that the document forbids; undefined where it is missing. */
export interface WrongParameter {
  parameter: ParameterObject;
  text?: string;
}

const anyTexts = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "0",
    "-1",
    "01",
    "1e1",
    "101",
    "1.5",
    "null",
    "undefined",
    "[object Object]",
    "*",
    "%",
    "%00",
  ),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "../..",
    "'",
    '"',
    "\\",
    "\0",
    "\r\nx: y",
    "é",
    "😀",
    "2026-02-30T00:00:00Z",
  ),
  anyText(),
  fc.integer({ min: 2, max: 4000 }).map((length) => "x".repeat(length)),
);

const fits: Record<ParameterObject["in"], (text: string) => boolean> = {
  query: () => true,
  // HTTP's own rule for headers, whose ends are trimmed on the way.
  header: (text) => /^[\x20-\x7e\xa0-\xff]*$/.test(text) && text.trim() === text,
  // These would be another path.
  path: (text) => !["", ".", ".."].includes(text),
};

/** A required parameter that is blank counts as missing, whatever its schema takes. */
const isWrong = ({ schema, required, in: place }: ParameterObject, text: string): boolean =>
  !isValid(schema, valueOfText(schema, text)) || (required && place === "query" && text.trim() === "");

function textsFor(operation: Operation, parameter: ParameterObject): fc.Arbitrary<WrongParameter>[] {
  const { schema, required, in: place } = parameter;
  const says = schema.enum ?? schema.pattern ?? schema.format ?? schema.minimum ?? schema.maximum;
  const wrong = anyTexts
    .filter((text) => fits[place](text) && (isOpaque(operation, parameter) || isWrong(parameter, text)))
    .map((text) => ({ parameter, text }));
  return [
    ...(says !== undefined || isOpaque(operation, parameter) ? [wrong] : []),
    ...(required && place !== "path" ? [fc.constant({ parameter })] : []),
  ];
}

/** What an operation's parameters may not be; undefined where they may be anything. */
export function wrongParametersOf(operation: Operation): fc.Arbitrary<WrongParameter> | undefined {
  const all = operation.parameters.flatMap((parameter) => textsFor(operation, parameter));
  return all.length > 0 ? fc.oneof(...all) : undefined;
}

import fc from "fast-check";
import type { ParameterObject } from "../../tools/publish/model";
import { isOpaque, type Operation } from "./document";
import { valuesOf } from "./values";

/** A request before it meets the API: what it takes from earlier answers is still open. */
export interface Draft {
  operation: Operation;
  /** In place of the operation's own. */
  method?: string;
  /** In place of the operation's own, as it is sent. */
  path?: string;
  /** Added to the query as it is. */
  query?: string;
  parameters: { name: string; in: ParameterObject["in"]; text: string }[];
  /** JSON, or whatever else is sent as it is. */
  body?: string | Buffer;
  contentType?: string;
  /** The key, or what carries the token; the right one where it is undefined, none where it is null. */
  credential?: string | null;
  /** Which of the links that lead here to follow, if there are any. */
  link?: number;
}

/** A draft with another text for a parameter, or without it. */
export function withText(
  draft: Draft,
  { name, in: place }: Pick<ParameterObject, "name" | "in">,
  text: string | undefined,
): Draft {
  const others = draft.parameters.filter((parameter) => parameter.name !== name);
  return { ...draft, parameters: text === undefined ? others : [...others, { name, in: place, text }] };
}

/** Texts that a parameter takes. */
function textsOf({ in: place, schema }: ParameterObject): fc.Arbitrary<string> {
  // Whatever else a header holds, its ends are trimmed and its characters are Latin.
  const isPlain = schema.type === "string" && !schema.pattern && !schema.enum && !schema.format;
  if (place === "header" && isPlain) return fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/);
  return valuesOf(schema).map(String);
}

/** Parameters with texts that they take; optional ones may be missing. */
function parametersOf(operation: Operation): fc.Arbitrary<Draft["parameters"]> {
  const each = operation.parameters
    .filter((parameter) => !isOpaque(operation, parameter))
    .map((parameter) => {
      const texts = textsOf(parameter);
      return (parameter.required ? texts : fc.option(texts, { nil: undefined, freq: 2 })).map((text) => ({
        name: parameter.name,
        in: parameter.in,
        text,
      }));
    });
  return fc
    .tuple(...each)
    .map((all) => all.flatMap(({ text, ...parameter }) => (text === undefined ? [] : [{ ...parameter, text }])));
}

/** Requests that the document allows. */
export function draftsOf(operation: Operation): fc.Arbitrary<Draft> {
  const link = fc.option(fc.nat(), { nil: undefined, freq: 4 });
  const drafts = fc.record({ operation: fc.constant(operation), parameters: parametersOf(operation), link });
  if (!operation.body) return drafts;
  const body = valuesOf(operation.body).map((value) => JSON.stringify(value));
  return fc.tuple(drafts, body).map(([draft, text]) => ({ ...draft, body: text, contentType: "application/json" }));
}

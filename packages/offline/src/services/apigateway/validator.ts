import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import { object, type Properties, text } from "../../graph/graph";

/** Checks a JSON text; returns what is wrong with it, or undefined. */
export type BodyCheck = (body: string) => string | undefined;

type Fault = Pick<OutputUnit, "keyword" | "instanceLocation" | "error">;

/** Errors of these keywords only announce a nested one. */
const announces = (keyword: string): boolean => /^(properties|additionalProperties|items|\$ref|allOf)$/.test(keyword);

const describe = ({ instanceLocation, keyword, error }: Fault): string => {
  // The validator writes pointers as URI fragments: `#/caf%C3%A9`.
  const pointer = decodeURIComponent(instanceLocation);
  return keyword === "false" ? `${pointer} is not allowed` : `${pointer}: ${error}`;
};

/**
 * The check of a request body against a model of the document (JSON Schema draft 4).
 *
 * @param reference the schema object of the body, a `$ref` to `components.schemas`
 */
export function bodyCheck(document: Properties, reference: Properties): BodyCheck {
  // A copy, as the validator annotates what it is given.
  const schema: Schema = JSON.parse(JSON.stringify({ ...reference, components: object(document, "components") }));
  const validator = new Validator(schema, "4", false);
  return (body) => {
    const value = parse(body);
    if (value === undefined) return "the body is not JSON";
    const { valid, errors } = validate(validator, value);
    if (valid) return undefined;
    return `[${errors
      .filter(({ keyword }) => !announces(keyword))
      .map(describe)
      .join(", ")}]`;
  };
}

const halfPair: Fault = { keyword: "name", instanceLocation: "#", error: "a name holds half a surrogate pair" };

/** Names with half a surrogate pair have no form as a URI, in which the validator writes where it is. */
function validate(validator: Validator, value: unknown): { valid: boolean; errors: Fault[] } {
  try {
    return validator.validate(value);
  } catch (error) {
    if (error instanceof URIError) return { valid: false, errors: [halfPair] };
    throw error;
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Where a parameter stands in a request, in the order API Gateway names missing ones. */
export const places = ["header", "path", "query"] as const;

/** Parameters that must be there and not blank, by place. */
export type RequiredParameters = Record<(typeof places)[number], string[]>;

/** The required parameters of an operation. */
export function requiredParameters(parameters: Properties[]): RequiredParameters {
  const named = (place: string) =>
    parameters
      .filter((parameter) => parameter.in === place && parameter.required === true)
      .map((parameter) => text(parameter, "name"));
  return { header: named("header"), path: named("path"), query: named("query") };
}

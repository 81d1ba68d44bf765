import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import { object, type Properties, text } from "../../graph/graph";
import { parseJson } from "../../parse-json";
import { mostFaults, withoutSurplus, withShortLists } from "./surplus";

/** Checks a JSON text; returns what is wrong with it, or undefined. */
export type BodyCheck = (body: string) => string | undefined;

type Fault = Pick<OutputUnit, "keyword" | "instanceLocation" | "error">;

/** Errors of these keywords only announce a nested one. */
const announces = (keyword: string): boolean => /^(properties|additionalProperties|items|\$ref|allOf)$/.test(keyword);

const describe = ({ instanceLocation, keyword, error }: Fault): string => {
  // The validator writes pointers as URI fragments: `#/caf%C3%A9`.
  const pointer = decodeURIComponent(instanceLocation);
  // To whoever manages instances of EC2, the library's "Instance" is one of them.
  return keyword === "false" ? `${pointer} is not allowed` : `${pointer}: ${error.replace(/^Instance /, "it ")}`;
};

/**
 * The check of a request body against a model of the document (JSON Schema draft 4).
 *
 * @param reference the schema object of the body, a `$ref` to `components.schemas`
 */
export function bodyCheck(document: Properties, reference: Properties): BodyCheck {
  // A copy, as the validator annotates what it is given.
  const schema: Schema = JSON.parse(JSON.stringify({ ...reference, components: object(document, "components") }));
  // One stops at the first fault of a list; the other names all there are of what is left.
  const [quick, thorough] = [new Validator(schema, "4", true), new Validator(schema, "4", false)];
  return (body) => {
    const parsed = parseJson(body);
    if (parsed === undefined) return "the body is not JSON";
    const faults = found(() => {
      const value = withoutSurplus(parsed, reference, document);
      const { valid, errors } = quick.validate(value);
      if (valid) return undefined;
      const all = faultsAmong(thorough.validate(withShortLists(value)).errors);
      return all.length > 0 ? all : faultsAmong(errors);
    });
    return faults && `[${faults.slice(0, mostFaults).map(describe).join(", ")}]`;
  };
}

const faultsAmong = (errors: Fault[]): Fault[] => errors.filter(({ keyword }) => !announces(keyword));

const halfPair: Fault = { keyword: "name", instanceLocation: "#", error: "a name holds half a surrogate pair" };

const tooDeep: Fault = { keyword: "depth", instanceLocation: "#", error: "nested too deeply" };

/** Names with half a surrogate pair have no form as a URI, in which the validator writes where it is. */
function found(faultsOf: () => Fault[] | undefined): Fault[] | undefined {
  try {
    return faultsOf();
  } catch (error) {
    if (error instanceof URIError) return [halfPair];
    if (error instanceof RangeError) return [tooDeep];
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

import { parse, YAMLParseError } from "yaml";
import { UserError } from "../../errors";
import { optionalText, type Properties, type Resource } from "../../graph/graph";
import { isRecord } from "../../is-record";
import { openApiOf } from "./swagger";

/**
 * The OpenAPI document of an API, which programs write in JSON or in YAML; undefined if it has none. One of Swagger is made
 * one of OpenAPI.
 *
 * @throws UserError if it is neither
 */
export function documentOf({ name, inputs }: Resource): Properties | undefined {
  const body = optionalText(inputs, "body");
  if (body === undefined || body === "") return undefined;
  const document = read(body, name);
  if (isRecord(document)) return document.swagger === undefined ? document : openApiOf(document);
  throw refusal(name, "it is no object");
}

function read(body: string, name: string): unknown {
  try {
    return /^\s*\{/.test(body) ? JSON.parse(body) : parse(body);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof YAMLParseError) throw refusal(name, error.message);
    throw error;
  }
}

const refusal = (name: string, why: string): UserError =>
  new UserError(`AWS would refuse the body of the API ${name}, which is neither JSON nor YAML: ${why}`);

import type { MessageAttribute, MessageAttributes } from "../../protocol/message-attributes";
import { listOf, type Parameters, textOf } from "../../protocol/query";
import { invalidAttribute } from "./errors";
import { limits } from "./limits";

const types = /^(String|Number|Binary)(\..+)?$/;
const names = /^(?!(?:aws|amazon)\.)[\w-]+(?:\.[\w-]+)*$/i;

/**
 * The attributes of a message that is to be published: a map, which the query protocol sends as numbered entries.
 *
 * @throws AwsError ParameterValueInvalid
 */
export function readAttributes(input: Parameters): MessageAttributes {
  const { MessageAttributes: map = {} } = input;
  const entries = typeof map === "object" ? listOf(map, "entry") : [];
  return Object.fromEntries(
    entries.map((entry) => {
      const { Name: name, Value: value } = typeof entry === "object" ? entry : {};
      const given = typeof name === "string" ? name : "";
      return [given, readAttribute(given, typeof value === "object" ? value : {})];
    }),
  );
}

function readAttribute(name: string, value: Parameters): MessageAttribute {
  if (name.length > limits.attributeNameLength)
    throw invalidAttribute("Length of message attribute name must be less than 256 bytes.");
  if (!names.test(name)) throw invalidAttribute(`Invalid message attribute name: ${name}`);
  const DataType = textOf(value, "DataType") ?? "";
  const [, type] = types.exec(DataType) ?? [];
  if (type === undefined)
    throw invalidAttribute(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const field = type === "Binary" ? "Binary" : "String";
  const given = textOf(value, `${field}Value`);
  if (given === undefined && textOf(value, field === "Binary" ? "StringValue" : "BinaryValue") !== undefined)
    throw invalidAttribute(`The message attribute '${name}' with type '${DataType}' must use field '${field}'.`);
  if (given === undefined || given === "")
    throw invalidAttribute(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  if (type === "Number" && (given.trim() === "" || !Number.isFinite(Number(given))))
    throw invalidAttribute(`Could not cast message attribute '${name}' value to number.`);
  return field === "Binary" ? { DataType, BinaryValue: given } : { DataType, StringValue: given };
}

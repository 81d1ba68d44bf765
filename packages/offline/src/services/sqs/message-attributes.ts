import { object, type Properties } from "../../graph/graph";
import type { MessageAttribute, MessageAttributes } from "../../protocol/message-attributes";
import { invalid } from "./errors";
import { limits } from "./limits";

const types = /^(String|Number|Binary)(\..+)?$/;
const names = /^(?!(?:aws|amazon)\.)[\w-]+(?:\.[\w-]+)*$/i;

/**
 * Attributes of a message that is to be sent.
 *
 * @param key `MessageAttributes` or `MessageSystemAttributes`
 * @throws AwsError InvalidParameterValueException
 */
export function readAttributes(input: Properties, key: string): MessageAttributes {
  const given = Object.keys(object(input, key));
  if (given.length > limits.attributes)
    throw invalid(`Number of message attributes [${given.length}] exceeds the allowed maximum [${limits.attributes}].`);
  return Object.fromEntries(given.map((name) => [name, readAttribute(name, object(object(input, key), name))]));
}

function readAttribute(name: string, { DataType, StringValue, BinaryValue }: Properties): MessageAttribute {
  if (name.length > limits.attributeNameLength || !names.test(name))
    throw invalid(`The message (user) attribute name '${name}' is invalid.`);
  const type = types.exec(typeof DataType === "string" ? DataType : "")?.[1];
  if (typeof DataType !== "string" || type === undefined)
    throw invalid(
      `The message (user) attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const value = type === "Binary" ? BinaryValue : StringValue;
  if (typeof value !== "string" || value === "")
    throw invalid(`Message (user) attribute '${name}' must contain a non-empty value of type '${DataType}'.`);
  if (type === "Number" && (value.trim() === "" || !Number.isFinite(Number(value))))
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  return type === "Binary" ? { BinaryValue: value, DataType } : { StringValue: value, DataType };
}

/** The attributes that a receiver asks for: by name, by `prefix.*`, or all. */
export function select(attributes: MessageAttributes, wanted: string[]): MessageAttributes {
  const isWanted = (name: string) =>
    wanted.some(
      (pattern) =>
        pattern === "All" || (pattern.endsWith(".*") ? name.startsWith(pattern.slice(0, -2)) : name === pattern),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}

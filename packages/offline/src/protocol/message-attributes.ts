/** An attribute of a message, as SQS and SNS have it and hand it on: binary values in base64. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

/** Attributes by name. */
export type MessageAttributes = Record<string, MessageAttribute>;

/** How much attributes count in the size of their message: names, types and values. */
const sizeOf = (attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, attribute]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + bytesOf(attribute).length,
    0,
  );

/** The bytes of an attribute's value. */
export const bytesOf = ({ StringValue = "", BinaryValue }: MessageAttribute): Buffer =>
  BinaryValue === undefined ? Buffer.from(StringValue) : Buffer.from(BinaryValue, "base64");

/** Bytes of a message, as limits count them. */
export const messageBytes = ({ body, attributes }: { body: string; attributes: MessageAttributes }): number =>
  Buffer.byteLength(body) + sizeOf(attributes);

/** Attributes of the values that services hand over: texts and numbers as such, and what is an attribute already. */
export const attributesOf = (values: Record<string, string | number | MessageAttribute>): MessageAttributes =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, attributeOf(value)]));

const attributeOf = (value: string | number | MessageAttribute): MessageAttribute =>
  typeof value === "object"
    ? value
    : { StringValue: String(value), DataType: typeof value === "number" ? "Number" : "String" };

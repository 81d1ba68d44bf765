import type { Document, HeaderObject, Reference, ResponseObject, Schema } from "./model";

/** The name at the end of a reference. */
export const nameOf = (reference: string): string => reference.replace(/^.*\//, "");

function named<T>(values: Record<string, T>, reference: string): T {
  const value = values[nameOf(reference)];
  if (value === undefined) throw new Error(`the document refers to ${reference}, which it does not have`);
  return value;
}

/** What the document's references stand for. */
export class Resolver {
  constructor(private readonly document: Document) {}

  response(response: ResponseObject | Reference): ResponseObject {
    return "$ref" in response ? named(this.document.components.responses, response.$ref) : response;
  }

  header(header: HeaderObject | Reference): HeaderObject {
    return "$ref" in header ? named(this.document.components.headers, header.$ref) : header;
  }

  schema(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : named(this.document.components.schemas, schema.$ref);
  }
}

/** The name of the schema that a reference stands for. */
export const schemaName = ({ $ref }: Schema): string | undefined => ($ref === undefined ? undefined : nameOf($ref));

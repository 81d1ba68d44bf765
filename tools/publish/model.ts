/** JSON Schema as OpenAPI 3.0 has it, as far as this program's schemas go. */
export interface Schema {
  $ref?: string;
  type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  enum?: (string | number)[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  default?: string | number | boolean;
}

export interface Reference {
  $ref: string;
}

export interface ParameterObject {
  name: string;
  in: "query" | "path" | "header";
  required: boolean;
  description: string;
  schema: Schema;
  example?: string | number;
}

/** A body of one media type. */
export interface Content {
  schema: Schema;
  example?: unknown;
  /** By the problem's title. */
  examples?: Record<string, { value: unknown }>;
}

export interface HeaderObject {
  description: string;
  required?: boolean;
  schema: Schema;
}

export interface ResponseObject {
  description: string;
  headers: Record<string, HeaderObject | Reference>;
  content?: Record<string, Content>;
  links?: Record<string, { operationId: string; parameters: Record<string, string> }>;
}

export interface OperationObject {
  operationId: string;
  tags?: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters: ParameterObject[];
  requestBody?: { required: boolean; content: Record<string, Content> };
  responses: Record<string, ResponseObject | Reference>;
}

/** A published API: OpenAPI 3.0, as far as this program's document goes. */
export interface Document {
  openapi: string;
  info: { title: string; version: string; description: string; license: { name: string; url: string } };
  servers: { url: string; description: string; variables: Record<string, { default: string; description: string }> }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, ResponseObject>;
    headers: Record<string, HeaderObject>;
    securitySchemes: Record<string, { type: string; name: string; in: string; description: string }>;
  };
}

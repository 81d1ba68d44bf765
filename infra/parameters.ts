import type { Parameter } from "./openapi";

/** A query parameter. */
export const query = (name: string, required: boolean, description: string): Parameter => ({
  name,
  in: "query",
  required,
  description,
  schema: { type: "string" },
});

/** A request header, always optional. */
export const header = (name: string, description: string): Parameter => ({
  name,
  in: "header",
  required: false,
  description,
  schema: { type: "string" },
});

/** A variable of the path. */
export const path = (name: string, description: string): Parameter => ({
  name,
  in: "path",
  required: true,
  description,
  schema: { type: "string" },
});

import { idempotencyKey as idempotencyKeyForm } from "../functions/kit/idempotency";
import type { Parameter } from "./api/openapi";

/** What more is known of a parameter than that it is a text. */
type Details = Partial<Pick<Parameter, "schema" | "example" | "publishedName">>;

const parameter = (
  place: Parameter["in"],
  name: string,
  required: boolean,
  description: string,
  details: Details,
): Parameter => ({ name, in: place, required, description, schema: { type: "string" }, ...details });

/** A query parameter. */
export const query = (name: string, required: boolean, description: string, details: Details = {}): Parameter =>
  parameter("query", name, required, description, details);

/** A request header, always optional. */
export const header = (name: string, description: string, details: Details = {}): Parameter =>
  parameter("header", name, false, description, details);

/** A variable of the path. */
export const path = (name: string, description: string, details: Details = {}): Parameter =>
  parameter("path", name, true, description, details);

/** What pages of a list take. */
export const pageParameters = [
  query("limit", false, "How many items a page has at most", {
    schema: { type: "integer", minimum: 1, maximum: 100, default: 20 },
    example: 5,
  }),
  query("cursor", false, "Where the page begins: `nextCursor` of the page before, with the same query", {
    schema: { type: "string", maxLength: 512 },
  }),
];

/** What makes repeating a POST safe. */
export const idempotencyKey = header(
  "Idempotency-Key",
  "Makes repeating the request safe: of all requests with one key and one body, one makes something",
  { schema: { type: "string", pattern: idempotencyKeyForm.source }, example: "8f14e45f-ceea-467f-a9d5-1c6a7d1b2c3d" },
);

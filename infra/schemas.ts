import type { NamedSchema } from "./api/openapi";

/** A page of a list. */
export const pageSchema = <const T extends string>(title: T, item: NamedSchema): NamedSchema => ({
  title,
  type: "object",
  properties: {
    items: { type: "array", items: item, description: "What is on the page, in the list's order" },
    nextCursor: { type: "string", description: "Where the next page begins; missing at the end" },
  },
  required: ["items"],
});

import type { HeaderObject, Reference } from "./model";

/** What responses carry, by name; a response that lists one always has it. */
export const headers: Record<string, HeaderObject> = {
  ETag: {
    description: "The version's entity tag, for If-Match and If-None-Match",
    required: true,
    schema: { type: "string", pattern: '^(W/)?"[^"]*"$' },
  },
  Location: {
    description: "Where it is; relative to the API's base, or absolute",
    required: true,
    schema: { type: "string", minLength: 1 },
  },
  "Retry-After": {
    description: "Seconds after which the request may succeed",
    required: true,
    schema: { type: "integer", minimum: 1 },
  },
  "Cache-Control": {
    description: "no-store, unless the answer may be kept for a while",
    required: true,
    schema: { type: "string", minLength: 1 },
  },
  "x-amzn-RequestId": {
    description: "Names the request in the service's logs",
    required: true,
    schema: { type: "string", minLength: 1 },
  },
  "Access-Control-Allow-Origin": {
    description: "The origin that browsers may call from",
    required: true,
    schema: { type: "string", minLength: 1 },
  },
  "Access-Control-Expose-Headers": {
    description: "The headers that a page's script may read",
    required: true,
    schema: { type: "string", enum: ["ETag, Location, Retry-After"] },
  },
};

/** References to headers by their names. */
export function headerReferences(names: string[]): Record<string, Reference> {
  const unknown = names.find((name) => !(name in headers));
  if (unknown !== undefined) throw new Error(`tools/publish/headers.ts does not describe the header ${unknown}`);
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** What every answer carries, but the gateway's 413. */
export const everywhere = ["x-amzn-RequestId", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers"];

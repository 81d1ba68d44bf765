import type { APIGatewayProxyEvent } from "aws-lambda";
import { headerOf, problem } from "./http";

/** The entity tag of a version. */
export const etagOf = (version: number): string => `"${version}"`;

/** The entity tags of a list (RFC 9110, 8.8.3), weak ones with their `W/`. */
const tagsOf = (header: string): string[] => header.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];

/**
 * The versions that a request's `If-Match` allows: undefined for any. Comparison is strong, so weak tags allow nothing.
 */
export const allowedVersions = (event: APIGatewayProxyEvent): number[] | undefined => {
  const header = headerOf(event, "if-match")?.trim();
  if (header === undefined || header === "*") return undefined;
  const versions = tagsOf(header)
    .map((tag) => Number(/^"([1-9]\d{0,15})"$/.exec(tag)?.[1]))
    .filter((version) => Number.isSafeInteger(version));
  // DynamoDB takes a hundred operands of IN.
  if (versions.length > 100) throw problem(400, "Invalid If-Match", "it names more than 100 versions");
  return versions;
};

/** Whether the client's copy (`If-None-Match`, compared weakly) is the current one. */
export const isCurrent = (event: APIGatewayProxyEvent, etag: string): boolean => {
  const header = headerOf(event, "if-none-match")?.trim();
  if (header === undefined) return false;
  return header === "*" || tagsOf(header).some((tag) => tag.replace(/^W\//, "") === etag);
};

/** A write's condition, in DynamoDB's words. */
export interface Condition {
  expression: string;
  values: Record<string, number>;
}

/** That the item exists, in a version that `If-Match` allows. */
export const existsAsExpected = (event: APIGatewayProxyEvent): Condition => {
  const versions = allowedVersions(event);
  if (versions === undefined) return { expression: "attribute_exists(id)", values: {} };
  // A list without a single tag of ours matches nothing; versions are never negative.
  const entries = (versions.length > 0 ? versions : [-1]).map((version, index) => [`:match${index}`, version] as const);
  return {
    expression: `attribute_exists(id) AND version IN (${entries.map(([name]) => name).join(", ")})`,
    values: Object.fromEntries(entries),
  };
};

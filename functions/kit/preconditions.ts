import type { Parameter } from "./endpoint";
import { problem } from "./errors";

const example = '"1772355600000"';

/** The header of writes. */
export const ifMatch = {
  description: "ETags of the versions that may be changed",
  example,
} as const satisfies Parameter;

/** The header of reads. */
export const ifNoneMatch = {
  description: "ETags of the versions that the client has",
  example,
} as const satisfies Parameter;

/** DynamoDB takes a hundred operands of IN. */
const mostVersions = 100;

/** How an If-Match that cannot be taken is refused. */
export const wrongIfMatch = { title: "Invalid If-Match", detail: `it names more than ${mostVersions} versions` };

/** The entity tag of a version. */
export const etagOf = (version: number): string => `"${version}"`;

/** The entity tags of a list (RFC 9110, 8.8.3), weak ones with their `W/`. */
const tagsOf = (header: string): string[] => header.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];

/** The versions that an `If-Match` allows: undefined for any. Comparison is strong, so weak tags allow nothing. */
const allowedVersions = (header: string | undefined): number[] | undefined => {
  if (header === undefined || header.trim() === "*") return undefined;
  const versions = tagsOf(header)
    .map((tag) => Number(/^"([1-9]\d{0,15})"$/.exec(tag)?.[1]))
    .filter((version) => Number.isSafeInteger(version));
  if (versions.length > mostVersions) throw problem(400, wrongIfMatch.title, wrongIfMatch.detail);
  return versions;
};

/** Whether the client's copy (an `If-None-Match`, compared weakly) is the current one. */
export const isCurrent = (header: string | undefined, etag: string): boolean => {
  if (header === undefined) return false;
  return header.trim() === "*" || tagsOf(header).some((tag) => tag.replace(/^W\//, "") === etag);
};

/** A write's condition, in DynamoDB's words. */
export interface Condition {
  expression: string;
  values: Record<string, number>;
}

/** That the item exists, in a version that an `If-Match` allows. */
export const existsAsExpected = (header: string | undefined): Condition => {
  const versions = allowedVersions(header);
  if (versions === undefined) return { expression: "attribute_exists(id)", values: {} };
  // A list without a single tag of ours matches nothing; versions are never negative.
  const entries = (versions.length > 0 ? versions : [-1]).map((version, index) => [`:match${index}`, version] as const);
  return {
    expression: `attribute_exists(id) AND version IN (${entries.map(([name]) => name).join(", ")})`,
    values: Object.fromEntries(entries),
  };
};

import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { Unserved } from "../module";
import type { Rule } from "./declared";

/** The services of AWS that tell their events here. */
const sent: ReadonlySet<string> = new Set(["aws.s3"]);

/** Rules that wait for events which no service tells here. */
export const unsentSources = (rules: readonly Rule[]): Unserved[] =>
  rules.flatMap(({ logicalName, pattern }) => {
    const missing = pattern && sourcesOf(pattern.text);
    return missing?.length && missing.every((source) => source.startsWith("aws.") && !sent.has(source))
      ? [{ breaks: true, text: `rule ${logicalName} gets no events of ${missing.join(", ")}: nothing sends them here` }]
      : [];
  });

/** The sources that a pattern names; none, if it takes others as well. */
function sourcesOf(text: string): string[] {
  const pattern = parseJson(text);
  const sources: unknown[] = isRecord(pattern) && Array.isArray(pattern.source) ? pattern.source : [];
  const named = sources.flatMap((source) =>
    isRecord(source) ? (source.prefix ?? source["equals-ignore-case"] ?? "") : source,
  );
  return named.filter((source) => typeof source === "string");
}

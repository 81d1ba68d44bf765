import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { Rule } from "./declared";

/** The services of AWS that tell their events here. */
const sent: ReadonlySet<string> = new Set(["aws.s3"]);

/** Rules that wait for events which no service tells here, in words for the person at the console. */
export const unsentSources = (rules: readonly Rule[]): string[] =>
  rules.flatMap(({ logicalName, pattern }) => {
    const missing = pattern && sourcesOf(pattern.text);
    return missing?.length && missing.every((source) => source.startsWith("aws.") && !sent.has(source))
      ? [`the rule ${logicalName} waits for events of ${missing.join(", ")}, which the offline host never sends`]
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

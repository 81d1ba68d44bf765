import { type Graph, ofType } from "../../graph/graph";
import { isRecord } from "../../is-record";
import { parseJson } from "../../parse-json";
import type { Unserved } from "../module";
import type { Rule } from "./declared";

/** Rules that wait for events of AWS's own services which none of them tells here. */
export const unsentSources = (rules: readonly Rule[], graph: Graph): Unserved[] =>
  rules.flatMap(({ logicalName, pattern }) => {
    const sources = pattern ? sourcesOf(pattern.text) : [];
    const reasons = sources.map((source) => whyUnsent(source, graph));
    if (sources.length === 0 || reasons.includes(undefined)) return [];
    return [{ breaks: true, text: `rule ${logicalName} gets no events of ${sources.join(", ")}: ${reasons[0]}` }];
  });

/** Why no event of a source comes; undefined for one that may. */
function whyUnsent(source: string, graph: Graph): string | undefined {
  if (!source.startsWith("aws.")) return undefined;
  if (source !== "aws.s3") return "nothing sends them here";
  const notifications = ofType(graph, "aws:s3/bucketNotification:BucketNotification");
  const isTold = notifications.some(({ inputs }) => inputs.eventbridge === true);
  return isTold ? undefined : "no bucket has a BucketNotification with eventbridge";
}

/** The sources that a pattern names; none, if it takes others as well. */
function sourcesOf(text: string): string[] {
  const pattern = parseJson(text);
  const sources: unknown[] = isRecord(pattern) && Array.isArray(pattern.source) ? pattern.source : [];
  const named = sources.map((source) =>
    isRecord(source) ? (source.prefix ?? source["equals-ignore-case"] ?? "") : source,
  );
  return named.filter((source) => typeof source === "string");
}

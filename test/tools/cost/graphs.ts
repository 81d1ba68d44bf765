import type { Graph, Properties } from "../../../packages/offline/src/graph/graph";
import { graphWith } from "../../../packages/offline/test/support/graph";
import { type Estimate, estimate, type Line } from "../../../tools/cost/estimate";
import { idle, type Volumes } from "../../../tools/cost/volumes";

/** The estimate of a few resources in us-east-1, in an idle month but for some volumes. */
export const estimateOf = (
  resources: { type: string; name?: string; inputs: Properties }[],
  volumes: Partial<Volumes> = {},
  region = "us-east-1",
): Estimate => estimate(graphWith(resources), { ...idle, ...volumes }, region);

/** The only line of these words. */
export function lineOf({ lines }: Estimate, service: string, what: string): Line {
  const found = lines.filter((line) => line.service === service && line.what === what);
  const [line] = found;
  if (!line || found.length > 1) throw new Error(`${found.length} lines ${service}, ${what}`);
  return line;
}

/** What a graph's idle month costs, with some volumes. */
export const monthOf = (graph: Graph, volumes: Partial<Volumes> = {}, region?: string): Estimate =>
  estimate(graph, { ...idle, ...volumes }, region);

import type { Graph } from "../graph/graph";
import { isServed } from "../graph/resource-type";
import { resourceTypes } from "../services";
import type { Host } from "./host";

/** A block of lines below a heading; nothing if there are no lines. A name with a line feed makes no line of its own. */
const block = (heading: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ["", heading, ...lines.map((line) => `  ${line.replaceAll("\n", "\\n")}`)];

const columns = (rows: string[][]): string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
};

/** How often each resource type is recorded without being served. */
function recorded(host: Host): string[] {
  const counts = new Map<string, number>();
  for (const resource of host.graph.resources.filter(
    (one) => one.custom && !isServed(resourceTypes, one, host.graph),
  )) {
    counts.set(resource.type, (counts.get(resource.type) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, count]) => `${type}${count > 1 ? ` × ${count}` : ""}`);
}

/**
 * What a person sees when the host is ready. A stack output named `curl` is shown as the command to try.
 *
 * @param options.showsSecrets whether only the host's user reads it: else it says how to get what is secret
 */
export function banner(host: Host, seconds: number, { showsSecrets }: { showsSecrets: boolean }): string {
  const { graph } = host;
  return [
    `${graph.project}/${graph.stack} is ready at ${host.url} after ${seconds.toFixed(1)} s`,
    ...headingsOf(host, showsSecrets),
    ...block("Recorded only, not served", recorded(host)),
    ...block("Outputs, secrets included", [showsSecrets ? pageOf(host, "outputs") : command("output --show-secrets")]),
    ...block("Try", commandOf(graph, showsSecrets)),
    "",
    "Ctrl-C stops it.",
  ].join("\n");
}

/** The address of a page of the host's own, with the token that it asks for. */
const pageOf = ({ url, token }: Host, page: string): string =>
  `${url}/_offline/${page}?token=${encodeURIComponent(token)}`;

/** How a person asks the host, which the command finds by itself, with its token. */
const command = (question: string): string => `npx pulumi-offline ${question}`;

function commandOf({ outputs: { curl }, secretOutputs }: Graph, showsSecrets: boolean): string[] {
  if (typeof curl !== "string") return [];
  return showsSecrets || !secretOutputs.includes("curl") ? curl.split("\n") : [command("output curl")];
}

/** What the services say; what stands under the same heading stands together. */
function headingsOf(host: Host, showsSecrets: boolean): string[] {
  const { banner: blocks } = host;
  const headings = [...new Set(blocks.map(({ heading }) => heading))];
  // Sites and routes are what people look for first.
  const rank = (heading: string): number => ["Routes", "Sites"].indexOf(heading);
  const ordered = headings.sort((a, b) => rank(b) - rank(a));
  return ordered.flatMap((heading) => {
    const own = blocks.filter((one) => one.heading === heading);
    return block(
      heading,
      own.flatMap(({ intro, rows, page }) => [
        ...(intro === undefined ? [] : [intro]),
        ...columns(rows),
        ...(page ? [showsSecrets ? pageOf(host, page.path) : command(page.command)] : []),
      ]),
    );
  });
}

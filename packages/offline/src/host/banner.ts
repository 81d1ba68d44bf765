import { type Graph, ofType } from "../graph/graph";
import { isServed } from "../graph/resource-type";
import { resourceTypes } from "../services";
import type { BannerBlock } from "../services/module";
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

export interface BannerOptions {
  /** How long the start took. */
  seconds: number;
  /** Whether all that the program declares is listed. */
  isVerbose: boolean;
  /** Whether only the host's user reads it: else it says how to get what is secret. */
  showsSecrets: boolean;
}

/**
 * What a person sees when the host is ready: what to open, and what to try, last. A stack output named `curl` is shown as
 * the command to try.
 */
export function banner(host: Host, { seconds, isVerbose, showsSecrets }: BannerOptions): string {
  const { graph } = host;
  return [
    `${graph.project}/${graph.stack} is ready at ${host.url} after ${seconds.toFixed(1)} s`,
    ...(isVerbose ? listed(host, showsSecrets) : []),
    "",
    ...addressesOf(host, showsSecrets),
    ...(isVerbose ? [] : truth(host)),
    ...block("Try", commandOf(graph, showsSecrets)),
    "",
    "Ctrl-C stops it.",
  ].join("\n");
}

/** What is opened in a browser, or called. */
function addressesOf(host: Host, showsSecrets: boolean): string[] {
  const apis = host.banner.filter(({ heading }) => heading === "Routes");
  const functionUrls = host.banner.filter(({ heading }) => heading === "Function URLs");
  return [
    ...host.sites.map(({ url, name, signsIn }) => `${signsIn ? "Sign-in" : "Site   "}  ${url}  (${name})`),
    ...apis.map(({ intro = "", rows }) => `API      ${intro}  (${counted(rows.length, "route")})`),
    ...functionUrls.flatMap(({ rows }) => rows.map(([url, name]) => `URL      ${url}  (${name})`)),
    // The console shows the outputs as well.
    showsSecrets ? `Console  ${pageOf(host, "")}` : `Outputs  ${command("output --show-secrets")}`,
  ];
}

/** What is served, and what is not, worst first, in a line each. */
function truth(host: Host): string[] {
  const { graph } = host;
  const served = Object.entries(kinds).flatMap(([noun, types]) => {
    const count = types
      .flatMap((type) => ofType(graph, type))
      .filter((one) => isServed(resourceTypes, one, graph)).length;
    return count === 0 ? [] : [counted(count, noun)];
  });
  const missing = missingOf(host);
  return [
    "",
    ...(served.length === 0 ? [] : [`Served   ${served.join(", ")}`]),
    ...(missing === undefined ? [] : [`Missing  ${missing}`]),
  ];
}

function missingOf(host: Host): string | undefined {
  const [worst, ...others] = host.unserved;
  if (worst)
    return others.length === 0 ? worst.text : `${worst.text} (and ${others.length} more: --verbose lists them)`;
  const count = unservedTypes(host).reduce((sum, [, often]) => sum + often, 0);
  return count === 0 ? undefined : `${counted(count, "resource")} recorded only, not served: --verbose lists them`;
}

/** What people count. APIs and sites have lines of their own. */
const kinds: Record<string, readonly string[]> = {
  function: ["aws:lambda/function:Function"],
  table: ["aws:dynamodb/table:Table"],
  bucket: ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"],
  queue: ["aws:sqs/queue:Queue"],
  topic: ["aws:sns/topic:Topic"],
  "event rule": ["aws:cloudwatch/eventRule:EventRule"],
  schedule: ["aws:scheduler/schedule:Schedule"],
  "event source": ["aws:lambda/eventSourceMapping:EventSourceMapping"],
  secret: ["aws:secretsmanager/secret:Secret"],
  parameter: ["aws:ssm/parameter:Parameter"],
  alarm: ["aws:cloudwatch/metricAlarm:MetricAlarm"],
  instance: ["aws:ec2/instance:Instance"],
};

/** All that the program declares, by what it is. */
const listed = (host: Host, showsSecrets: boolean): string[] => [
  ...blocksOf(host, showsSecrets),
  ...Object.entries(plainTypes).flatMap(([heading, types]) =>
    block(heading, types.flatMap((type) => ofType(host.graph, type).map(({ id }) => id)).sort()),
  ),
  ...block(
    "Missing",
    host.unserved.map(({ text }) => text),
  ),
  ...block(
    "Recorded only, not served",
    unservedTypes(host).map(([type, often]) => `${type}${often > 1 ? ` × ${often}` : ""}`),
  ),
];

/** Types of which there is nothing to say but what they are called. */
const plainTypes = {
  Tables: ["aws:dynamodb/table:Table"],
  Buckets: ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"],
  Queues: ["aws:sqs/queue:Queue"],
  "Log groups": ["aws:cloudwatch/logGroup:LogGroup"],
} as const;

/** How often each type is recorded without being served. */
function unservedTypes({ graph }: Host): [type: string, count: number][] {
  const counts = new Map<string, number>();
  for (const resource of graph.resources) {
    if (resource.custom && !isServed(resourceTypes, resource, graph))
      counts.set(resource.type, (counts.get(resource.type) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The address of a page of the host's own, with the token that it asks for. */
export const pageOf = ({ url, token }: Pick<Host, "url" | "token">, page: string): string =>
  `${url}/_offline/${page}?token=${encodeURIComponent(token)}`;

/** How a person asks the host, which the command finds by itself, with its token. */
const command = (question: string): string => `npx pulumi-offline ${question}`;

function commandOf({ outputs: { curl }, secretOutputs }: Graph, showsSecrets: boolean): string[] {
  if (typeof curl !== "string") return [];
  return showsSecrets || !secretOutputs.includes("curl") ? curl.split("\n") : [command("output curl")];
}

/** What the services say; what stands under the same heading stands together. */
function blocksOf(host: Host, showsSecrets: boolean): string[] {
  const { banner: blocks } = host;
  const headings = [...new Set(blocks.map(({ heading }) => heading))];
  // Sites and routes are what people look for first.
  const rank = (heading: string): number => ["Routes", "Sites"].indexOf(heading);
  const ordered = headings.sort((a, b) => rank(b) - rank(a));
  const linesOf = ({ intro, rows, page }: BannerBlock): string[] => [
    ...(intro === undefined ? [] : [intro]),
    ...columns(rows),
    ...(page ? [showsSecrets ? pageOf(host, page.path) : command(page.command)] : []),
  ];
  return ordered.flatMap((heading) =>
    block(
      heading,
      blocks.filter((one) => one.heading === heading).flatMap((one) => linesOf(one)),
    ),
  );
}

import type { Method } from "../services/apigateway/document";
import type { Host } from "./host";
import { functionName } from "../services/lambda/function-name";
import { isAlive } from "./served";

/** A block of lines below a heading; nothing if there are no lines. */
const block = (heading: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ["", heading, ...lines.map((line) => `  ${line}`)];

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
  for (const resource of host.graph.resources.filter((one) => one.custom && !isAlive(one, host.graph))) {
    counts.set(resource.type, (counts.get(resource.type) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, count]) => `${type}${count > 1 ? ` × ${count}` : ""}`);
}

function guardOf({ integration, apiKeyRequired }: Method): string {
  if (integration.kind === "unserved") return `not served: ${integration.what}`;
  return apiKeyRequired ? "x-api-key" : "open";
}

function routesOf(host: Host): string[] {
  return host.stages.flatMap((stage) => {
    const methods = stage.methods.filter(({ httpMethod }) => httpMethod !== "OPTIONS");
    const rows = methods.map((method) => [method.httpMethod, method.resourcePath, guardOf(method)]);
    return [`${host.url}/restapis/${stage.restApiId}/${stage.name}/_user_request_`, ...columns(rows)];
  });
}

function schedulesOf({ schedules }: Host): string[] {
  const rows = schedules.all().map((schedule) => {
    const next = schedules.next(schedule);
    const when = next === undefined ? "" : `next ${new Date(next).toISOString().slice(0, 16)}Z`;
    const targets = schedule.targets.map(({ functionArn }) => functionName(functionArn)).join(", ");
    return [schedule.name, schedule.expression, schedule.enabled ? when : "disabled", targets];
  });
  return columns(rows);
}

/** What a person sees when the host is ready. A stack output named `curl` is shown as the command to try. */
export function banner(host: Host, seconds: number): string {
  const { graph, functions } = host;
  const byName = [...functions].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lambdas = byName.map(({ name, memorySize, timeoutSeconds }) => [
    name,
    `${memorySize} MB`,
    `${timeoutSeconds} s`,
  ]);
  const { curl } = graph.outputs;
  return [
    `${graph.project}/${graph.stack} is ready at ${host.url} after ${seconds.toFixed(1)} s`,
    ...block("Routes", routesOf(host)),
    ...block("Functions", columns(lambdas)),
    ...block("Schedules", schedulesOf(host)),
    ...block("Recorded only, not served", recorded(host)),
    ...block("Outputs, secrets included", [`${host.url}/_offline/outputs`]),
    ...(typeof curl === "string" ? block("Try", [curl]) : []),
    "",
    "Ctrl-C stops it.",
  ].join("\n");
}

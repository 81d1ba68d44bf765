import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { runProgram } from "../../packages/offline/src/program/run";
import { readProject } from "../../packages/offline/src/program/project";
import { typecheck } from "../../packages/offline/src/program/typecheck";
import { backupRows } from "./backup";
import { consoleRows } from "./console";
import { eventRows, everyRoute, objectRows } from "./data";
import { warmLoad } from "./load";
import { type RunningHost, startHost } from "./process";
import { reloadRows } from "./reload";
import { siteRows } from "./site";
import { type Row, table } from "./table";
import { metricsRow } from "./watching";

/** `npm run bench`: each figure beside its goal, host and load in processes of their own, side by side on one machine. */
async function main(): Promise<void> {
  const rows: Row[] = [];
  rows.push(...(await starts()));
  // A host checks the program's types once it is ready, unless it knows them to be fine.
  await typecheck(readProject(process.cwd(), "localstack", {}));
  const host = await startHost();
  try {
    rows.push(await firstOperation(host));
    rows.push(await bareNode());
    rows.push(...(await trivialRoute(host)));
    rows.push(...(await consoleRows(host)));
    rows.push({
      what: "memory, two busy functions",
      value: host.residentMegabytes(),
      unit: "MB",
      goal: { atMost: 250 },
    });
    rows.push(...(await eventRows(host)));
    rows.push(...(await objectRows(host)));
    rows.push(await everyRoute(host));
    rows.push(...(await siteRows(host)));
  } finally {
    await host.stop();
  }
  rows.push(...(await reloadRows()));
  rows.push(...(await backupRows()));
  rows.push(...(await zips()));
  console.log(table(rows));
}

/** A first start as after `npm ci`, and a second one. */
async function starts(): Promise<Row[]> {
  for (const cache of ["offline", "atelier"]) rmSync(`node_modules/.cache/${cache}`, { recursive: true, force: true });
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const ready = async (): Promise<number> => {
    const host = await startHost(["--data", folder, "--port", "4599"]);
    await host.stop();
    return host.readySeconds;
  };
  try {
    return [
      { what: "ready, cold", value: await ready(), unit: "s", goal: { atMost: 3 } },
      { what: "ready, warm", value: await ready(), unit: "s", goal: { atMost: 1.5 } },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A cold start of a function with an SDK client, and its first call of a service. */
async function firstOperation(host: RunningHost): Promise<Row> {
  const started = performance.now();
  const response = await fetch(`${host.apiUrl}/infra?action=status`, { headers: { "x-api-key": host.apiKey } });
  if (response.status !== 200)
    throw new Error(`the first operation answered ${response.status}: ${await response.text()}`);
  await response.text();
  return { what: "load + first operation", value: performance.now() - started, unit: "ms", goal: { atMost: 100 } };
}

/** A function that calls no service: an id that cannot be one is not looked up. */
async function trivialRoute({ apiUrl, apiKey }: RunningHost): Promise<Row[]> {
  const url = `${apiUrl}/events/none`;
  const { rate, p99 } = await warmLoad({ url, seconds: 10, headers: { "x-api-key": apiKey }, status: 404 });
  return [
    { what: "trivial route, 10 connections", value: rate, unit: "requests/s", goal: { atLeast: 15_000 } },
    { what: "trivial route, p99", value: p99, unit: "ms", goal: { atMost: 5 } },
    metricsRow(rate),
  ];
}

/** What this machine and this load generator make of a server that does nothing: the rates are to be read beside it. */
async function bareNode(): Promise<Row> {
  const server = fork(join(__dirname, "bare-server.ts"));
  const [{ port }] = await once(server, "message");
  const { rate } = await warmLoad({ url: `http://localhost:${port}`, seconds: 5 });
  server.kill();
  return { what: "bare node:http", value: rate, unit: "requests/s" };
}

/** What each function ships, compressed as an archive would be. */
async function zips(): Promise<Row[]> {
  const project = readProject(process.cwd(), "localstack", {});
  const { graph } = await runProgram(project);
  return graph.resources.flatMap(({ name, files }) =>
    Object.values(files).map((archive) => {
      const bytes = Object.values(archive).reduce((sum, content) => sum + gzipSync(content).length, 0);
      return {
        what: `zip of ${name}`,
        value: bytes / 1024,
        unit: "KB",
        goal: { atMost: /image|upload|delete|ingest/.test(name) ? 140 : 120 },
      };
    }),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { ofType, text } from "../../packages/offline/src/graph/graph";
import { readProject } from "../../packages/offline/src/program/project";
import { runProgram } from "../../packages/offline/src/program/run";
import { onProgram } from "./host";
import type { Pace } from "./options";
import { compared, type Row } from "./table";

/** Functions with an SDK client, and a request that has each call its service once. */
const functions = [
  { name: "events-get", path: "/events/0b8f7c1e-5d2a-4f63-9a3e-6f1d2c4b5a69", status: 404, of: "DynamoDB" },
  { name: "control-infra", path: "/infra?action=status", status: 200, of: "EC2" },
];

/**
 * A cold start of a function and its first call of a service, on a host that has loaded none ahead; in turn with a bare
 * thread that loads the same code.
 */
export async function firstOperationRows({ rounds }: Pace): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-code-"));
  try {
    const entries = await unpack(folder);
    const [whole, bare] = [functions.map((): number[] => []), functions.map((): number[] => [])];
    for (let round = 0; round < rounds; round++) {
      for (const [index, { name }] of functions.entries()) bare[index]?.push(await loadAlone(entries[name] ?? ""));
      await onProgram(
        async ({ apiUrl, apiKey }) => {
          for (const [index, { path, status }] of functions.entries())
            whole[index]?.push(await millisecondsToAnswer(apiUrl + path, { "x-api-key": apiKey }, status));
        },
        ["--ephemeral", "--cold"],
      );
    }
    return functions.map(({ of }, index) =>
      compared({
        what: `load + first operation, ${of}`,
        unit: "ms",
        values: whole[index] ?? [],
        reference: { what: "a bare thread that loads the same code", values: bare[index] ?? [] },
        goal: { atMost: 60 },
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes what the functions ship into the folder; returns the file that each begins with, by the program's name for it. */
async function unpack(folder: string): Promise<Record<string, string>> {
  const { graph } = await runProgram(readProject(process.cwd(), "localstack", {}));
  const known = functions.map(({ name }): [string, string] => {
    const lambda = ofType(graph, "aws:lambda/function:Function").find((one) => one.name === name);
    if (!lambda) throw new Error(`the program has no function ${name}`);
    for (const [path, content] of Object.entries(lambda.files.code ?? {})) {
      const file = join(folder, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const [module = ""] = text(lambda.inputs, "handler").split(".");
    return [name, join(folder, name, module)];
  });
  return Object.fromEntries(known);
}

async function loadAlone(entry: string): Promise<number> {
  const started = performance.now();
  const code = `require(${JSON.stringify(entry)}); require("node:worker_threads").parentPort.postMessage("loaded")`;
  const worker = new Worker(code, { eval: true, execArgv: [], env: { AWS_REGION: "us-east-1" } });
  await once(worker, "message");
  const milliseconds = performance.now() - started;
  await worker.terminate();
  return milliseconds;
}

async function millisecondsToAnswer(url: string, headers: Record<string, string>, status: number): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, { headers });
  const answer = await response.text();
  if (response.status !== status) throw new Error(`the first operation answered ${response.status}: ${answer}`);
  return performance.now() - started;
}

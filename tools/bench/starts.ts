import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram } from "./host";
import type { Pace } from "./options";
import { compared, type Row } from "./table";

/** Seconds that it takes to load Pulumi and the compiler, which nobody who runs the program can do without. */
export function secondsToLoad(): number {
  const started = performance.now();
  execFileSync(process.execPath, ["-e", 'require("@pulumi/pulumi"); require("typescript")']);
  return (performance.now() - started) / 1000;
}

/** A first start as after `npm ci`, and a second one, in turn with loading Pulumi and the compiler. */
export async function startRows({ rounds }: Pace): Promise<Row[]> {
  const [loads, cold, warm]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    loads.push(secondsToLoad());
    for (const cache of ["offline", "atelier"])
      rmSync(`node_modules/.cache/${cache}`, { recursive: true, force: true });
    const folder = mkdtempSync(join(tmpdir(), "bench-"));
    try {
      cold.push(await secondsToReady(folder));
      warm.push(await secondsToReady(folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const beside = { unit: "s", reference: { what: "loading Pulumi and TypeScript", values: loads } };
  return [
    compared({ what: "ready, cold, after npm ci", values: cold, ...beside, ratioGoal: { atMost: 2 } }),
    compared({ what: "ready, warm", values: warm, ...beside, goal: { atMost: 0.35 } }),
  ];
}

async function secondsToReady(folder: string): Promise<number> {
  const host = await startProgram(["--data", folder]);
  await host.stop();
  return host.readySeconds;
}

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type ProgramHost, startProgram } from "./host";
import type { Pace } from "./options";
import { secondsToLoad } from "./starts";
import { median } from "./statistics";
import { compared, type Row } from "./table";

/** How many reloads show in each round whether one leaves something behind. */
const reloadsEach = 20;
const pauseMilliseconds = 1_500;

/** What is changed in the program, and where the change is seen. */
interface Edit {
  what: string;
  file: string;
  /** Changes the file's text, another way in each round. */
  change: (text: string, round: number) => string;
  /** What is asked until it has changed. */
  seenAt: (host: ProgramHost) => string;
  goal: { atMost: number };
}

const edits: Edit[] = [
  {
    what: "edit of a handler",
    file: "functions/health/get.ts",
    change: (text, round) => text.replace('200, { status: "healthy"', `200, { status: "healthy", round: ${round}`),
    seenAt: ({ apiUrl }) => `${apiUrl}/health`,
    goal: { atMost: 0.6 },
  },
  {
    what: "edit of a component",
    file: "infra/health.ts",
    change: (text, round) => text.replace("getHealthHandler({ version,", `getHealthHandler({ version: "${round}",`),
    seenAt: ({ apiUrl }) => `${apiUrl}/health`,
    goal: { atMost: 1.2 },
  },
  {
    what: "edit of the site",
    file: "site/text/en.ts",
    change: (text, round) => `${text}\nconsole.debug(${round});\n`,
    seenAt: ({ siteUrl }) => siteUrl,
    goal: { atMost: 0.3 },
  },
];

/**
 * What a developer waits for: from a file that is saved until the next request is answered by it. Beside it, in turn, what it
 * takes to load Pulumi and the compiler, which every reload would have to do in a process of its own.
 */
export async function reloadRows(pace: Pace): Promise<Row[]> {
  const folder = copyOfProgram();
  const options = ["--program", folder, "--ephemeral"];
  try {
    return [...(await waitRows(folder, options, pace)), ...(await memoryRows(folder, options, pace))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function waitRows(folder: string, options: string[], { rounds }: Pace): Promise<Row[]> {
  const host = await startProgram(options);
  const readThenEdit = async (edit: Edit, round: number): Promise<number> => {
    // People read what they have changed; meanwhile the types are checked.
    await setTimeout(pauseMilliseconds);
    return seconds(edit, folder, host, round);
  };
  try {
    // The first time everything is slower than it will ever be again, and types are checked beside it.
    for (const edit of edits) await readThenEdit(edit, rounds);
    await setTimeout(20_000);
    const loads: number[] = [];
    const waits = edits.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      loads.push(secondsToLoad());
      for (const [index, edit] of edits.entries()) waits[index]?.push(await readThenEdit(edit, round));
    }
    const reference = { what: "loading Pulumi and TypeScript", values: loads };
    return edits.map(({ what, goal }, index) =>
      compared({ what, unit: "s", values: waits[index] ?? [], reference, goal }),
    );
  } finally {
    await host.stop();
  }
}

/** Whether what a reload takes is given back. Functions that are loaded ahead would fill the memory meanwhile. */
async function memoryRows(folder: string, options: string[], { rounds }: Pace): Promise<Row[]> {
  const manyReloads = reloadsEach * rounds;
  const [handler] = edits;
  if (!handler) return [];
  const host = await startProgram([...options, "--cold"]);
  try {
    const memories: number[] = [];
    const handles: number[] = [];
    for (let count = 0; count < manyReloads; count++) {
      // Each request leaves logs and metrics, which are no business of the reload's.
      await seconds(handler, folder, host, rounds + count, 100);
      // What a reload took is given back once it is over.
      await setTimeout(pauseMilliseconds);
      memories.push(host.residentMegabytes());
      handles.push(host.openHandles() ?? 0);
    }
    // The first tenth fills what is kept from then on.
    const early = (values: number[]): number => median(values.slice(manyReloads / 10, manyReloads / 5));
    const late = (values: number[]): number => median(values.slice(-manyReloads / 10));
    const [memory, files] = ["memory", "files open"].map((what) => `${what} after ${manyReloads} reloads`);
    return [
      { what: `${memory}, by before`, value: late(memories) / early(memories), unit: "times", goal: { atMost: 1.1 } },
      { what: `${files}, more`, value: late(handles) - early(handles), unit: "", goal: { atMost: 2 } },
    ];
  } finally {
    await host.stop();
  }
}

/** @param pause milliseconds between two questions whether the change is seen */
async function seconds(edit: Edit, folder: string, host: ProgramHost, round: number, pause = 5): Promise<number> {
  const ask = async () => (await fetch(edit.seenAt(host))).text();
  const path = join(folder, edit.file);
  const before = await ask();
  const started = performance.now();
  writeFileSync(path, edit.change(readFileSync(edit.file, "utf8"), round));
  while ((await ask()) === before) {
    if (performance.now() - started > 60_000) throw new Error(`${edit.what}: not seen within a minute`);
    await setTimeout(pause);
  }
  return (performance.now() - started) / 1000;
}

/** The program with its packages, where it may be changed. */
function copyOfProgram(): string {
  const folder = mkdtempSync(join(tmpdir(), "bench-program-"));
  for (const file of execFileSync("git", ["ls-files"], { encoding: "utf8" }).trim().split("\n"))
    cpSync(file, join(folder, file), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}

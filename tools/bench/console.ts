import { gzipSync } from "node:zlib";
import { load } from "./load";
import type { RunningHost } from "./process";
import type { Row } from "./table";

const rounds = 5;
const seconds = 3;

/**
 * What the console weighs, and what it costs the API's requests that somebody looks: the trivial route with the console
 * closed, open, and closed again, in turn.
 */
export async function consoleRows(host: RunningHost): Promise<Row[]> {
  const { apiUrl, apiKey, page } = host;
  const once = async (): Promise<number> =>
    (await load({ url: `${apiUrl}/events/none`, seconds, headers: { "x-api-key": apiKey }, status: 404 })).rate;
  const closed: number[] = [];
  const open: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < rounds; round++) {
    closed.push(await once());
    const close = await look(page);
    open.push(await once());
    await close();
    again.push(await once());
  }
  const files = await Promise.all(["main.js", "main.css"].map((name) => page(`console/${name}`)));
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await file.arrayBuffer()).length));
  return [
    {
      what: "console: script and style",
      value: sizes.reduce((sum, size) => sum + size, 0) / 1024,
      unit: "KB",
      goal: { atMost: 80 },
    },
    { what: "console open: requests", value: median(open), unit: "requests/s" },
    {
      what: "console open, by closed",
      value: median(open) / median(closed),
      unit: "times the rate",
      goal: { atLeast: 0.7 },
    },
    {
      what: "console closed again, by closed",
      value: median(again) / median(closed),
      unit: "times the rate",
      goal: { atLeast: 0.95 },
    },
  ];
}

/** Has somebody look at what happens, who reads all of it; returns how to end that. */
async function look(page: RunningHost["page"]): Promise<() => Promise<void>> {
  const { body } = await page("events");
  if (!body) throw new Error("the console is told nothing");
  const reader = body.getReader();
  const reading = (async () => {
    while (!(await reader.read()).done);
  })();
  return async () => {
    await reader.cancel();
    await reading;
  };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

import { gzipSync } from "node:zlib";
import { onProgram, type ProgramHost, type RunningHost } from "./host";
import { load, warmUp } from "./load";
import type { Pace } from "./options";
import { compared, type Row } from "./table";

/**
 * What the console weighs, and what it costs the API's requests that somebody looks: the trivial route with the console
 * closed, open, and closed again, in turn.
 */
export const consoleRows = (pace: Pace): Promise<Row[]> => onProgram((host) => rowsOf(host, pace));

async function rowsOf(host: ProgramHost, { rounds, seconds }: Pace): Promise<Row[]> {
  const { apiUrl, apiKey, page } = host;
  const trivial = { url: `${apiUrl}/events/none`, seconds, headers: { "x-api-key": apiKey }, status: 404 };
  await warmUp(trivial);
  const once = async (): Promise<number> => (await load(trivial)).rate;
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
    compared({
      what: "console open",
      unit: "requests/s",
      values: open,
      reference: { what: "closed", values: closed },
      ratioGoal: { atLeast: 0.7 },
    }),
    compared({
      what: "console closed again",
      unit: "requests/s",
      values: again,
      reference: { what: "before it was open", values: closed },
      ratioGoal: { atLeast: 0.95 },
    }),
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

import { setTimeout } from "node:timers/promises";
import autocannon from "autocannon";
import { textOf } from "../json";
import { presignedUrls } from "./data";
import { type RunningHost, startHost } from "./process";

/** Requests that go on for the whole time, and the one status they must get. */
interface Stream {
  title: string;
  url: string;
  status: number;
  method?: "GET" | "POST" | "PUT";
  headers?: Record<string, string>;
  body?: string;
}

const stepSeconds = 10;

/**
 * `npm run soak [-- seconds]`: load on several routes at once, a minute unless told otherwise. Prints the host's memory and
 * open handles every ten seconds, for people to see that they do not grow, and ends with code 1 if any answer was not the
 * expected one.
 */
async function main(): Promise<void> {
  const seconds = Number(process.argv[2] ?? 60);
  const host = await startHost();
  try {
    const streams = await streamsOf(host);
    const loads = Promise.all(streams.map((stream) => run(stream, seconds)));
    await watch(host, seconds);
    const unexpected = (await loads).flat();
    for (const line of unexpected) console.error(line);
    if (unexpected.length > 0) process.exitCode = 1;
  } finally {
    await host.stop();
  }
}

async function streamsOf(host: RunningHost): Promise<Stream[]> {
  const { apiUrl } = host;
  const headers = { "x-api-key": host.apiKey, "content-type": "application/json" };
  const event = JSON.stringify({ title: "Soak", date: "2026-03-15T09:00:00Z" });
  const comment = JSON.stringify({ sectionId: "soak", auteur: "Élise", contenu: "Très bien" });
  const made = await fetch(`${apiUrl}/events`, { method: "POST", headers, body: event });
  const id = textOf(await made.json(), "id");
  const { put, get } = await presignedUrls(host);
  const object = "x".repeat(10 * 1024);
  await fetch(put, { method: "PUT", body: object });
  return [
    { title: "health", url: `${apiUrl}/health`, status: 200 },
    { title: "read", url: `${apiUrl}/events/${id}`, headers, status: 200 },
    { title: "write", url: `${apiUrl}/commentaires`, method: "POST", headers, body: comment, status: 201 },
    { title: "list", url: `${apiUrl}/events?limit=5`, headers, status: 200 },
    { title: "not found", url: `${apiUrl}/events/none`, headers, status: 404 },
    { title: "invalid", url: `${apiUrl}/events`, method: "POST", headers, body: "{}", status: 400 },
    { title: "no key", url: `${apiUrl}/events`, status: 403 },
    { title: "no route", url: `${apiUrl}/nowhere`, status: 404 },
    { title: "upload", url: put, method: "PUT", body: object, status: 200 },
    { title: "download", url: get, status: 200 },
  ];
}

/** Loads for so many seconds, with a new connection now and then; says what was not as expected. */
async function run({ title, status, ...options }: Stream, seconds: number): Promise<string[]> {
  const result = await autocannon({ ...options, duration: seconds, connections: 2, reconnectRate: 500 });
  const counts = Object.entries(result.statusCodeStats ?? {}).map(([code, { count = 0 }]) => [code, count] as const);
  const wrong = counts.filter(([code]) => code !== String(status)).map(([code, count]) => `${count} answers ${code}`);
  if (result.errors > 0) wrong.push(`${result.errors} errors`);
  if (result.requests.total === 0) wrong.push("no answer");
  return wrong.map((what) => `${title}: ${what} where ${status} was expected`);
}

async function watch(host: RunningHost, seconds: number): Promise<void> {
  console.log("seconds  memory  handles");
  for (let passed = 0; passed <= seconds; passed += stepSeconds) {
    const memory = `${host.residentMegabytes().toFixed(0)} MB`;
    console.log(
      `${String(passed).padStart(7)}  ${memory.padStart(6)}  ${String(host.openHandles() ?? "?").padStart(7)}`,
    );
    if (passed < seconds) await setTimeout(Math.min(stepSeconds, seconds - passed) * 1000);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

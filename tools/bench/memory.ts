import { onProgram, type ProgramHost } from "./host";
import { load } from "./load";
import type { Pace } from "./options";
import { median, ratioOf } from "./statistics";
import type { Row } from "./table";

/**
 * How often every route is asked in a round. There are more functions than environments may live: each time some of them
 * start cold, which takes longer than all else.
 */
const times = 10;

const paths = [
  "/health",
  "/infra?action=status",
  "/events",
  "/events/none",
  "/events/none/image",
  "/events/none/upload-url",
  "/stats",
  "/metrics/2025-11-03",
  "/metrics/bikes/2025-11-03",
  "/report/2025-11-03",
  "/measurements/bikes/2025-11-03/status",
];
const bodies = [
  "/manage",
  "/events",
  "/commentaires",
  "/events/none/upload-url",
  "/measurements/bikes/2025-11-03/upload-url",
];

/** Memory when two functions have worked, and when all have, for as long as there are rounds. */
export const memoryRows = (pace: Pace): Promise<Row[]> => onProgram((host) => rowsOf(host, pace));

async function rowsOf(host: ProgramHost, { rounds, seconds }: Pace): Promise<Row[]> {
  const headers = { "x-api-key": host.apiKey };
  for (const [path, status] of [
    ["/events/none", 404],
    ["/infra?action=status", 200],
  ] as const)
    await load({ url: host.apiUrl + path, seconds, headers, status });
  const two = host.residentMegabytes();
  const all: number[] = [];
  // What is loaded and optimised for the first time is no growth.
  await everyRoute(host);
  for (let round = 0; round < rounds; round++) {
    await everyRoute(host);
    all.push(host.residentMegabytes());
  }
  const third = Math.ceil(rounds / 3);
  const [early, late] = [all.slice(0, third), all.slice(-third)];
  const flat = {
    what: "memory, every route busy, last third of the rounds",
    value: median(late),
    unit: "MB",
    reference: { what: "first third", value: median(early), ratio: ratioOf(late, early) },
    ratioGoal: { atMost: 1.1 },
  };
  return [
    { what: "memory, two busy functions", value: two, unit: "MB", goal: { atMost: 250 } },
    { what: "memory, every route busy", value: median(all), unit: "MB", goal: { atMost: 300 } },
    flat,
  ];
}

/** Asks for every route, some at a time. */
async function everyRoute(host: ProgramHost): Promise<void> {
  const headers = { "x-api-key": host.apiKey };
  const ask = async (): Promise<void> => {
    const gets = [...paths, "/commentaires?sectionId=x"].map((path) =>
      fetch(host.apiUrl + path, { headers, redirect: "manual" }),
    );
    const posts = bodies.map((path) => fetch(host.apiUrl + path, { method: "POST", headers, body: "{}" }));
    const others = ["PUT", "DELETE"].map((method) =>
      fetch(`${host.apiUrl}/events/none`, { method, headers, body: "{}" }),
    );
    await Promise.all([...gets, ...posts, ...others].map(async (answer) => (await answer).text()));
  };
  for (let time = 0; time < times; time++) await Promise.all([ask(), ask()]);
}

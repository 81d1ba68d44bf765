import { join } from "node:path";
import { build } from "esbuild";
import { load, warmUp } from "../load";
import type { Pace } from "../options";
import { fail, report } from "../report";
import { compared, type Row } from "../table";
import { type Peer, startOurs, startTheirs } from "./hosts";
import { installPeers } from "./install";

/** What each host is asked for. */
const routes = { trivial: "/trivial", read: "/read/one" } as const;

type Figure = keyof typeof routes | "memory";

/** `npm run bench:peers`: the same two functions on this host and on serverless-offline, in turn under the same load. */
async function peerRows(pace: Pace): Promise<Row[]> {
  const folder = installPeers();
  const handlers = join(folder, "handlers.js");
  const entryPoints = [join(__dirname, "handlers.ts")];
  await build({ entryPoints, outfile: handlers, bundle: true, platform: "node", target: "node20", minify: true });
  const ours = await startOurs(handlers);
  try {
    const theirs = await startTheirs(folder);
    try {
      return await rowsOf(ours, theirs, pace);
    } finally {
      await theirs.stop();
    }
  } finally {
    await ours.stop();
  }
}

async function rowsOf(ours: Peer, theirs: Peer, { rounds, seconds }: Pace): Promise<Row[]> {
  const none = (): Record<Figure, number[]> => ({ trivial: [], read: [], memory: [] });
  const figures = { ours: none(), theirs: none() };
  const peers = [
    [theirs, figures.theirs],
    [ours, figures.ours],
  ] as const;
  const names = ["trivial", "read"] as const;
  const loadOf = ({ apiUrl }: Peer, name: keyof typeof routes) => ({ url: apiUrl + routes[name], seconds });
  for (const name of names) for (const [peer] of peers) await warmUp(loadOf(peer, name));
  for (let round = 0; round < rounds; round++) {
    for (const name of names)
      for (const [peer, measured] of peers) measured[name].push((await load(loadOf(peer, name))).rate);
    for (const [peer, measured] of peers) measured.memory.push(peer.residentMegabytes());
  }
  const beside = (name: Figure, what = "serverless-offline") => ({
    values: figures.ours[name],
    reference: { what, values: figures.theirs[name] },
  });
  return [
    compared({ what: "trivial function", unit: "requests/s", ...beside("trivial"), ratioGoal: { atLeast: 12 } }),
    compared({
      what: "function that reads DynamoDB",
      unit: "requests/s",
      ...beside("read"),
      ratioGoal: { atLeast: 5 },
    }),
    compared({
      what: "memory after that load",
      unit: "MB",
      ...beside("memory", "serverless-offline with dynalite"),
      ratioGoal: { atMost: 1 / 6 },
    }),
  ];
}

report("bench:peers", { functions: peerRows }).catch(fail);

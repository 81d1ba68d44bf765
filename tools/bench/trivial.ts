import { type BareServer, besideBareServer } from "./bare";
import { type ProgramHost, onProgram } from "./host";
import { type Load, load, type LoadOptions, warmUp } from "./load";
import type { Pace } from "./options";
import type { ProcessorTime } from "./processor";
import { median } from "./statistics";
import { compared, type Row } from "./table";
import { metricsRow } from "./watching";

/** A load, and what the server has used of the processor meanwhile. */
interface Round extends Load {
  used?: ProcessorTime;
}

/** A function that calls no service, in turn with a bare server: rates, and what each thread spends on a request. */
export const trivialRows = (pace: Pace): Promise<Row[]> =>
  onProgram((host) => besideBareServer((bare) => rowsOf(host, bare, pace)));

async function rowsOf(host: ProgramHost, bare: BareServer, { rounds, seconds }: Pace): Promise<Row[]> {
  // An id that cannot be one is not looked up.
  const trivial = { url: `${host.apiUrl}/events/none`, seconds, headers: { "x-api-key": host.apiKey }, status: 404 };
  const nothing = { url: bare.url, seconds };
  await warmUp(nothing);
  await warmUp(trivial);
  const [ours, theirs]: [Round[], Round[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    theirs.push(await loaded(nothing, bare));
    ours.push(await loaded(trivial, host));
  }
  const rates = ours.map(({ rate }) => rate);
  return [
    compared({
      what: "trivial route, 10 connections",
      unit: "requests/s",
      values: rates,
      reference: { what: "bare node:http", values: theirs.map(({ rate }) => rate) },
      ratioGoal: { atLeast: 0.45 },
    }),
    {
      what: "trivial route, p99",
      value: median(ours.map(({ p99 }) => p99)),
      unit: "ms",
      goal: { atMost: 5 },
    },
    ...processorRows(ours, theirs),
    metricsRow(median(rates)),
  ];
}

async function loaded(options: LoadOptions, server: Pick<BareServer, "processorTime">): Promise<Round> {
  const before = server.processorTime();
  const round = await load(options);
  const after = server.processorTime();
  if (!before || !after) return round;
  return { ...round, used: { main: after.main - before.main, others: after.others - before.others } };
}

/** Processor for a request, by who spends it. The system tells it of threads on Linux alone. */
function processorRows(ours: Round[], theirs: Round[]): Row[] {
  const each = (rounds: Round[], spent: (used: ProcessorTime) => number): number[] =>
    rounds.flatMap(({ used, requests }) => (used ? [spent(used) / requests] : []));
  const host = each(ours, ({ main }) => main);
  const bare = each(theirs, ({ main, others }) => main + others);
  const own = (rounds: Round[]): number[] => rounds.map(({ ownMicroseconds }) => ownMicroseconds);
  const unit = "µs";
  const reference = { what: "bare node:http", values: bare };
  const generator = compared({
    what: "processor for a trivial request: load",
    unit,
    values: own(ours),
    reference: { what: "of the bare server", values: own(theirs) },
  });
  if (host.length === 0) return [generator];
  const functions = each(ours, ({ others }) => others);
  return [
    compared({ what: "processor for a trivial request: host", unit, values: host, reference }),
    compared({ what: "processor for a trivial request: function", unit, values: functions, reference }),
    generator,
  ];
}

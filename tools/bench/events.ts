import { textOf } from "../json";
import { type ProgramHost, onProgram } from "./host";
import { type Load, load, warmUp } from "./load";
import type { Pace } from "./options";
import { median } from "./statistics";
import { besideStore, type Store } from "./store";
import { compared, type Row } from "./table";

const connections = 10;

/**
 * One item of DynamoDB through the whole path: gateway, function, signature, IAM, service; in turn with the same call by
 * the same SDK on the same store, and nothing around it.
 */
export const eventRows = (pace: Pace): Promise<Row[]> =>
  onProgram((host) => besideStore((store) => rowsOf(host, store, pace)));

async function rowsOf(host: ProgramHost, store: Store, { rounds, seconds }: Pace): Promise<Row[]> {
  const headers = { "x-api-key": host.apiKey, "content-type": "application/json" };
  const body = JSON.stringify({ title: "Bench", date: "2026-03-15T09:00:00Z" });
  const url = `${host.apiUrl}/events`;
  const id = textOf(await (await fetch(url, { method: "POST", headers, body })).json(), "id");
  const through = {
    reads: { url: `${url}/${id}`, seconds, headers, connections },
    writes: { url, seconds, method: "POST", headers, body, connections },
  } as const;
  const calls = ["reads", "writes"] as const;
  for (const call of calls) {
    await warmUp(through[call]);
    await store({ calls: call, seconds, connections });
  }
  const alone: Record<(typeof calls)[number], number[]> = { reads: [], writes: [] };
  const whole: Record<(typeof calls)[number], Load[]> = { reads: [], writes: [] };
  for (let round = 0; round < rounds; round++)
    for (const call of calls) {
      alone[call].push(await store({ calls: call, seconds, connections }));
      whole[call].push(await load(through[call]));
    }
  return calls.flatMap((call) => {
    const what = { reads: "GET /events/{id}", writes: "POST /events" }[call];
    const rates = compared({
      what,
      unit: `${call}/s`,
      values: whole[call].map(({ rate }) => rate),
      reference: { what: "the same SDK call on the store", values: alone[call] },
    });
    const p99 = median(whole[call].map(({ p99 }) => p99));
    return [rates, { what: `${what}, p99`, value: p99, unit: "ms", goal: { atMost: 10 } }];
  });
}

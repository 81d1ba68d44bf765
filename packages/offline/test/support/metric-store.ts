import { Distribution } from "../../src/protocol/distribution";
import { type MetricId, Metrics } from "../../src/protocol/metrics";
import { MetricStore, type MetricStoreOptions, type Published } from "../../src/services/cloudwatch/store/store";
import { TestClock } from "./clock";

export interface TestStore {
  store: MetricStore;
  clock: TestClock;
  metrics: Metrics;
  told: string[];
}

/** A store in memory, or in a folder, on a clock of its own. */
export function metricStore(options: Partial<MetricStoreOptions> & { clock?: TestClock } = {}): TestStore {
  const { clock = new TestClock() } = options;
  const metrics = new Metrics(clock);
  const told: string[] = [];
  const report = (text: string) => void told.push(text);
  const store = new MetricStore({ directory: undefined, reported: metrics, report, ...options, clock });
  store.start();
  return { store, clock, metrics, told };
}

export const orders: MetricId = { namespace: "Shop", name: "Orders", dimensions: {} };

/** Values of the metric {@link orders}, or of another one. */
export function published(time: number, values: number[], rest: Partial<Published> = {}): Published {
  const distribution = new Distribution();
  for (const value of values) distribution.add(value);
  return { metric: orders, unit: "None", time, resolution: 60, values: distribution, ...rest };
}

/** A statistic of the metric {@link orders}, each point as its time in ISO 8601 and its value. */
export const pointsOf = (
  { store }: Pick<TestStore, "store">,
  stat: string,
  periodSeconds: number,
  from: string,
  to: string,
): [string, number][] =>
  store
    .points({ metric: orders, stat, periodSeconds }, Date.parse(from), Date.parse(to))
    .map(({ time, value }) => [new Date(time).toISOString().replace(".000Z", "Z"), value]);

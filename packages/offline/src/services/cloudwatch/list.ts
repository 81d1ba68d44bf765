import { list, structure, text, type ValuesOf } from "../../protocol/shapes";
import { invalidToken, invalidValue, required } from "./errors";
import { dimension, dimensionsOf } from "./shapes";
import { keyOf, type Metric } from "./store/points";
import type { MetricStore } from "./store/store";

export const listMetricsInput = structure({
  Namespace: text,
  MetricName: text,
  Dimensions: list(dimension),
  NextToken: text,
  RecentlyActive: text,
});

type Input = ValuesOf<typeof listMetricsInput>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
const limits = {
  page: 500,
  knownMilliseconds: 14 * 86_400_000,
  activeMilliseconds: 3 * 3_600_000,
  filters: 10,
} as const;

/** `ListMetrics`: those with points within two weeks, by namespace and name. */
export function listMetrics(store: MetricStore, input: Input, now: number): object {
  const after = input.NextToken === undefined ? "" : decoded(input.NextToken);
  const isWanted = filterOf(input, now);
  const found = store
    .all()
    .filter(isWanted)
    .map(({ id }) => ({ id, key: keyOf(id) }))
    .filter(({ key }) => key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = found.slice(0, limits.page);
  const last = found.length > page.length ? page.at(-1) : undefined;
  const Metrics = page.map(({ id }) => ({
    Namespace: id.namespace,
    MetricName: id.name,
    Dimensions: dimensionsOf(id),
  }));
  return { Metrics, ...(last && { NextToken: Buffer.from(last.key).toString("base64url") }) };
}

function filterOf({ Namespace, MetricName, Dimensions = [], RecentlyActive }: Input, now: number) {
  if (RecentlyActive !== undefined && RecentlyActive !== "PT3H") throw invalidValue(RecentlyActive, "RecentlyActive");
  if (Dimensions.length > limits.filters)
    throw invalidValue(Dimensions.length, "Dimensions", `: at most ${limits.filters} are allowed.`);
  const oldest = now - (RecentlyActive === undefined ? limits.knownMilliseconds : limits.activeMilliseconds);
  const filters = Dimensions.map(({ Name, Value }, index) => ({
    name: required(Name, `Dimensions.member.${index + 1}.Name`),
    value: Value,
  }));
  return ({ id, newest }: Metric): boolean =>
    newest >= oldest &&
    (Namespace === undefined || id.namespace === Namespace) &&
    (MetricName === undefined || id.name === MetricName) &&
    filters.every(({ name, value }) =>
      value === undefined ? Object.hasOwn(id.dimensions, name) : id.dimensions[name] === value,
    );
}

/** A token names the last metric of the page before, so that what comes between two pages shifts nothing. */
function decoded(token: string): string {
  const key = Buffer.from(token, "base64url").toString();
  if (Buffer.from(key).toString("base64url") !== token || !key.startsWith("[")) throw invalidToken();
  return key;
}

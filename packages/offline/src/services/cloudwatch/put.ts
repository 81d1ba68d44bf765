import { Distribution } from "../../protocol/distribution";
import { list, number, structure, text, time, type ValuesOf } from "../../protocol/shapes";
import { invalid, invalidCombination, invalidValue, missing, required } from "./errors";
import { dimension, metricIdOf, unitOf } from "./shapes";
import type { MetricStore, Published } from "./store/store";

const statisticSet = structure({ SampleCount: number, Sum: number, Minimum: number, Maximum: number });

const metricDatum = structure({
  MetricName: text,
  Dimensions: list(dimension),
  Timestamp: time,
  Value: number,
  StatisticValues: statisticSet,
  Values: list(number),
  Counts: list(number),
  Unit: text,
  StorageResolution: number,
});

export const putMetricDataInput = structure({ Namespace: text, MetricData: list(metricDatum) });

type Datum = ValuesOf<typeof metricDatum>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const limits = {
  data: 1000,
  values: 150,
  pastMilliseconds: 14 * 86_400_000,
  futureMilliseconds: 2 * 3_600_000,
  value: 2 ** 360,
} as const;

/** `PutMetricData`: all of the data, or nothing where one of them is wrong. */
export async function putMetricData(
  store: MetricStore,
  { Namespace, MetricData }: ValuesOf<typeof putMetricDataInput>,
  now: number,
): Promise<object> {
  const namespace = required(Namespace, "Namespace");
  if (namespace.startsWith("AWS/")) throw invalidValue(namespace, "Namespace");
  const data = required(MetricData, "MetricData");
  if (data.length === 0) throw missing("MetricData");
  if (data.length > limits.data)
    throw invalid(`The collection MetricData must not have more than ${limits.data} members.`);
  await store.publish(
    data.map((datum, index) => publishedOf(namespace, datum, `MetricData.member.${index + 1}.`, now)),
  );
  return {};
}

function publishedOf(Namespace: string, datum: Datum, path: string, now: number): Published {
  const { MetricName, Dimensions, Timestamp = now, Unit, StorageResolution = 60 } = datum;
  const metric = metricIdOf({ Namespace, MetricName, Dimensions }, path);
  if (!(Timestamp >= now - limits.pastMilliseconds && Timestamp <= now + limits.futureMilliseconds)) {
    const reason = "must be within two weeks before, or two hours after, the current time.";
    throw invalidValue(new Date(Timestamp).toISOString(), `${path}Timestamp`, reason);
  }
  if (StorageResolution !== 1 && StorageResolution !== 60)
    throw invalidValue(StorageResolution, `${path}StorageResolution`, "must be 1 or 60.");
  const unit = unitOf(Unit, `${path}Unit`) ?? "None";
  return { metric, unit, time: Timestamp, resolution: StorageResolution, values: valuesOf(datum, path) };
}

function valuesOf(datum: Datum, path: string): Distribution {
  const { Value, Values, Counts, StatisticValues } = datum;
  const [first, second] = (["Value", "Values", "StatisticValues"] as const).filter((name) => datum[name] !== undefined);
  if (first === undefined) throw missing(`${path}Value`);
  if (second !== undefined)
    throw invalidCombination(`The parameters ${path}${first} and ${path}${second} are mutually exclusive.`);
  if (Counts && !Values) throw invalidCombination(`The parameter ${path}Counts needs ${path}Values.`);
  const distribution = new Distribution();
  if (Value !== undefined) distribution.add(finite(Value, `${path}Value`));
  if (StatisticValues) addSet(distribution, StatisticValues, `${path}StatisticValues.`);
  if (Values) addValues(distribution, Values, Counts, path);
  return distribution;
}

function addSet(into: Distribution, set: ValuesOf<typeof statisticSet>, path: string): void {
  const [count, sum, minimum, maximum] = (["SampleCount", "Sum", "Minimum", "Maximum"] as const).map((name) =>
    finite(required(set[name], path + name), path + name),
  );
  if (count === undefined || sum === undefined || minimum === undefined || maximum === undefined) return;
  if (count <= 0) throw invalidValue(count, `${path}SampleCount`, "must be greater than zero.");
  if (minimum > maximum) throw invalidCombination(`The parameter ${path}Maximum must be at least ${path}Minimum.`);
  into.addSet({ count, sum, minimum, maximum });
}

function addValues(into: Distribution, values: number[], counts: number[] | undefined, path: string): void {
  if (values.length === 0 || values.length > limits.values)
    throw invalid(`The collection ${path}Values must have 1 to ${limits.values} members.`);
  if (counts && counts.length !== values.length)
    throw invalid(`The parameters ${path}Values and ${path}Counts must be of the same size.`);
  values.forEach((value, index) => {
    const count = counts?.[index] ?? 1;
    if (!(count > 0 && count <= limits.value)) throw invalidValue(count, `${path}Counts.member.${index + 1}`);
    into.add(finite(value, `${path}Values.member.${index + 1}`), count);
  });
}

/** CloudWatch takes neither NaN nor infinities, and nothing that is as good as one. */
function finite(value: number, parameter: string): number {
  if (Math.abs(value) <= limits.value) return value;
  throw invalidValue(value, parameter, "must be a number from -2^360 to 2^360.");
}

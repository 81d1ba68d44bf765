import { list, number, structure, text, time, type ValuesOf } from "../../protocol/shapes";
import { invalid, invalidCombination, invalidValue, missing, required } from "./errors";
import { dimension, isPeriod, metricIdOf, unitOf } from "./shapes";
import { simpleStatistics, statisticOf } from "./statistic";
import type { Period } from "./store/points";
import type { MetricStore } from "./store/store";

export const getMetricStatisticsInput = structure({
  Namespace: text,
  MetricName: text,
  Dimensions: list(dimension),
  StartTime: time,
  EndTime: time,
  Period: number,
  Statistics: list(text),
  ExtendedStatistics: list(text),
  Unit: text,
});

type Input = ValuesOf<typeof getMetricStatisticsInput>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
const limits = { points: 1440, statistics: 5, extendedStatistics: 10 } as const;

/** `GetMetricStatistics`: without a unit the points of each unit are told apart. */
export function getMetricStatistics(store: MetricStore, input: Input): object {
  const metric = metricIdOf(input, "");
  const [from, to] = [required(input.StartTime, "StartTime"), required(input.EndTime, "EndTime")];
  const periodSeconds = required(input.Period, "Period");
  const pointOf = pointReader(input);
  const unit = unitOf(input.Unit, "Unit");
  if (from >= to) throw invalidCombination("The parameter StartTime must be less than the parameter EndTime.");
  if (!isPeriod(periodSeconds))
    throw invalidValue(periodSeconds, "Period", "must be 1, 5, 10, 20, 30, or a multiple of 60.");
  const asked = Math.ceil((to - from) / (periodSeconds * 1000));
  if (asked > limits.points) throw tooMany(asked);
  const needsValues = input.Statistics === undefined;
  const Datapoints = (unit === undefined ? store.units(metric) : [unit]).flatMap((Unit) =>
    store
      .periods({ metric, unit: Unit, periodSeconds, from, to, needsValues })
      .flatMap((period) => pointOf(period) ?? [])
      .map((point) => ({ ...point, Unit })),
  );
  return { Label: metric.name, Datapoints };
}

const tooMany = (asked: number) =>
  invalidCombination(
    `You have requested up to ${asked.toLocaleString("en")} datapoints, which exceeds the limit of ` +
      `${limits.points.toLocaleString("en")}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
  );

/** Makes a period's point of the statistics that are asked for; there is none where none of them is. */
function pointReader({ Statistics, ExtendedStatistics }: Input): (period: Period) => object | undefined {
  if (Statistics && ExtendedStatistics)
    throw invalidCombination("The parameters Statistics and ExtendedStatistics are mutually exclusive.");
  const names = Statistics ?? ExtendedStatistics ?? [];
  if (names.length === 0) throw missing("Statistics or ExtendedStatistics");
  const parameter = Statistics ? "Statistics" : "ExtendedStatistics";
  const most = Statistics ? limits.statistics : limits.extendedStatistics;
  if (names.length > most) throw invalid(`The collection ${parameter} must not have more than ${most} members.`);
  const statistics = names.map((name, index) => {
    const statistic = simpleStatistics.includes(name) === (Statistics !== undefined) ? statisticOf(name) : undefined;
    if (!statistic) throw invalidValue(name, `${parameter}.member.${index + 1}`, "is not supported.");
    return { name, statistic };
  });
  return ({ time, values }) => {
    const found = statistics.flatMap(({ name, statistic }): [string, number][] => {
      const value = statistic(values);
      return value === undefined ? [] : [[name, value]];
    });
    if (found.length === 0) return undefined;
    return {
      Timestamp: new Date(time),
      ...(Statistics ? Object.fromEntries(found) : { ExtendedStatistics: new Map(found) }),
    };
  };
}

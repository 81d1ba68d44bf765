import type { MetricId } from "../../protocol/metrics";
import { flag, list, number, structure, text, type ValuesOf } from "../../protocol/shapes";
import { invalidValue, required } from "./errors";
import { units } from "./units";

/*
 * Members that several operations take, and what they must be
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Types.html).
 */

export const dimension = structure({ Name: text, Value: text });

export const metric = structure({ Namespace: text, MetricName: text, Dimensions: list(dimension) });

const metricStat = structure({ Metric: metric, Period: number, Stat: text, Unit: text });

export const metricDataQuery = structure({
  Id: text,
  MetricStat: metricStat,
  Expression: text,
  Label: text,
  ReturnData: flag,
  Period: number,
});

const limits = { name: 255, dimensions: 30, dimensionValue: 1024 } as const;

/** Texts of a metric: some ASCII characters, of which not all are blank. */
function checked(value: string, parameter: string, longest: number): string {
  if (value.length > longest || value.trim() === "" || !/^[\x20-\x7e]*$/.test(value))
    throw invalidValue(value, parameter, `must be 1 to ${longest} printable ASCII characters, and not all blanks.`);
  return value;
}

const notColon = (value: string, parameter: string): string => {
  if (value.startsWith(":")) throw invalidValue(value, parameter, "must not begin with a colon.");
  return value;
};

/**
 * The metric that members name.
 *
 * @param path of the members, such as `MetricData.member.1.`; empty for those of the operation itself
 * @throws AwsError for what CloudWatch would refuse
 */
export function metricIdOf(
  { Namespace, MetricName, Dimensions = [] }: ValuesOf<typeof metric>,
  path: string,
): MetricId {
  const namespace = checked(required(Namespace, `${path}Namespace`), `${path}Namespace`, limits.name);
  const name = checked(required(MetricName, `${path}MetricName`), `${path}MetricName`, limits.name);
  if (Dimensions.length > limits.dimensions)
    throw invalidValue(Dimensions.length, `${path}Dimensions`, `: at most ${limits.dimensions} are allowed.`);
  const dimensions = Dimensions.map(({ Name, Value }, index): [string, string] => {
    const at = `${path}Dimensions.member.${index + 1}`;
    return [
      notColon(checked(required(Name, `${at}.Name`), `${at}.Name`, limits.name), `${at}.Name`),
      checked(required(Value, `${at}.Value`), `${at}.Value`, limits.dimensionValue),
    ];
  });
  return { namespace: notColon(namespace, `${path}Namespace`), name, dimensions: Object.fromEntries(dimensions) };
}

/** Dimensions as answers have them. */
export const dimensionsOf = ({ dimensions }: MetricId): { Name: string; Value: string }[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** A unit that CloudWatch knows, or none. */
export function unitOf(unit: string | undefined, parameter: string): string | undefined {
  if (unit !== undefined && !units.has(unit)) throw invalidValue(unit, parameter, "is not supported.");
  return unit;
}

const shortPeriods = [1, 5, 10, 20, 30];

/** Whether a number of seconds is a period that metrics are told by. */
export const isPeriod = (seconds: number): boolean =>
  shortPeriods.includes(seconds) || (Number.isInteger(seconds) && seconds > 0 && seconds % 60 === 0);

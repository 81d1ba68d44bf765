import { AwsError, notImplemented } from "../../protocol/service";
import type { ValuesOf } from "../../protocol/shapes";
import { validation } from "./errors";
import { type MathExpression, mathExpression } from "./math/expression";
import type { MetricDataQuery } from "./queries";
import type { MetricQuery } from "./reader";
import { isPeriod, type metricDataQuery, metricIdOf, unitOf } from "./shapes";
import { statisticOf } from "./statistic";
import { InvalidExpression } from "./syntax";

type Input = ValuesOf<typeof metricDataQuery>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const limits = { queries: 500, id: /^[a-z]\w{0,254}$/ } as const;

/**
 * The queries of a request.
 *
 * @param member the name of their list, such as `MetricDataQueries`
 * @throws AwsError for what CloudWatch would refuse, whatever expressions say
 */
export function metricDataQueriesOf(inputs: Input[], member: string): MetricDataQuery[] {
  if (inputs.length === 0 || inputs.length > limits.queries)
    throw validation(`The collection ${member} must have 1 to ${limits.queries} members.`);
  const usual = inputs.find(({ MetricStat }) => MetricStat?.Period !== undefined)?.MetricStat?.Period ?? 60;
  const queries = inputs.map((input, index) => queryOf(input, `${member}.member.${index + 1}.`, usual));
  const ids = queries.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw validation(`The values for parameter Id in ${member} are not unique: ${twice}.`);
  return queries;
}

/** @param usualPeriod of expressions that give none, in seconds: that of the metrics */
function queryOf(
  { Id, MetricStat, Expression, Label, ReturnData = true, Period }: Input,
  path: string,
  usualPeriod: number,
): MetricDataQuery {
  if (Id === undefined || !limits.id.test(Id))
    throw validation(
      `The value ${Id ?? ""} for parameter ${path}Id is invalid: it begins with a lower-case letter and has letters, digits and underscores.`,
    );
  if ((MetricStat === undefined) === (Expression === undefined))
    throw validation(`Exactly one of ${path}MetricStat and ${path}Expression must be given.`);
  if (Label?.includes("${")) throw notImplemented("monitoring", "GetMetricData with a dynamic label");
  const common = { id: Id, returnsData: ReturnData, label: Label };
  if (MetricStat) {
    if (Period !== undefined)
      throw validation(`${path}Period is for expressions: a metric has ${path}MetricStat.Period.`);
    return { ...common, source: metricQueryOf(MetricStat, `${path}MetricStat.`) };
  }
  if (Period !== undefined) checkPeriod(Period, `${path}Period`);
  const expression = expressionOf(Id, Expression ?? "");
  return { ...common, source: { expression, periodSeconds: Period ?? usualPeriod } };
}

/** What is not embedded is no mistake of the caller. */
function expressionOf(id: string, text: string): MathExpression {
  try {
    return mathExpression(text);
  } catch (error) {
    if (!(error instanceof InvalidExpression)) throw error;
    const message = `Error in expression '${id}': ${error.message}`;
    throw error.isNotEmbedded ? new AwsError("NotImplemented", message, 501) : validation(message);
  }
}

function metricQueryOf({ Metric, Period, Stat, Unit }: NonNullable<Input["MetricStat"]>, path: string): MetricQuery {
  if (!Metric || Period === undefined || Stat === undefined)
    throw validation(`${path}Metric, ${path}Period and ${path}Stat must be given.`);
  checkPeriod(Period, `${path}Period`);
  if (!statisticOf(Stat)) throw validation(`The value ${Stat} for parameter ${path}Stat is not supported.`);
  const unit = unitOf(Unit, `${path}Unit`);
  return {
    metric: metricIdOf(Metric, `${path}Metric.`),
    stat: Stat,
    periodSeconds: Period,
    ...(unit !== undefined && { unit }),
  };
}

function checkPeriod(period: number, parameter: string): void {
  if (!isPeriod(period))
    throw validation(`The value ${period} for parameter ${parameter} must be 1, 5, 10, 20, 30, or a multiple of 60.`);
}

import type { Clock } from "../../clock";
import type { Operations } from "../../protocol/operations";
import { rpcOperation, type RpcInput } from "../../protocol/rpc";
import type { Access } from "../../protocol/service";
import { getMetricData, getMetricDataInput } from "./get-data";
import { getMetricStatistics, getMetricStatisticsInput } from "./get-statistics";
import { listMetrics, listMetricsInput } from "./list";
import { putMetricData, putMetricDataInput } from "./put";
import type { MetricStore } from "./store/store";

/** CloudWatch's actions on metrics know no resource. */
const access = (action: string, context: Access["context"] = {}): Access[] => [{ action, resource: "*", context }];

/** The operations on metrics. */
export const metricOperations = (store: MetricStore, clock: Pick<Clock, "now">): Operations<RpcInput, object> => ({
  GetMetricData: rpcOperation(
    getMetricDataInput,
    () => access("cloudwatch:GetMetricData"),
    (input) => getMetricData(store, input),
  ),
  GetMetricStatistics: rpcOperation(
    getMetricStatisticsInput,
    () => access("cloudwatch:GetMetricStatistics"),
    (input) => getMetricStatistics(store, input),
  ),
  ListMetrics: rpcOperation(
    listMetricsInput,
    () => access("cloudwatch:ListMetrics"),
    (input) => listMetrics(store, input, clock.now()),
  ),
  PutMetricData: rpcOperation(
    putMetricDataInput,
    ({ Namespace }) =>
      access("cloudwatch:PutMetricData", typeof Namespace === "string" ? { "cloudwatch:namespace": Namespace } : {}),
    (input) => putMetricData(store, input, clock.now()),
  ),
});

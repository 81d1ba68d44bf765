import type { Clock } from "../../clock";
import { physicalName, type Computed, type Naming } from "../../graph/naming";
import { atMost } from "../../protocol/body";
import { awsService } from "../../protocol/operations";
import { rpcProtocol } from "../../protocol/rpc";
import type { AwsService } from "../../protocol/service";
import type { ServiceModule } from "../module";
import { denial, queryCodes } from "./errors";
import { metricOperations } from "./operations";
import { MetricStore } from "./store/store";

const protocol = rpcProtocol({
  xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
  errorNamespace: "com.amazonaws.cloudwatch.v2010_08_01",
  denial,
  queryCodes,
  // A request has a megabyte; one that is compressed is more than that when it is unpacked.
  bodyLimit: atMost(1024 ** 2),
  unpackedLimit: 8 * 1024 ** 2,
});

/** CloudWatch: what services of the host report, what clients and log lines publish. Dashboards are recorded only. */
export const cloudwatch: ServiceModule = {
  name: "cloudwatch",
  resources: {
    "aws:cloudwatch/dashboard:Dashboard": { computed: dashboard },
  },
  open(_, { data, clock, metrics, log }) {
    const directory = data.directory("cloudwatch");
    const store = new MetricStore({ directory, clock, reported: metrics, opening: data.opening, report: log });
    return {
      aws: cloudwatchService(store, clock),
      start: () => store.start(),
      close: () => store.close(),
    };
  },
};

/** CloudWatch on these metrics, as the endpoint serves it. */
export const cloudwatchService = (store: MetricStore, clock: Pick<Clock, "now">): AwsService =>
  awsService("monitoring", protocol, metricOperations(store, { now: () => clock.now() }));

/** A dashboard is of the account, and of no region. */
function dashboard(naming: Naming): Computed {
  const { dashboardName } = naming.inputs;
  const name = typeof dashboardName === "string" ? dashboardName : physicalName(naming);
  return { id: name, dashboardName: name, dashboardArn: `arn:aws:cloudwatch::${naming.account}:dashboard/${name}` };
}

import { join } from "node:path";
import { physicalName, type Computed, type Naming } from "../../graph/naming";
import { atMost } from "../../protocol/body";
import { awsService, type Operations } from "../../protocol/operations";
import { type RpcInput, rpcProtocol } from "../../protocol/rpc";
import type { AwsService } from "../../protocol/service";
import type { ServiceModule } from "../module";
import { alarmResources } from "./alarms/declared";
import { openAlarms } from "./alarms/open";
import { alarmOperations } from "./alarms/operations";
import { denial, queryCodes } from "./errors";
import { EmbeddedMetrics } from "./embedded/lines";
import { metricOperations } from "./operations";
import { MetricStore, type Published } from "./store/store";

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
    ...alarmResources,
    "aws:cloudwatch/dashboard:Dashboard": { computed: dashboard },
  },
  open(graph, { activity, data, clock, metrics, log, targets }) {
    const directory = data.directory("cloudwatch");
    const store = new MetricStore({ directory, clock, reported: metrics, opening: data.opening, report: log });
    const publish = (published: Published): void => store.add(published);
    const embedded = new EmbeddedMetrics({ clock, metrics, publish, report: log });
    metrics.takeLine = (line) => embedded.take(line);
    const alarms = openAlarms(graph, store, {
      directory: join(data.path, "cloudwatch"),
      activity,
      clock,
      log,
      targets,
      opening: data.opening,
    });
    return {
      aws: cloudwatchService({ ...metricOperations(store, clock), ...alarmOperations(alarms, graph) }),
      banner: () => [
        { heading: "Alarms", rows: alarms.all().map((alarm) => [alarm.name, alarms.stateOf(alarm).value]) },
      ],
      start: async () => {
        store.start();
        await alarms.start();
      },
      close: async () => {
        await alarms.close();
        embedded.drain();
        await store.close();
      },
    };
  },
};

/** CloudWatch with these operations, as the endpoint serves it. */
export const cloudwatchService = (operations: Operations<RpcInput, object>): AwsService =>
  awsService("monitoring", protocol, operations);

/** A dashboard is of the account, and of no region. */
function dashboard(naming: Naming): Computed {
  const { dashboardName } = naming.inputs;
  const name = typeof dashboardName === "string" ? dashboardName : physicalName(naming);
  return { id: name, dashboardName: name, dashboardArn: `arn:aws:cloudwatch::${naming.account}:dashboard/${name}` };
}

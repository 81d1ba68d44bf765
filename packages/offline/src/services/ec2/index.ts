import { type Graph, object, ofType, optionalText } from "../../graph/graph";
import { arn, type Computed, digits, type Naming } from "../../graph/naming";
import type { Metrics } from "../../protocol/metrics";
import { awsService } from "../../protocol/operations";
import { ec2Protocol, withDryRun } from "../../protocol/query";
import { regional } from "../regional";
import { Instances } from "./instances";
import { networkTypes } from "./network-types";
import { InstanceOperations } from "./operations";

const namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
const protocol = ec2Protocol(namespace, { code: "UnauthorizedOperation", status: 403 });

/** EC2's instances, in the query protocol of version 2016-11-15. Networks are recorded only. */
export const ec2 = regional({
  name: "ec2",
  resources: {
    "aws:ec2/instance:Instance": {
      serves: true,
      computed: instance,
    },
    ...networkTypes,
  },
  open(graph, { data, clock, metrics, settings }) {
    const transitionSeconds = settings.ec2TransitionSeconds;
    const instances = new Instances({ data, transitionSeconds, now: () => clock.now() });
    declareInstances(graph, instances);
    reportChecks(graph, instances, metrics);
    return { aws: awsService("ec2", protocol, withDryRun(new InstanceOperations(instances, graph).table)) };
  },
});

/** An instance with a public address that is kept for documentation (RFC 5737), and leads nowhere. */
function instance(naming: Naming): Computed {
  const id = `i-${digits(naming, 17)}`;
  const [privateIp, publicIp] = ["172.31.0", "203.0.113"].map(
    (block) => `${block}.${4 + (parseInt(digits(naming, 2), 16) % 250)}`,
  );
  const named = (address = "") => address.replaceAll(".", "-");
  return {
    id,
    arn: arn(naming, "ec2", `instance/${id}`),
    instanceState: "running",
    availabilityZone: `${naming.region}a`,
    privateIp,
    privateDns: `ip-${named(privateIp)}.${naming.region}.compute.internal`,
    publicIp,
    publicDns: `ec2-${named(publicIp)}.${naming.region}.compute.amazonaws.com`,
    primaryNetworkInterfaceId: `eni-${digits(naming, 17)}`,
  };
}

/**
 * What EC2 reports of its own checks: an instance that runs passes them, and of another there is nothing to report. The
 * processor that it does not have is not reported either
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html#status-check-metrics).
 */
function reportChecks(graph: Graph, instances: Instances, metrics: Pick<Metrics, "reported" | "eachMinute">): void {
  for (const { id } of ofType(graph, "aws:ec2/instance:Instance")) {
    const checks = ["StatusCheckFailed", "StatusCheckFailed_Instance", "StatusCheckFailed_System"].map((name) =>
      metrics.reported({ namespace: "AWS/EC2", name, dimensions: { InstanceId: id } }, "Count"),
    );
    metrics.eachMinute(() => {
      const instance = instances.find(id);
      if (instance && instances.stateOf(instance) === "running") for (const check of checks) check.record(0);
    });
  }
}

function declareInstances(graph: Graph, instances: Instances): void {
  for (const { id, inputs } of ofType(graph, "aws:ec2/instance:Instance")) {
    const tags = Object.entries(object(inputs, "tags")).map(([key, value]) => [key, String(value)]);
    instances.declare({
      id,
      imageId: optionalText(inputs, "ami") ?? "",
      type: optionalText(inputs, "instanceType") ?? "m1.small",
      tags: Object.fromEntries(tags),
    });
  }
}

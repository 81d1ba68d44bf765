import { type Graph, object, ofType, optionalText } from "../../graph/graph";
import { arn, digits, type Naming, physicalName } from "../../graph/naming";
import type { Metrics } from "../../protocol/metrics";
import { awsService } from "../../protocol/operations";
import { ec2Protocol, withDryRun } from "../../protocol/query";
import { regional } from "../regional";
import { defaultNetwork } from "./default-network";
import { Instances } from "./instances";
import { InstanceOperations } from "./operations";

const namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
const protocol = ec2Protocol(namespace, { code: "UnauthorizedOperation", status: 403 });

const identified = (prefix: string, resource: string) => (naming: Naming) => {
  const id = `${prefix}-${digits(naming, 17)}`;
  return { id, arn: arn(naming, "ec2", `${resource}/${id}`) };
};

/** EC2's instances, in the query protocol of version 2016-11-15. Networks are recorded only. */
export const ec2 = regional({
  name: "ec2",
  resources: {
    "aws:ec2/instance:Instance": {
      serves: true,
      computed: (naming) => ({
        ...identified("i", "instance")(naming),
        instanceState: "running",
        availabilityZone: `${naming.region}a`,
        privateIp: `172.31.0.${4 + (parseInt(digits(naming, 2), 16) % 250)}`,
      }),
    },
    "aws:ec2/securityGroup:SecurityGroup": {
      computed: (naming) => ({ ...identified("sg", "security-group")(naming), name: physicalName(naming) }),
    },
    "aws:ec2/subnet:Subnet": { computed: identified("subnet", "subnet") },
    "aws:ec2/vpc:Vpc": { computed: identified("vpc", "vpc") },
    "aws:ec2/defaultVpc:DefaultVpc": { computed: (naming) => defaultNetwork(naming).vpc },
    "awsx:ec2:DefaultVpc": {
      computed: (naming) => {
        const { vpc, subnets } = defaultNetwork(naming);
        return { id: vpc.id, vpcId: vpc.id, publicSubnetIds: subnets.map(({ id }) => id), privateSubnetIds: [] };
      },
    },
    "awsx:ec2:Vpc": {
      computed: (naming) => {
        const subnet = (kind: string) => [`subnet-${digits({ ...naming, urn: `${naming.urn}/${kind}` }, 17)}`];
        const vpc = identified("vpc", "vpc")(naming);
        return {
          ...vpc,
          vpcId: vpc.id,
          publicSubnetIds: subnet("public"),
          privateSubnetIds: subnet("private"),
          isolatedSubnetIds: subnet("isolated"),
        };
      },
    },
  },
  open(graph, { data, clock, metrics, settings }) {
    const transitionSeconds = settings.ec2TransitionSeconds;
    const instances = new Instances({ data, transitionSeconds, now: () => clock.now() });
    declareInstances(graph, instances);
    reportChecks(graph, instances, metrics);
    return { aws: awsService("ec2", protocol, withDryRun(new InstanceOperations(instances, graph).table)) };
  },
});

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

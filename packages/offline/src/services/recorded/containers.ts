import { optionalText } from "../../graph/graph";
import { arn, digits, type Naming, physicalName } from "../../graph/naming";
import type { ResourceTypes } from "../../graph/resource-type";
import { unknownValue } from "../../graph/unknown";
import { byArn, byInputs, byName } from "./forms";

const registryOf = ({ account, region }: Naming): string => `${account}.dkr.ecr.${region}.amazonaws.com`;

const repository = (naming: Naming) => {
  const name = physicalName(naming);
  const own = arn(naming, "ecr", `repository/${name}`);
  return { id: name, name, arn: own, registryId: naming.account, repositoryUrl: `${registryOf(naming)}/${name}` };
};

/** Load balancers are known by ARNs that end in 16 digits, and to browsers by a name that leads nowhere here. */
const balancer = (naming: Naming) => {
  const name = (optionalText(naming.inputs, "name") ?? `${naming.name.slice(0, 24)}-${digits(naming, 7)}`).slice(0, 32);
  const kind = naming.inputs.loadBalancerType === "network" ? "net" : "app";
  const own = arn(naming, "elasticloadbalancing", `loadbalancer/${kind}/${name}/${digits(naming, 16)}`);
  return {
    id: own,
    name,
    arn: own,
    arnSuffix: own.slice(own.indexOf("loadbalancer/") + "loadbalancer/".length),
    dnsName: `${name}-${parseInt(digits(naming, 8), 16)}.${naming.region}.elb.amazonaws.com`,
    zoneId: `Z${digits(naming, 13).toUpperCase()}`,
  };
};

const targetGroup = (naming: Naming) => {
  const name = (optionalText(naming.inputs, "name") ?? `${naming.name.slice(0, 24)}-${digits(naming, 7)}`).slice(0, 32);
  const own = arn(naming, "elasticloadbalancing", `targetgroup/${name}/${digits(naming, 16)}`);
  return { id: own, name, arn: own, arnSuffix: own.slice(own.indexOf("targetgroup/")) };
};

const listener = (naming: Naming) => {
  const of = String(naming.inputs.loadBalancerArn).replace(":loadbalancer/", ":listener/");
  const own = `${of}/${digits(naming, 16)}`;
  return { id: own, arn: own };
};

const taskDefinition = (naming: Naming) => {
  const family = optionalText(naming.inputs, "family") ?? physicalName(naming);
  const withoutRevision = arn(naming, "ecs", `task-definition/${family}`);
  const own = `${withoutRevision}:1`;
  return { id: family, family, revision: 1, arn: own, arnWithoutRevision: withoutRevision };
};

/** What a component of awsx makes, where a program reads its outputs. */
const part = (naming: Naming, kind: string): Naming => ({ ...naming, urn: `${naming.urn}/${kind}`, inputs: {} });

/** Containers, clusters and what stands before them: recorded only. */
export const containerTypes: ResourceTypes = {
  "aws:ecr/repository:Repository": { computed: repository },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": byInputs("repository"),
  "aws:ecr/repositoryPolicy:RepositoryPolicy": byInputs("repository"),
  "aws:ecs/cluster:Cluster": byArn("ecs", (name) => `cluster/${name}`),
  "aws:ecs/service:Service": byArn("ecs", (name, { inputs }) => {
    const cluster = optionalText(inputs, "cluster") ?? "default";
    return `service/${cluster.slice(cluster.lastIndexOf("/") + 1)}/${name}`;
  }),
  "aws:ecs/taskDefinition:TaskDefinition": { computed: taskDefinition },
  "aws:lb/loadBalancer:LoadBalancer": { computed: balancer },
  "aws:alb/loadBalancer:LoadBalancer": { computed: balancer },
  "aws:lb/targetGroup:TargetGroup": { computed: targetGroup },
  "aws:alb/targetGroup:TargetGroup": { computed: targetGroup },
  "aws:lb/listener:Listener": { computed: listener },
  "aws:alb/listener:Listener": { computed: listener },
  "aws:eks/cluster:Cluster": byName(
    "eks",
    (name) => `cluster/${name}`,
    (_, naming) => ({
      endpoint: `https://${digits(naming, 32).toUpperCase()}.gr7.${naming.region}.eks.amazonaws.com`,
      status: "ACTIVE",
      certificateAuthority: { data: unknownValue },
    }),
  ),
  "aws:autoscaling/group:Group": byName("autoscaling", (name) => `autoScalingGroup:*:autoScalingGroupName/${name}`),
  "awsx:ecr:Repository": {
    computed: (naming) => {
      const made = repository({ ...naming, inputs: { ...naming.inputs, name: naming.inputs.name ?? naming.name } });
      return { id: made.id, url: made.repositoryUrl, repository: made };
    },
  },
  "awsx:ecr:Image": {
    computed: (naming) => {
      const imageUri = `${String(naming.inputs.repositoryUrl)}@sha256:${digits(naming, 64)}`;
      return { id: imageUri, imageUri };
    },
  },
  "awsx:lb:ApplicationLoadBalancer": {
    computed: (naming) => {
      const loadBalancer = balancer(naming);
      const of = { ...part(naming, "listener"), inputs: { loadBalancerArn: loadBalancer.arn } };
      return {
        id: loadBalancer.id,
        loadBalancer,
        defaultTargetGroup: targetGroup(part(naming, "group")),
        listeners: [listener(of)],
      };
    },
  },
  "awsx:ecs:FargateService": { computed: service },
  "awsx:ecs:EC2Service": { computed: service },
  "awsx:ecs:FargateTaskDefinition": { computed: definition },
  "awsx:ecs:EC2TaskDefinition": { computed: definition },
};

function definition(naming: Naming) {
  const made = taskDefinition(part(naming, "definition"));
  return { id: made.id, taskDefinition: made };
}

function service(naming: Naming) {
  const name = physicalName(naming);
  const id = arn(naming, "ecs", `service/default/${name}`);
  return { id, service: { id, name }, taskDefinition: taskDefinition(part(naming, "definition")) };
}

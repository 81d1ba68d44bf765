import type { DataFolder } from "../../data";
import { type Graph, object, ofType, optionalText } from "../../program/graph";
import type { Pool } from "../../lambda/pool";
import type { Service } from "../service";
import { Ec2 } from "./ec2";
import { Instances } from "./ec2/instances";
import { Lambda } from "./lambda";
import { Ssm } from "./ssm";
import { Sts } from "./sts";

export interface ServicesOptions {
  graph: Graph;
  data: DataFolder;
  ec2TransitionSeconds: number;
  pool: Pool;
}

/** The embedded services. */
export function createServices({ graph, data, ec2TransitionSeconds, pool }: ServicesOptions): Service[] {
  const now = () => Date.now();
  const instances = new Instances({ data, transitionSeconds: ec2TransitionSeconds, now });
  declareInstances(graph, instances);
  return [new Ec2(instances, graph), new Lambda(pool, graph), new Ssm(graph, graph, now), new Sts(graph)];
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

/** Resource types that the host brings to life; all others are recorded only. */
export const servedTypes = new Set([
  "aws:apigateway/apiKey:ApiKey",
  "aws:apigateway/deployment:Deployment",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:apigateway/usagePlan:UsagePlan",
  "aws:apigateway/usagePlanKey:UsagePlanKey",
  "aws:ec2/instance:Instance",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:lambda/function:Function",
  "aws:ssm/parameter:Parameter",
]);

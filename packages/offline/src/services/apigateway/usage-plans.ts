import {
  type Graph,
  object,
  objects,
  ofType,
  optionalText,
  type Properties,
  type Resource,
  text,
} from "../../graph/graph";
import type { Method } from "./document";
import { type Meter, quotaOf, type Quotas } from "./quota";
import { limitOf, TokenBucket } from "./throttle";

export interface ApiKey {
  id: string;
  value: string;
}

/** An API key in a usage plan, as one stage of the plan sees it. */
export interface Client {
  key: ApiKey;
  /** What the plan allows this key over all its stages. */
  bucket?: TokenBucket;
  /** What stands in its place for the methods that the plan names. */
  byMethod: Map<Method, TokenBucket>;
  meter?: Meter;
}

/** A method as usage plans and method settings name it: `path/METHOD`, with or without a slash before it. */
export const methodName = (path: string): string => path.replace(/~1/g, "/").replace(/^\/+/, "");

/** A method by its {@link methodName}. */
export const nameOf = ({ resourcePath, httpMethod }: Method): string => methodName(`${resourcePath}/${httpMethod}`);

/** A usage plan with the keys that are in it. */
interface Plan {
  inputs: Properties;
  clients: Omit<Client, "byMethod">[];
}

/** The usage plans of a program: which API keys open which stages, and how much each key may use. */
export class UsagePlans {
  private readonly plans: Plan[];

  constructor(
    graph: Graph,
    quotas: Quotas,
    private readonly now: () => number,
  ) {
    const keys = apiKeysOf(graph);
    this.plans = ofType(graph, "aws:apigateway/usagePlan:UsagePlan").map((plan) => ({
      inputs: plan.inputs,
      clients: keyIdsOf(graph, plan).flatMap((id) => {
        const value = keys.get(id);
        return value === undefined ? [] : [this.clientOf(plan, { id, value }, quotas)];
      }),
    }));
  }

  /** The API keys that open a stage, by value. A key without a plan for the stage opens nothing, as in AWS. */
  clients(restApiId: string, stageName: string, methods: Method[]): Map<string, Client> {
    const clients = new Map<string, Client>();
    for (const { inputs, clients: own } of this.plans) {
      const apiStage = objects(inputs, "apiStages").find(
        ({ apiId, stage }) => apiId === restApiId && stage === stageName,
      );
      if (!apiStage) continue;
      for (const client of own)
        clients.set(client.key.value, { ...client, byMethod: this.methodBuckets(apiStage, methods) });
    }
    return clients;
  }

  private clientOf({ id, inputs }: Resource, key: ApiKey, quotas: Quotas): Omit<Client, "byMethod"> {
    const limit = limitOf(object(inputs, "throttleSettings"), "rateLimit", "burstLimit");
    const quota = quotaOf(inputs);
    return {
      key,
      bucket: limit && new TokenBucket(limit, this.now()),
      meter: quota && quotas.meter(`${id}/${key.id}`, quota),
    };
  }

  private methodBuckets(apiStage: Properties, methods: Method[]): Map<Method, TokenBucket> {
    const buckets = new Map<Method, TokenBucket>();
    for (const throttle of objects(apiStage, "throttles")) {
      const name = methodName(optionalText(throttle, "path") ?? "");
      const method = methods.find((one) => nameOf(one) === name);
      const limit = limitOf(throttle, "rateLimit", "burstLimit");
      if (method && limit) buckets.set(method, new TokenBucket(limit, this.now()));
    }
    return buckets;
  }
}

/** Values of the enabled API keys by id. */
const apiKeysOf = (graph: Graph): Map<string, string> =>
  new Map(
    ofType(graph, "aws:apigateway/apiKey:ApiKey")
      .filter(({ inputs }) => inputs.enabled !== false)
      .map(({ id, outputs }) => [id, text(outputs, "value")]),
  );

const keyIdsOf = (graph: Graph, plan: Resource): string[] =>
  ofType(graph, "aws:apigateway/usagePlanKey:UsagePlanKey")
    .filter(({ inputs }) => text(inputs, "usagePlanId") === plan.id)
    .map(({ inputs }) => text(inputs, "keyId"));

import { arn, type Computed, digits, type Naming, physicalName, secret } from "../../graph/naming";
import type { BannerBlock, HttpDoor, ServiceModule, Unserved } from "../module";
import { invocationOf } from "./address";
import type { Method } from "./document";
import { announcesTooMuch, noStage } from "./front";
import { originOf } from "./origin";
import { listedStages } from "./listed";
import { Quotas } from "./quota";
import { pieceTypes } from "./resources/types";
import { resourcePoliciesOf } from "./resource-policy";
import type { Stage } from "./stage";
import { stagesOf } from "./stages";

/** API Gateway: REST APIs by their OpenAPI documents or piece by piece, with keys, usage plans, checks and gateway responses. */
export const apigateway: ServiceModule = {
  name: "apigateway",
  resources: {
    ...pieceTypes,
    "aws:apigateway/apiKey:ApiKey": { serves: true, computed: apiKey },
    "aws:apigateway/methodSettings:MethodSettings": { serves: true },
    "aws:apigateway/restApi:RestApi": { serves: true, computed: restApi },
    "aws:apigateway/restApiPolicy:RestApiPolicy": {
      serves: true,
      computed: ({ inputs }) => ({ id: String(inputs.restApiId) }),
    },
    "aws:apigateway/usagePlan:UsagePlan": {
      serves: true,
      computed: (naming) => ({ id: digits(naming, 6), name: physicalName(naming) }),
    },
    "aws:apigateway/usagePlanKey:UsagePlanKey": { serves: true },
  },
  policies: resourcePoliciesOf,
  open(graph, context) {
    const quotas = new Quotas(context.data);
    const stages = stagesOf({ ...context, graph, quotas, now: () => context.clock.now() });
    return {
      http: doorTo(stages),
      origin: originOf(stages, graph),
      apis: () => listedStages(stages, graph),
      unserved: [...stages.values()].flatMap(unservedMethods),
      banner: (url) => [...stages.values()].map((one) => routesOf(one, url)),
      makeWay: () => quotas.close(),
      close: () => quotas.close(),
    };
  },
};

/** Requests by LocalStack's two forms of invoke URLs. */
const doorTo = (stages: Map<string, Stage>): HttpDoor => ({
  owns: (path) => invocationOf(path) !== undefined,
  refusesBody: announcesTooMuch,
  async handle(message, path, query) {
    const invocation = invocationOf(path);
    const called = invocation && stages.get(invocation.stage);
    return called ? called.handle(message, invocation.path, query) : noStage();
  },
  refuse(path) {
    const invocation = invocationOf(path);
    return invocation && stages.get(invocation.stage)?.refuse(invocation.path);
  },
});

function routesOf({ restApiId, name, methods }: Stage, url: string): BannerBlock {
  const shown = methods.filter(({ httpMethod }) => httpMethod !== "OPTIONS");
  return {
    heading: "Routes",
    intro: `${url}/restapis/${restApiId}/${name}/_user_request_`,
    rows: shown.map((method) => [method.httpMethod, method.resourcePath, guardOf(method)]),
  };
}

const unservedMethods = ({ methods }: Stage): Unserved[] =>
  methods.flatMap(({ httpMethod, resourcePath, integration }) =>
    integration.kind === "unserved"
      ? [{ breaks: true, text: `${httpMethod} ${resourcePath} has no handler: ${integration.what} is not served` }]
      : [],
  );

function guardOf({ integration, apiKeyRequired, authorizer }: Method): string {
  if (integration.kind === "unserved") return `not served: ${integration.what}`;
  const guards = [...(authorizer ? [`authorizer ${authorizer.name}`] : []), ...(apiKeyRequired ? ["x-api-key"] : [])];
  return guards.length > 0 ? guards.join(", ") : "open";
}

function apiKey(naming: Naming): Computed {
  const id = digits(naming, 10);
  return {
    id,
    name: physicalName(naming),
    arn: `arn:aws:apigateway:${naming.region}::/apikeys/${id}`,
    value: naming.inputs.value ?? secret(naming).slice(0, 40),
    enabled: naming.inputs.enabled ?? true,
  };
}

function restApi(naming: Naming): Computed {
  const id = digits(naming, 10);
  return {
    id,
    name: physicalName(naming),
    arn: `arn:aws:apigateway:${naming.region}::/restapis/${id}`,
    executionArn: arn(naming, "execute-api", id),
    rootResourceId: digits(naming, 20).slice(10),
  };
}

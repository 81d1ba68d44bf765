import { arn, type Computed, digits, type Naming, physicalName } from "../../graph/naming";
import { placeholders } from "../../graph/placeholders";
import type { Graph, Resource } from "../../graph/graph";
import type { ServiceModule } from "../module";
import { authorizerType } from "./authorizers/declared";
import { types } from "./declared";
import { apiPath } from "./door";
import { OpenApis } from "./open";
import { socketPath } from "./websocket/door";

const only = "of APIs without an OpenAPI body";

/** API Gateway: HTTP APIs, with functions, servers on this machine and services behind their routes. WebSocket APIs have functions alone. */
export const apigatewayv2: ServiceModule = {
  name: "apigatewayv2",
  resources: {
    [types.api]: { serves: isServed, only, computed: api },
    [authorizerType]: { serves: ofServedApi, only, computed: numbered },
    "aws:apigatewayv2/deployment:Deployment": { serves: ofServedApi, only, computed: deployment },
    [types.integration]: { serves: ofServedApi, only, computed: numbered },
    [types.route]: { serves: ofServedApi, only, computed: numbered },
    [types.routeResponse]: { serves: ofServedApi, only, computed: numbered },
    [types.stage]: { serves: ofServedApi, only, computed: stage },
  },
  open: (graph, context, before) => new OpenApis(graph, context, before instanceof OpenApis ? before : undefined),
};

function isServed({ inputs }: Resource): boolean {
  return inputs.protocolType === "WEBSOCKET" || (inputs.protocolType === "HTTP" && inputs.body === undefined);
}

function ofServedApi({ inputs }: Resource, graph: Graph): boolean {
  return graph.resources.some((one) => one.type === types.api && one.id === inputs.apiId && isServed(one));
}

function api(naming: Naming): Computed {
  const id = digits(naming, 10);
  if (naming.inputs.protocolType === "WEBSOCKET") socketApis.add(id);
  return {
    id,
    name: physicalName(naming),
    arn: `arn:aws:apigateway:${naming.region}::/apis/${id}`,
    apiEndpoint: endpointOf(id),
    executionArn: arn(naming, "execute-api", id),
  };
}

function numbered(naming: Naming): Computed {
  return { id: digits(naming, 7) };
}

/** The WebSocket APIs so far: a program declares an API before its stages. */
const socketApis = new Set<string>();

/** Clients of WebSocket APIs know them by another scheme. */
const endpointOf = (id: string): string =>
  socketApis.has(id)
    ? `${placeholders.endpoint.replace(/^http/, "ws")}${socketPath}${id}`
    : `${placeholders.endpoint}${apiPath}${id}`;

function stage(naming: Naming): Computed {
  const [apiId, name] = [String(naming.inputs.apiId), String(naming.inputs.name)];
  return {
    id: name,
    arn: `arn:aws:apigateway:${naming.region}::/apis/${apiId}/stages/${name}`,
    executionArn: arn(naming, "execute-api", `${apiId}/${name}`),
    invokeUrl: `${endpointOf(apiId)}/${name === "$default" ? "" : name}`,
  };
}

function deployment(naming: Naming): Computed {
  return { id: digits(naming, 6), autoDeployed: false };
}

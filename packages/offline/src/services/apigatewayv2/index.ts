import { arn, type Computed, digits, type Naming, physicalName } from "../../graph/naming";
import { placeholders } from "../../graph/placeholders";
import type { Graph, Resource } from "../../graph/graph";
import { StageFunctions } from "../apigateway/stage-functions";
import type { ServiceModule } from "../module";
import { authorizerType } from "./authorizers/declared";
import { Guard } from "./authorizers/guard";
import { httpApisOf, type Route, types } from "./declared";
import { apiPath, HttpApis } from "./door";
import { ServiceTargets } from "./integrations/services";
import { listedApis } from "./listed";
import { RouteFunctions } from "./route-functions";

/** API Gateway: HTTP APIs, with functions, servers on this machine and services behind their routes. WebSocket APIs are recorded only. */
export const apigatewayv2: ServiceModule = {
  name: "apigatewayv2",
  resources: {
    [types.api]: { serves: isHttp, computed: api },
    [authorizerType]: { serves: ofHttpApi, computed: numbered },
    "aws:apigatewayv2/deployment:Deployment": { serves: ofHttpApi, computed: deployment },
    [types.integration]: { serves: ofHttpApi, computed: numbered },
    [types.route]: { serves: ofHttpApi, computed: numbered },
    [types.stage]: { serves: ofHttpApi, computed: stage },
  },
  open(graph, { activity, clock, identities, log, running, serve, targets, userPools }) {
    const apis = httpApisOf(graph, userPools, log);
    const functions = new StageFunctions({ targets, running, log });
    const now = () => clock.now();
    return {
      http: new HttpApis({
        ...{ apis, account: graph.account, activity, now },
        guard: new Guard({ functions, log, now }),
        functions: new RouteFunctions(functions, log),
        services: new ServiceTargets({ region: graph.region, identities, serve, log }),
      }),
      apis: () => listedApis(apis),
      unserved: apis.flatMap(({ routes }) =>
        routes.flatMap(({ key, target }) =>
          target.kind === "unserved"
            ? [{ breaks: true, text: `${key} has no handler: ${target.what} is not served` }]
            : [],
        ),
      ),
      banner: (url) =>
        apis.flatMap(({ id, routes, stages }) =>
          [...stages.keys()].map((name) => ({
            heading: "Routes",
            intro: `${url}${apiPath}${id}${name === "$default" ? "" : `/${name}`}`,
            rows: routes.map((route) => [...keyOf(route), guardOf(route)]),
          })),
        ),
    };
  },
};

/** A method and a path; the route for all others has no path. */
function keyOf({ key }: Route): [method: string, path: string] {
  const [method = "", path] = key.split(" ");
  return path === undefined ? ["ANY", key] : [method, path];
}

function guardOf({ target, authorizer }: Route): string {
  if (target.kind === "unserved") return `not served: ${target.what}`;
  return authorizer ? `authorizer ${authorizer.name}` : "open";
}

function isHttp({ inputs }: Resource): boolean {
  return inputs.protocolType === "HTTP" && inputs.body === undefined;
}

function ofHttpApi({ inputs }: Resource, graph: Graph): boolean {
  return graph.resources.some((one) => one.type === types.api && one.id === inputs.apiId && isHttp(one));
}

function api(naming: Naming): Computed {
  const id = digits(naming, 10);
  return {
    id,
    name: physicalName(naming),
    arn: `arn:aws:apigateway:${naming.region}::/apis/${id}`,
    apiEndpoint: `${placeholders.endpoint}${apiPath}${id}`,
    executionArn: arn(naming, "execute-api", id),
  };
}

function numbered(naming: Naming): Computed {
  return { id: digits(naming, 7) };
}

function stage(naming: Naming): Computed {
  const [apiId, name] = [String(naming.inputs.apiId), String(naming.inputs.name)];
  return {
    id: name,
    arn: `arn:aws:apigateway:${naming.region}::/apis/${apiId}/stages/${name}`,
    executionArn: arn(naming, "execute-api", `${apiId}/${name}`),
    invokeUrl: `${placeholders.endpoint}${apiPath}${apiId}/${name === "$default" ? "" : name}`,
  };
}

function deployment(naming: Naming): Computed {
  return { id: digits(naming, 6), autoDeployed: false };
}

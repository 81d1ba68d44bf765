import { arn, type Computed, digits, type Naming, physicalName } from "../../graph/naming";
import { placeholders } from "../../graph/placeholders";
import type { Graph, Resource } from "../../graph/graph";
import { StageFunctions } from "../apigateway/stage-functions";
import type { ServiceModule } from "../module";
import { httpApisOf } from "./declared";
import { apiPath, HttpApis } from "./door";

const http = "of HTTP APIs";

/** API Gateway: HTTP APIs, with functions behind their routes. WebSocket APIs are recorded only. */
export const apigatewayv2: ServiceModule = {
  name: "apigatewayv2",
  resources: {
    "aws:apigatewayv2/api:Api": { serves: isHttp, only: http, computed: api },
    "aws:apigatewayv2/integration:Integration": { serves: ofHttpApi, only: http, computed: numbered },
    "aws:apigatewayv2/route:Route": { serves: ofHttpApi, only: http, computed: numbered },
    "aws:apigatewayv2/stage:Stage": { serves: ofHttpApi, only: http, computed: stage },
  },
  open(graph, { activity, log, running, targets }) {
    const apis = httpApisOf(graph, log);
    const functions = new StageFunctions({ targets, running, log });
    return {
      http: new HttpApis({ apis, account: graph.account, functions, activity, log }),
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
            rows: routes.map(({ key, target }) => [
              ...(key === "$default" ? ["ANY", key] : key.split(" ")),
              target.kind === "unserved" ? `not served: ${target.what}` : "open",
            ]),
          })),
        ),
    };
  },
};

function isHttp({ inputs }: Resource): boolean {
  return inputs.protocolType === "HTTP" && inputs.body === undefined;
}

function ofHttpApi({ inputs }: Resource, graph: Graph): boolean {
  return graph.resources.some(
    (one) => one.type === "aws:apigatewayv2/api:Api" && one.id === inputs.apiId && isHttp(one),
  );
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

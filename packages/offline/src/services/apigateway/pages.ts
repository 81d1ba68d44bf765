import { type Graph, ofType } from "../../graph/graph";
import { jsonPage } from "../../protocol/http-response";
import type { Page } from "../module";
import type { ListedApi, ListedRoute } from "../page-answers";
import type { Method } from "./document";
import { apiDocument } from "./resources/document";
import type { Stage } from "./stage";

/** `apis` shows the stages, with the documents that they are made from. */
export const pagesOf = (stages: ReadonlyMap<string, Stage>, graph: Graph): Record<string, Page> => ({
  apis: {
    method: "GET",
    handle: () =>
      jsonPage(
        200,
        [...stages.values()].map((stage) => describe(stage, graph)),
      ),
  },
});

function describe({ restApiId, name, methods, apiKeys }: Stage, graph: Graph): ListedApi {
  const restApi = ofType(graph, "aws:apigateway/restApi:RestApi").find(({ id }) => id === restApiId);
  return {
    name: `${restApi?.name ?? restApiId}/${name}`,
    path: `/restapis/${restApiId}/${name}/_user_request_`,
    document: (restApi && apiDocument(graph, restApi)) ?? {},
    routes: methods.filter(({ httpMethod }) => httpMethod !== "OPTIONS").map(routeOf),
    apiKey: apiKeys[0],
  };
}

const routeOf = ({ httpMethod, resourcePath, apiKeyRequired, integration }: Method): ListedRoute => ({
  method: httpMethod,
  path: resourcePath,
  apiKeyRequired,
  unserved: integration.kind === "unserved" ? integration.what : undefined,
});

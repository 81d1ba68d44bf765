import { type Graph, ofType } from "../../graph/graph";
import type { ListedApi, ListedRoute } from "../page-answers";
import type { Method } from "./document";
import { apiDocument } from "./resources/document";
import type { Stage } from "./stage";

/** The stages of REST APIs, as the console lists them, with the documents that they are made from. */
export const listedStages = (stages: ReadonlyMap<string, Stage>, graph: Graph): ListedApi[] =>
  [...stages.values()].map((stage) => describe(stage, graph));

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

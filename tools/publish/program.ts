import type { Endpoint } from "../../functions/kit/endpoint";
import { cityflowRoutes } from "../../infra/cityflow";
import { commentRoutes } from "../../infra/comments";
import { controlRoutes } from "../../infra/control";
import { eventRoutes } from "../../infra/events";
import { healthRoutes } from "../../infra/health";
import { type Graph, ofType, text } from "../../packages/offline/src/graph/graph";

/** What the program's API promises. */
export interface Promises {
  /** The program's version. */
  version: string;
  /** Every endpoint, in the order of the document. */
  endpoints: Endpoint[];
  /** The API's id where `npm start` serves it. */
  restApiId: string;
}

/** The program's endpoints, by capability. */
const routes = [...controlRoutes, ...eventRoutes, ...commentRoutes, ...cityflowRoutes, ...healthRoutes];

/** What the program's API promises; its id and version are those of a recording. */
export function promisesOf(graph: Graph): Promises {
  const [restApi, ...others] = ofType(graph, "aws:apigateway/restApi:RestApi");
  if (!restApi || others.length > 0) throw new Error(`the program declares ${others.length + 1} APIs, not one`);
  const { info }: { info: { version: string } } = JSON.parse(text(restApi.inputs, "body"));
  return { version: info.version, endpoints: routes.map(({ endpoint }) => endpoint), restApiId: restApi.id };
}

import type { Operation } from "../../infra/api/openapi";
import { type Graph, ofType, type Resource } from "../../packages/offline/src/graph/graph";

/** What the program's API promises. */
export interface Promises {
  /** The program's version. */
  version: string;
  /** Every endpoint, in the order in which the program lists them. */
  operations: Operation[];
  /** The API's id where `npm start` serves it. */
  restApiId: string;
}

/** Reads what a recorded program's API promises: its component has the operations among its inputs. */
export function promisesOf(graph: Graph): Promises {
  const { version, operations } = only(graph, "atelier:api:Api").inputs;
  return {
    version: String(version),
    operations: JSON.parse(String(operations)),
    restApiId: only(graph, "aws:apigateway/restApi:RestApi").id,
  };
}

function only(graph: Graph, type: string): Resource {
  const [resource, ...others] = ofType(graph, type);
  if (!resource || others.length > 0) throw new Error(`the program declares ${others.length + 1} of ${type}, not one`);
  return resource;
}

import { type Graph, ofType, optionalText, type Resource } from "../../../graph/graph";

/** The types of what an API is made of, piece by piece, where it has no document or adds to it. */
export const pieces = {
  authorizer: "aws:apigateway/authorizer:Authorizer",
  deployment: "aws:apigateway/deployment:Deployment",
  gatewayResponse: "aws:apigateway/response:Response",
  integration: "aws:apigateway/integration:Integration",
  integrationResponse: "aws:apigateway/integrationResponse:IntegrationResponse",
  method: "aws:apigateway/method:Method",
  methodResponse: "aws:apigateway/methodResponse:MethodResponse",
  model: "aws:apigateway/model:Model",
  requestValidator: "aws:apigateway/requestValidator:RequestValidator",
  resource: "aws:apigateway/resource:Resource",
  stage: "aws:apigateway/stage:Stage",
} as const;

/** Pieces of one API. */
export interface Own {
  graph: Graph;
  /** The API's. */
  id: string;
}

/** The resources of a type that belong to an API. */
export const piecesOf = ({ graph, id }: Own, type: string): Resource[] =>
  ofType(graph, type).filter(({ inputs }) => (inputs.restApi ?? inputs.restApiId) === id);

/** The scheme of what asks for an API key. Names of authorizers have no spaces. */
export const keyScheme = "API key";

export const authorizerName = ({ name, inputs }: Resource): string => optionalText(inputs, "name") ?? name;

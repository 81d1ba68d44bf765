import { type Graph, object, ofType, optionalNumber, optionalText, type Resource, text } from "../../../graph/graph";
import type { UserPools } from "../../../protocol/user-pools";
import { functionIn } from "../../apigateway/backend/declared";
import { authorizerOf, type DeclaredAuthorizer } from "../authorizers/declared";
import { types } from "../declared";

/** What a route of a WebSocket API does with what comes. */
export type SocketTarget =
  /** Says that all is well, and nothing more. */
  | { kind: "mock" }
  | { kind: "lambda"; functionArn: string; roleArn?: string; timeoutMilliseconds: number }
  | { kind: "unserved"; what: string };

export interface SocketRoute {
  /** `$connect`, `$disconnect`, `$default`, or what the API's selection expression finds. */
  key: string;
  target: SocketTarget;
  /** Only `$connect` has one. */
  authorizer?: Exclude<DeclaredAuthorizer, { kind: "jwt" }>;
  /** Whether what the function answers goes back to the client. */
  answers: boolean;
}

/** A WebSocket API as the program declares it. */
export interface SocketApi {
  id: string;
  /** The resource, for messages. */
  name: string;
  executionArn: string;
  /** The name that the API has on AWS, which functions ask to send to its connections. */
  domainName: string;
  /** Finds a route in a message, such as `$request.body.action`. */
  selection: string;
  /** By key. */
  routes: Map<string, SocketRoute>;
  /** The variables of its stages that have a deployment, by name. */
  stages: Map<string, Record<string, string> | undefined>;
}

/** The WebSocket APIs of a program. */
export const socketApisOf = (graph: Graph, userPools: UserPools): SocketApi[] =>
  ofType(graph, types.api)
    .filter(({ inputs }) => inputs.protocolType === "WEBSOCKET")
    .map(({ id, name, region = graph.region, inputs, outputs }) => ({
      ...{ id, name, executionArn: text(outputs, "executionArn") },
      domainName: `${id}.execute-api.${region}.amazonaws.com`,
      selection: optionalText(inputs, "routeSelectionExpression") ?? "$request.body.action",
      routes: new Map(routesOf(graph, id, userPools).map((route) => [route.key, route])),
      stages: new Map(stagesOf(graph, id)),
    }));

const routesOf = (graph: Graph, apiId: string, userPools: UserPools): SocketRoute[] =>
  ofType(graph, types.route)
    .filter(({ inputs }) => inputs.apiId === apiId)
    .map(({ id, inputs }) => {
      const key = text(inputs, "routeKey");
      const hasResponse = ofType(graph, types.routeResponse).some((one) => one.inputs.routeId === id);
      const answers = inputs.routeResponseSelectionExpression !== undefined && hasResponse;
      const integration = ofType(graph, types.integration).find((one) => inputs.target === `integrations/${one.id}`);
      const target = integration ? targetOf(integration, graph) : unserved("a route without an integration");
      if ((optionalText(inputs, "authorizationType") ?? "NONE") === "NONE") return { key, target, answers };
      const authorizer = authorizerOf(graph, inputs, userPools);
      if (typeof authorizer === "string") return { key, answers, target: unserved(authorizer) };
      if (authorizer.kind === "jwt") return { key, answers, target: unserved("an authorizer by tokens") };
      if (authorizer.kind === "iam") return { key, target, answers, authorizer };
      // Whoever connects is judged anew each time.
      return { key, target, answers, authorizer: { ...authorizer, keptMilliseconds: 0 } };
    });

const unserved = (what: string): SocketTarget => ({ kind: "unserved", what });

function targetOf({ id, inputs: integration }: Resource, graph: Graph): SocketTarget {
  const type = text(integration, "integrationType");
  const uri = optionalText(integration, "integrationUri") ?? "";
  const isShaped = ofType(graph, types.integrationResponse).some((one) => one.inputs.integrationId === id);
  if (type === "MOCK") return isShaped ? unserved("what a MOCK integration answers") : { kind: "mock" };
  const functionArn = /^arn:aws:lambda:[^/]+$/.test(uri) ? uri : functionIn(uri);
  if (type !== "AWS_PROXY" || functionArn === undefined) return unserved(`the integration ${type} ${uri}`.trim());
  return {
    kind: "lambda",
    functionArn,
    roleArn: optionalText(integration, "credentialsArn"),
    timeoutMilliseconds: optionalNumber(integration, "timeoutMilliseconds") ?? 29_000,
  };
}

const stagesOf = (graph: Graph, apiId: string) =>
  ofType(graph, types.stage)
    .filter(({ inputs }) => inputs.apiId === apiId)
    .filter(({ inputs }) => inputs.autoDeploy === true || inputs.deploymentId !== undefined)
    .map(({ inputs }): [string, Record<string, string> | undefined] => {
      const variables = Object.entries(object(inputs, "stageVariables")).map(([key, value]) => [key, String(value)]);
      return [text(inputs, "name"), variables.length > 0 ? Object.fromEntries(variables) : undefined];
    });

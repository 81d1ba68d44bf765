import {
  type Graph,
  object,
  objects,
  ofType,
  optionalText,
  type Properties,
  type Resource,
  text,
  texts,
} from "../../graph/graph";
import { type Cors, corsIn } from "../../protocol/http-event/cors";
import type { UserPools } from "../../protocol/user-pools";
import { type Limit, limitOf } from "../apigateway/throttle";
import type { Unserved } from "../module";
import { authorizerOf, type DeclaredAuthorizer } from "./authorizers/declared";
import { type RouteTarget, targetOf } from "./integrations/declared";

export interface Route {
  /** Such as `GET /things/{id}`, or `$default`. */
  key: string;
  target: RouteTarget;
  authorizer?: DeclaredAuthorizer;
  /** Of these a token has to have one; none where the route names none. */
  scopes: string[];
}

/** A stage that has a deployment. */
export interface Stage {
  variables: Record<string, string> | undefined;
  /** How many requests a route takes; the account's limit where there is none. */
  limitOf(routeKey: string): Limit | undefined;
}

/** An HTTP API as the program declares it. */
export interface HttpApi {
  id: string;
  /** The resource, for messages. */
  name: string;
  executionArn: string;
  cors: Cors | undefined;
  routes: Route[];
  /** By name. */
  stages: Map<string, Stage>;
}

export const types = {
  api: "aws:apigatewayv2/api:Api",
  integration: "aws:apigatewayv2/integration:Integration",
  integrationResponse: "aws:apigatewayv2/integrationResponse:IntegrationResponse",
  route: "aws:apigatewayv2/route:Route",
  routeResponse: "aws:apigatewayv2/routeResponse:RouteResponse",
  stage: "aws:apigatewayv2/stage:Stage",
} as const;

/**
 * The HTTP APIs of a program. One with a `target` has a route to it and a stage at once (quick create).
 *
 * @param log told of stages that answer nobody on AWS either
 */
export function httpApisOf(graph: Graph, userPools: UserPools, log: (text: string) => void): HttpApi[] {
  return ofType(graph, types.api)
    .filter(({ inputs }) => inputs.protocolType === "HTTP")
    .filter((api) => objectionTo(api) === undefined)
    .map(({ id, name, inputs, outputs }) => {
      const routes = [...quickRoutes(inputs), ...routesOf(graph, id, userPools)];
      const quickStages: [string, Stage][] = inputs.target === undefined ? [] : [["$default", unlimited]];
      return {
        id,
        name,
        executionArn: text(outputs, "executionArn"),
        cors: "corsConfiguration" in inputs ? corsIn(object(inputs, "corsConfiguration")) : undefined,
        routes,
        stages: new Map([...quickStages, ...stagesOf(graph, id, log)]),
      };
    });
}

/** Why an API answers nobody here; undefined if it does. */
function objectionTo({ inputs }: Resource): string | undefined {
  if (inputs.disableExecuteApiEndpoint === true) return "its domain's name, by which alone it answers, is not served";
  return inputs.body === undefined ? undefined : "OpenAPI bodies of HTTP APIs are not served";
}

/** What of HTTP APIs is not served, besides routes. */
export const unservedIn = (graph: Graph): Unserved[] => [
  ...ofType(graph, types.api)
    .filter(({ inputs }) => inputs.protocolType === "HTTP")
    .flatMap((api) => {
      const why = objectionTo(api);
      return why === undefined ? [] : [{ breaks: true, text: `the HTTP API ${api.name} answers nobody: ${why}` }];
    }),
  ...ofType(graph, types.stage)
    .filter(({ inputs }) => "accessLogSettings" in inputs)
    .map(({ inputs }) => ({ breaks: false, text: `the stage ${text(inputs, "name")} of an API leaves no access log` })),
];

const unlimited: Stage = { variables: undefined, limitOf: () => undefined };

/** The route of an API that is made quickly: to a function, or to a server. */
function quickRoutes(inputs: Properties): Route[] {
  const uri = optionalText(inputs, "target");
  if (uri === undefined) return [];
  const key = optionalText(inputs, "routeKey") ?? "$default";
  const integration = /^https?:/.test(uri)
    ? { integrationType: "HTTP_PROXY", integrationUri: uri }
    : { integrationType: "AWS_PROXY", integrationUri: uri, payloadFormatVersion: "2.0" };
  return [{ key, scopes: [], target: targetOf({ ...integration, credentialsArn: inputs.credentialsArn }) }];
}

const routesOf = (graph: Graph, apiId: string, userPools: UserPools): Route[] =>
  ofType(graph, types.route)
    .filter(({ inputs }) => inputs.apiId === apiId)
    .map(({ inputs }) => {
      const [key, scopes] = [text(inputs, "routeKey"), texts(inputs, "authorizationScopes")];
      const integration = ofType(graph, types.integration).find(({ id }) => inputs.target === `integrations/${id}`);
      const target = integration ? targetOf(integration.inputs) : unserved("a route without an integration");
      if ((optionalText(inputs, "authorizationType") ?? "NONE") === "NONE") return { key, scopes, target };
      const authorizer = authorizerOf(graph, inputs, userPools);
      return typeof authorizer === "string"
        ? { key, scopes, target: unserved(authorizer) }
        : { key, scopes, target, authorizer };
    });

const unserved = (what: string): RouteTarget => ({ kind: "unserved", what });

/** The stages of an API that have a deployment: others answer nobody on AWS either. */
const stagesOf = (graph: Graph, apiId: string, log: (text: string) => void) =>
  ofType(graph, types.stage)
    .filter(({ inputs }) => inputs.apiId === apiId)
    .flatMap(({ inputs }): [string, Stage][] => {
      const name = text(inputs, "name");
      if (inputs.autoDeploy !== true && inputs.deploymentId === undefined) {
        log(`the stage ${name} of an HTTP API answers 404, as on AWS: it has no deployment, and no autoDeploy`);
        return [];
      }
      const variables = Object.entries(object(inputs, "stageVariables")).map(([key, value]) => [key, String(value)]);
      return [
        [
          name,
          {
            variables: variables.length > 0 ? Object.fromEntries(variables) : undefined,
            limitOf: (key) =>
              limitIn(
                objects(inputs, "routeSettings").find(({ routeKey }) => routeKey === key) ??
                  object(inputs, "defaultRouteSettings"),
              ),
          },
        ],
      ];
    });

const limitIn = (settings: Properties): Limit | undefined =>
  limitOf(settings, "throttlingRateLimit", "throttlingBurstLimit");

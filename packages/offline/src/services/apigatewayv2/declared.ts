import { type Graph, object, objects, ofType, optionalNumber, optionalText, text } from "../../graph/graph";
import { type Cors, corsIn } from "../../protocol/http-event/cors";

/** What answers a route. */
export type RouteTarget =
  | { kind: "lambda"; functionArn: string; roleArn?: string; format: "1.0" | "2.0"; timeoutMilliseconds: number }
  | { kind: "unserved"; what: string };

export interface Route {
  /** Such as `GET /things/{id}`, or `$default`. */
  key: string;
  target: RouteTarget;
}

/** An HTTP API as the program declares it. */
export interface HttpApi {
  id: string;
  /** The resource, for messages. */
  name: string;
  executionArn: string;
  cors: Cors | undefined;
  routes: Route[];
  /** The stages that have a deployment, by name: their variables. */
  stages: Map<string, Record<string, string> | undefined>;
}

const types = {
  integration: "aws:apigatewayv2/integration:Integration",
  route: "aws:apigatewayv2/route:Route",
  stage: "aws:apigatewayv2/stage:Stage",
} as const;

/**
 * The HTTP APIs of a program. One with a `target` has a route to it and a stage at once (quick create).
 *
 * @param log told what of them is not served
 */
export function httpApisOf(graph: Graph, log: (text: string) => void): HttpApi[] {
  return ofType(graph, "aws:apigatewayv2/api:Api")
    .filter(({ inputs }) => inputs.protocolType === "HTTP")
    .filter(({ name, inputs }) => {
      const why =
        inputs.disableExecuteApiEndpoint === true
          ? "it answers by its domain's name alone, which is not served offline"
          : "an OpenAPI body of HTTP APIs is not served offline";
      const isServed = inputs.disableExecuteApiEndpoint !== true && inputs.body === undefined;
      if (!isServed) log(`the HTTP API ${name} answers nobody: ${why}`);
      return isServed;
    })
    .map(({ id, name, inputs, outputs }) => {
      const target = optionalText(inputs, "target");
      const quick: Route[] =
        target === undefined
          ? []
          : [
              {
                key: optionalText(inputs, "routeKey") ?? "$default",
                target: targetOf({ integrationType: "AWS_PROXY", integrationUri: target, payloadFormatVersion: "2.0" }),
              },
            ];
      const routes = [...quick, ...routesOf(graph, id)];
      for (const route of routes)
        if (route.target.kind === "unserved")
          log(`${route.key} of the HTTP API ${name} answers 501: ${route.target.what} is not served offline`);
      return {
        id,
        name,
        executionArn: text(outputs, "executionArn"),
        cors: "corsConfiguration" in inputs ? corsIn(object(inputs, "corsConfiguration")) : undefined,
        routes,
        stages: new Map([
          ...(target === undefined ? [] : [["$default", undefined] as const]),
          ...stagesOf(graph, id, log),
        ]),
      };
    });
}

const routesOf = (graph: Graph, apiId: string): Route[] =>
  ofType(graph, types.route)
    .filter(({ inputs }) => inputs.apiId === apiId)
    .map(({ inputs }) => {
      const authorization = optionalText(inputs, "authorizationType") ?? "NONE";
      const integration = ofType(graph, types.integration).find(({ id }) => inputs.target === `integrations/${id}`);
      const key = text(inputs, "routeKey");
      if (authorization !== "NONE") return { key, target: unserved(`the authorization ${authorization}`) };
      return { key, target: integration ? targetOf(integration.inputs) : unserved("a route without an integration") };
    });

const unserved = (what: string): RouteTarget => ({ kind: "unserved", what });

function targetOf(integration: Record<string, unknown>): RouteTarget {
  const type = text(integration, "integrationType");
  const uri = optionalText(integration, "integrationUri") ?? "";
  const functionArn = /^arn:aws:lambda:[^/]+$/.test(uri) ? uri : /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];
  const subtype = optionalText(integration, "integrationSubtype");
  if (type !== "AWS_PROXY" || subtype !== undefined || functionArn === undefined)
    return unserved(`the integration ${[type, subtype, uri].filter(Boolean).join(" ")}`);
  if (integration.requestParameters !== undefined || objects(integration, "responseParameters").length > 0)
    return unserved("a mapping of parameters");
  return {
    kind: "lambda",
    functionArn,
    roleArn: optionalText(integration, "credentialsArn"),
    format: integration.payloadFormatVersion === "2.0" ? "2.0" : "1.0",
    timeoutMilliseconds: optionalNumber(integration, "timeoutMilliseconds") ?? 30_000,
  };
}

/** The stages of an API that have a deployment: others answer nobody on AWS either. */
const stagesOf = (graph: Graph, apiId: string, log: (text: string) => void) =>
  ofType(graph, types.stage)
    .filter(({ inputs }) => inputs.apiId === apiId)
    .flatMap(({ inputs }): [string, Record<string, string> | undefined][] => {
      const name = text(inputs, "name");
      if (inputs.autoDeploy !== true && inputs.deploymentId === undefined) {
        log(`the stage ${name} of an HTTP API answers 404, as on AWS: it has no deployment, and no autoDeploy`);
        return [];
      }
      const ignored = ["accessLogSettings", "defaultRouteSettings", "routeSettings"].filter((key) => key in inputs);
      if (ignored.length > 0)
        log(`${ignored.join(" and ")} of the stage ${name} of an HTTP API change nothing offline`);
      const variables = Object.entries(object(inputs, "stageVariables")).map(([key, value]) => [key, String(value)]);
      return [[name, variables.length > 0 ? Object.fromEntries(variables) : undefined]];
    });

import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Activity } from "../../protocol/activity";
import { bodyOf, hasBody, TooLarge } from "../../protocol/http-body";
import { httpAnswer } from "../../protocol/http-event/answer";
import { isPreflight, preflight, withCors } from "../../protocol/http-event/cors";
import { httpEvent } from "../../protocol/http-event/event";
import type { HttpResponse } from "../../protocol/http-response";
import { isTooLarge, NoCapacity } from "../../protocol/targets";
import { proxyEvent, traceIdOf } from "../apigateway/event";
import { limits } from "../apigateway/front";
import { proxyResponse } from "../apigateway/proxy";
import { Refusal } from "../apigateway/refusal";
import { type Match, Router } from "../apigateway/router";
import type { StageFunctions } from "../apigateway/stage-functions";
import type { HttpDoor } from "../module";
import type { HttpApi, Route, RouteTarget } from "./declared";

export interface HttpApisOptions {
  apis: HttpApi[];
  account: string;
  functions: StageFunctions;
  activity: Activity;
  log: (text: string) => void;
}

/** Where HTTP APIs are, below the host's address. */
export const apiPath = "/_aws/http-api/";

/** A request that has found its API. */
interface Asked {
  api: HttpApi;
  stage: string;
  message: IncomingMessage;
  requestId: string;
  /** Raw path with the stage that it names, as functions get it. */
  path: string;
  query: string;
}

interface Exchange {
  answer: HttpResponse;
  route?: string;
  invocation?: { functionName: string; invocationId?: string; initMilliseconds?: number };
}

/** HTTP APIs, by their ids and the stages that paths name; any other path is the stage `$default`'s. */
export class HttpApis implements HttpDoor {
  constructor(private readonly options: HttpApisOptions) {}

  owns(path: string): boolean {
    return path.startsWith(apiPath);
  }

  refusesBody({ headers }: IncomingMessage): boolean {
    return Number(headers["content-length"] ?? 0) > limits.bodyBytes;
  }

  refuse(): HttpResponse {
    return said(404, "Not Found");
  }

  async handle(message: IncomingMessage, whole: string, query: string): Promise<HttpResponse> {
    const began = performance.now();
    const requestId = randomUUID();
    const [, id = "", path = "/"] = /^([^/]*)(\/.*)?$/.exec(whole.slice(apiPath.length)) ?? [];
    const api = this.options.apis.find((one) => one.id === id);
    const [, first = ""] = /^\/([^/]+)/.exec(path) ?? [];
    const stage = api?.stages.has(first) === true ? first : "$default";
    if (!api?.stages.has(stage)) return said(404, "Not Found");
    const exchange = await this.exchange({ api, stage, message, requestId, path, query });
    const { answer, route, invocation } = exchange;
    const { activity } = this.options;
    if (activity.isWatched)
      activity.tell({
        ...{ kind: "request", time: Date.now(), requestId, method: message.method ?? "", route, ...invocation },
        ...{ path: query === "" ? path : `${path}?${query}`, status: answer.status },
        milliseconds: performance.now() - began,
      });
    const shaped = api.cors && !isPreflight(message) ? withCors(answer, api.cors, message) : answer;
    return { ...shaped, headers: [...shaped.headers, ["Apigw-Requestid", requestId]] };
  }

  private async exchange(asked: Asked): Promise<Exchange> {
    const { api, message, stage, path } = asked;
    if (api.cors && isPreflight(message)) return { answer: preflight(api.cors, message, 204) };
    const below = stage === "$default" ? path : path.slice(stage.length + 1) || "/";
    const found = routeOf(api, message.method ?? "", below);
    if (!found) return { answer: said(404, "Not Found") };
    const { target, key } = found.target;
    if (target.kind === "unserved") return { answer: said(501, `${target.what} is not served offline`), route: key };
    try {
      return { route: key, ...(await this.invoke(asked, target, found)) };
    } catch (error) {
      if (error instanceof TooLarge) return { answer: said(413, "Request Entity Too Large"), route: key };
      if (error instanceof NoCapacity || error instanceof Refusal)
        return { answer: said(503, "Service Unavailable"), route: key };
      throw error;
    }
  }

  private async invoke(
    asked: Asked,
    target: Extract<RouteTarget, { kind: "lambda" }>,
    { target: { key }, variables }: Match<Route>,
  ): Promise<Exchange> {
    const { functions, log } = this.options;
    const { api, stage, message } = asked;
    const source = `${api.executionArn}/${stage}/${key.replace(" ", "").replace(/^ANY\//, "*/")}`;
    const lambda = functions.permitted(key, target.functionArn, target.roleArn, source);
    if (!lambda) return { answer: failed };
    const body = hasBody(message) ? await bodyOf(message, limits.bodyBytes) : Buffer.alloc(0);
    const payload = JSON.stringify(this.event(asked, target.format, key, variables, body));
    if (isTooLarge(payload)) throw new TooLarge();
    const invoking = lambda.invoke(payload, target.timeoutMilliseconds);
    const late = (): Refusal => new Refusal("INTEGRATION_TIMEOUT");
    const outcome = await functions.within(target.timeoutMilliseconds, invoking, late);
    const { requestId: invocationId, initMilliseconds } = outcome;
    const invocation = { functionName: lambda.name, invocationId, initMilliseconds };
    if (outcome.failed) return { answer: failed, invocation };
    const answer = target.format === "2.0" ? httpAnswer(outcome.payload) : proxyResponse(outcome.payload, true);
    if (typeof answer !== "string") return { answer, invocation };
    log(`${lambda.name} answered what is no answer of HTTP: ${answer}`);
    return { answer: failed, invocation };
  }

  private event(
    { api, stage, message, requestId, path, query }: Asked,
    format: "1.0" | "2.0",
    key: string,
    variables: Record<string, string>,
    body: Buffer,
  ): object {
    const { account: accountId } = this.options;
    const stageVariables = api.stages.get(stage);
    const decoded = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    if (format === "2.0") {
      const pathParameters = Object.keys(decoded).length > 0 ? decoded : undefined;
      const context = { accountId, apiId: api.id, routeKey: key, stage, pathParameters, stageVariables };
      return httpEvent({ message, requestId, path, query, body }, context);
    }
    const resourcePath = key.replace(/^\S+ /, "");
    const incoming = { message, requestId, traceId: traceIdOf(message, requestId), rawPath: path, path, query, body };
    const event = proxyEvent(
      { ...incoming, variables: decoded, resourcePath },
      {
        ...{ account: accountId, apiId: api.id, stageName: stage, deploymentId: "" },
        stageVariables: stageVariables ?? null,
        isBinary: (type = "") => !/^(text\/|application\/(json|javascript|xml)\b)/i.test(type),
      },
    );
    return { version: "1.0", ...event };
  }
}

/** The route of a request: the most specific one for its method or for any, else `$default`. */
function routeOf(api: HttpApi, method: string, path: string): Match<Route> | undefined {
  const router = new Router<Route>();
  // Where both are there, the method's own takes the place of that for any.
  for (const of of ["ANY", method])
    for (const route of api.routes) {
      const [named, pattern] = route.key.split(" ");
      if (named === of && pattern !== undefined) router.add(pattern, route);
    }
  const usual = api.routes.find(({ key }) => key === "$default");
  return router.find(path) ?? (usual && { target: usual, variables: {} });
}

const said = (status: number, message: string): HttpResponse => ({
  status,
  headers: [["Content-Type", "application/json"]],
  body: JSON.stringify({ message }),
});

const failed = said(500, "Internal Server Error");

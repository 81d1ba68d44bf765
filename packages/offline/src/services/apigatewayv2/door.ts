import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Activity } from "../../protocol/activity";
import { bodyOf, hasBody, TooLarge } from "../../protocol/http-body";
import { isPreflight, preflight, withCors } from "../../protocol/http-event/cors";
import type { HttpResponse } from "../../protocol/http-response";
import { NoCapacity } from "../../protocol/targets";
import { limits } from "../apigateway/front";
import { Refusal } from "../apigateway/refusal";
import { type Match, Router } from "../apigateway/router";
import { TokenBucket } from "../apigateway/throttle";
import type { HttpDoor } from "../module";
import { AuthorizerRefusal } from "./authorizers/authorized";
import type { Guard } from "./authorizers/guard";
import type { HttpApi, Route } from "./declared";
import { belowStage, type Routed, selectionContext } from "./events";
import { changedAnswer } from "./integrations/mappings";
import { askServer } from "./integrations/servers";
import type { ServiceTargets } from "./integrations/services";
import { failed, type RouteFunctions, type RouteInvocation } from "./route-functions";

export interface HttpApisOptions {
  apis: HttpApi[];
  account: string;
  guard: Guard;
  functions: RouteFunctions;
  services: ServiceTargets;
  activity: Activity;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Where HTTP APIs are, below the host's address. */
export const apiPath = "/_aws/http-api/";

/** A request that has found its API. */
type Asked = Pick<Routed, "api" | "stage" | "message" | "requestId" | "path" | "query">;

interface Exchange {
  answer: HttpResponse;
  route?: string;
  invocation?: RouteInvocation;
}

/** HTTP APIs, by their ids and the stages that paths name; any other path is the stage `$default`'s. */
export class HttpApis implements HttpDoor {
  /** By API, stage and route, for those that have a limit of their own. */
  private readonly buckets = new Map<string, TokenBucket>();

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
    const found = routeOf(api, message.method ?? "", belowStage(stage, path));
    if (!found) return { answer: said(404, "Not Found") };
    const route = found.target.key;
    try {
      return { route, ...(await this.answer(asked, found)) };
    } catch (error) {
      if (error instanceof AuthorizerRefusal) return { answer: refused(error), route };
      if (error instanceof TooLarge) return { answer: said(413, "Request Entity Too Large"), route };
      if (error instanceof NoCapacity || error instanceof Refusal)
        return { answer: said(503, "Service Unavailable"), route };
      throw error;
    }
  }

  /** Serves a request of a route: authorizer, limit, integration. */
  private async answer(asked: Asked, { target: route, variables: raw }: Match<Route>): Promise<Exchange> {
    const { account, functions, guard, services } = this.options;
    const { api, stage, message, path, query } = asked;
    const { target, key } = route;
    if (target.kind === "unserved") return { answer: said(501, `${target.what} is not served offline`) };
    const variables = Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, decodeURIComponent(value)]));
    let reading: Promise<Buffer> | undefined;
    const wholeBody = (): Promise<Buffer> =>
      (reading ??= hasBody(message) ? bodyOf(message, limits.bodyBytes) : Promise.resolve(Buffer.alloc(0)));
    const routed: Routed = { ...asked, account, route, variables };
    const authorized = route.authorizer && (await guard.authorize(route.authorizer, routed, wholeBody));
    if (!this.admits(api, stage, key)) return { answer: said(429, "Too Many Requests") };
    const body = await wholeBody();
    const selectable = {
      ...{ message, query, path: belowStage(stage, path), variables, body },
      ...{ context: selectionContext(routed, authorized), stageVariables: api.stages.get(stage)?.variables },
    };
    const shaped = (answer: HttpResponse): HttpResponse => changedAnswer(answer, target.answers, selectable);
    if (target.kind === "lambda") {
      const { answer, invocation } = await functions.answer(target, routed, body, authorized);
      return { answer: shaped(answer), invocation };
    }
    if (target.kind === "service") return { answer: shaped((await services.ask(key, target, selectable)) ?? failed) };
    return { answer: shaped((await askServer(target, selectable)) ?? said(503, "Service Unavailable")) };
  }

  /** Whether a route takes one more request now, by the limits that its stage sets. */
  private admits(api: HttpApi, stage: string, key: string): boolean {
    const limit = api.stages.get(stage)?.limitOf(key);
    if (!limit) return true;
    const now = this.options.now();
    const name = `${api.id}/${stage}/${key}`;
    const bucket = this.buckets.get(name) ?? new TokenBucket(limit, now);
    this.buckets.set(name, bucket);
    if (!bucket.has(now)) return false;
    bucket.take();
    return true;
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

function refused({ status, message, challenge }: AuthorizerRefusal): HttpResponse {
  const answer = said(status, message);
  return challenge === undefined
    ? answer
    : { ...answer, headers: [...answer.headers, ["WWW-Authenticate", challenge]] };
}

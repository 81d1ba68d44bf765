import type { Graph } from "../../graph/graph";
import type { AwsService } from "../../protocol/service";
import { StageFunctions } from "../apigateway/stage-functions";
import type { BannerBlock, OpenService, ServiceContext, Unserved, UpgradeDoor } from "../module";
import type { ListedApi } from "../page-answers";
import { Guard } from "./authorizers/guard";
import { SignatureCheck } from "./authorizers/signature-check";
import { type HttpApi, httpApisOf, type Route, unservedIn } from "./declared";
import { apiPath, HttpApis } from "./door";
import { ServiceTargets } from "./integrations/services";
import { listedApis } from "./listed";
import { RouteFunctions } from "./route-functions";
import { Connections } from "./websocket/connections";
import { type SocketApi, type SocketRoute, socketApisOf } from "./websocket/declared";
import { socketPath, WebSocketApis } from "./websocket/door";
import { managementService } from "./websocket/management";

/** The service while a program is served. */
export class OpenApis implements OpenService {
  readonly aws: AwsService | undefined;
  readonly http: HttpApis;
  readonly upgrades: UpgradeDoor | undefined;
  private readonly httpApis: HttpApi[];
  private readonly sockets: SocketApi[];
  private readonly connections: Connections;
  private hasMadeWay = false;

  /** @param before what has made way for this, whose clients stay connected */
  constructor(
    private readonly graph: Graph,
    context: ServiceContext,
    before: OpenApis | undefined,
  ) {
    const { accessControl, activity, clock, identities, log, running, serve, targets, userPools } = context;
    this.httpApis = httpApisOf(graph, userPools, log);
    this.sockets = socketApisOf(graph, userPools);
    this.connections = before?.connections ?? new Connections(log);
    const functions = new StageFunctions({ targets, running, log });
    const now = () => clock.now();
    const signatures = new SignatureCheck(identities, accessControl, graph.account);
    this.http = new HttpApis({
      ...{ apis: this.httpApis, account: graph.account, activity, now },
      guard: new Guard({ functions, signatures, log, now }),
      functions: new RouteFunctions(functions, log),
      services: new ServiceTargets({ region: graph.region, identities, serve, log }),
    });
    const door = new WebSocketApis({
      apis: this.sockets,
      connections: this.connections,
      functions,
      signatures,
      activity,
      log,
      now,
    });
    const hasSockets = this.sockets.length > 0;
    this.upgrades = hasSockets ? door : undefined;
    this.aws = hasSockets ? managementService(this.connections, this.sockets, graph) : undefined;
  }

  get unserved(): Unserved[] {
    const routes = [
      ...this.httpApis.flatMap((api) => api.routes),
      ...this.sockets.flatMap((api) => [...api.routes.values()]),
    ];
    const unserved = routes.flatMap(({ key, target }) =>
      target.kind === "unserved" ? [{ breaks: true, text: `${key} has no handler: ${target.what} is not served` }] : [],
    );
    return [...unserved, ...unservedIn(this.graph)];
  }

  apis(): ListedApi[] {
    return listedApis(this.httpApis);
  }

  banner(url: string): BannerBlock[] {
    const ofHttp = this.httpApis.flatMap(({ id, routes, stages }) =>
      [...stages.keys()].map((name) => ({
        heading: "Routes",
        intro: `${url}${apiPath}${id}${name === "$default" ? "" : `/${name}`}`,
        rows: routes.map((route) => [...keyOf(route), guardOf(route)]),
      })),
    );
    const ofSockets = this.sockets.flatMap(({ id, routes, stages }) =>
      [...stages.keys()].map((name) => ({
        heading: "Routes",
        intro: `${url.replace(/^http/, "ws")}${socketPath}${id}/${name}`,
        rows: [...routes.values()].map((route) => ["WS", route.key, guardOf(route)]),
      })),
    );
    return [...ofHttp, ...ofSockets];
  }

  makeWay(): void {
    this.hasMadeWay = true;
  }

  close(): void {
    if (!this.hasMadeWay) this.connections.close();
  }
}

/** A method and a path; the route for all others has no path. */
function keyOf({ key }: Route): [method: string, path: string] {
  const [method = "", path] = key.split(" ");
  return path === undefined ? ["ANY", key] : [method, path];
}

function guardOf({ target, authorizer }: Pick<Route | SocketRoute, "target" | "authorizer">): string {
  if (target.kind === "unserved") return `not served: ${target.what}`;
  return authorizer ? `authorizer ${authorizer.name}` : "open";
}

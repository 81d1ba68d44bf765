import { randomBytes, randomUUID } from "node:crypto";
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, WebSocketServer } from "ws";
import type { Activity } from "../../../protocol/activity";
import { NoCapacity, Throttled } from "../../../protocol/targets";
import type { StageFunctions } from "../../apigateway/stage-functions";
import type { UpgradeDoor } from "../../module";
import { type Authorized, AuthorizerRefusal } from "../authorizers/authorized";
import { LambdaAuthorizer } from "../authorizers/lambda";
import type { SignatureCheck } from "../authorizers/signature-check";
import type { Connection, Connections, Listener } from "./connections";
import type { SocketApi, SocketRoute } from "./declared";
import { authorizerEvent, connectEvent, disconnectEvent, messageEvent, type Occurrence } from "./events";
import { routeOf, SocketFunctions } from "./routes";

export interface WebSocketApisOptions {
  apis: SocketApi[];
  connections: Connections;
  functions: StageFunctions;
  signatures: SignatureCheck;
  activity: Activity;
  log: (text: string) => void;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Where WebSocket APIs are, below the host's address. */
export const socketPath = "/_aws/ws-api/";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
export const socketLimits = { messageBytes: 131_072, idleMilliseconds: 600_000 } as const;

/** A client that wants to connect. */
interface Asking extends Occurrence {
  message: IncomingMessage;
  query: string;
}

/** WebSocket APIs, by their ids and stages. */
export class WebSocketApis implements UpgradeDoor, Listener {
  private readonly functions: SocketFunctions;
  /** What protocol of those that a client offers its function has chosen. */
  private readonly protocols = new WeakMap<IncomingMessage, string>();
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: socketLimits.messageBytes,
    handleProtocols: (_, message) => this.protocols.get(message) ?? false,
  });

  constructor(private readonly options: WebSocketApisOptions) {
    this.functions = new SocketFunctions(options.functions);
    const isThere = ({ apiId, stage }: Connection) =>
      options.apis.some(({ id, stages }) => id === apiId && stages.has(stage));
    options.connections.tell(this, isThere);
  }

  owns(path: string): boolean {
    return path.startsWith(socketPath);
  }

  async upgrade(message: IncomingMessage, socket: Duplex, head: Buffer, path: string, query: string): Promise<void> {
    const began = performance.now();
    // Until the protocol takes it over, nobody hears that a client has gone.
    socket.on("error", () => socket.destroy());
    const [, apiId, stage = ""] = /^([^/]+)\/([^/]+)\/?$/.exec(path.slice(socketPath.length)) ?? [];
    const api = this.options.apis.find(({ id }) => id === apiId);
    if (!api?.stages.has(stage)) return refuse(socket, 403, "Forbidden");
    const connection = {
      ...{ id: randomBytes(8).toString("base64url"), apiId: api.id, stage, authorized: undefined },
      ...{ connectedAt: this.options.now(), sourceIp: message.socket.remoteAddress ?? "" },
      userAgent: message.headers["user-agent"],
    };
    const asking: Asking = { api, connection, routeKey: "$connect", requestId: randomUUID(), message, query };
    const { status, authorized } = await this.connect(asking);
    this.tell(asking, status, began);
    if (status >= 300) return refuse(socket, status, STATUS_CODES[status] ?? "");
    if (socket.destroyed) return;
    this.server.handleUpgrade(message, socket, head, (opened) =>
      this.open({ ...connection, authorized, socket: opened, lastActiveAt: this.options.now() }),
    );
  }

  /** Asks whether a client may connect; a status below 300 says that it may. */
  private async connect(asking: Asking): Promise<{ status: number; authorized?: Authorized }> {
    const { api, message, query } = asking;
    const route = api.routes.get("$connect");
    if (!route) return { status: 200 };
    try {
      const authorized = route.authorizer && (await this.authorize(route.authorizer, asking));
      const occurrence = { ...asking, connection: { ...asking.connection, authorized } };
      const answer = await this.functions.answer(route, occurrence, connectEvent(occurrence, message, query));
      if (answer && "unserved" in answer) return { status: 501 };
      const protocol = answer?.headers["sec-websocket-protocol"];
      if (protocol !== undefined) this.protocols.set(message, protocol);
      return { status: answer?.status ?? 502, authorized };
    } catch (error) {
      if (error instanceof AuthorizerRefusal) return { status: error.status };
      if (error instanceof NoCapacity) return { status: 503 };
      throw error;
    }
  }

  private authorize(declared: NonNullable<SocketRoute["authorizer"]>, asking: Asking): Promise<Authorized> {
    const { functions, log, now } = this.options;
    const { api, connection, message, query } = asking;
    const routeArn = `${api.executionArn}/${connection.stage}/$connect`;
    if (declared.kind === "iam") return this.options.signatures.authorize(message, Buffer.alloc(0), routeArn);
    const identity = declared.sources.map((source) => sourceValue(source, message, query));
    const authorizer = new LambdaAuthorizer({ declared, functions, log, now, executionArn: api.executionArn });
    const event = authorizerEvent(asking, message, query, routeArn);
    return authorizer.authorize({ identity, routeArn, event });
  }

  private open(connection: Connection): void {
    const { connections, now } = this.options;
    const { socket } = connection;
    connections.add(connection);
    const idle = setTimeout(() => socket.close(1001, "Going away"), socketLimits.idleMilliseconds).unref();
    socket.on("message", (data, isBinary) => {
      connection.lastActiveAt = now();
      idle.refresh();
      if (isBinary) return socket.close(1003, "Binary frames are not supported");
      connections.heard(connection, textOf(data));
    });
    // What is wrong with what a client sends ends its connection, as `close` tells.
    socket.on("error", () => undefined);
    socket.on("close", (code, reason) => {
      clearTimeout(idle);
      connections.left(connection, code, reason.toString());
    });
  }

  /** A client has sent something. */
  async hear(connection: Connection, body: string): Promise<void> {
    const began = performance.now();
    const { id: connectionId, socket } = connection;
    const api = this.options.apis.find(({ id }) => id === connection.apiId);
    const requestId = randomUUID();
    const tell = (message: string): void => socket.send(JSON.stringify({ message, connectionId, requestId }));
    const route = api && routeOf(api, body);
    if (!api || !route) return tell("Forbidden");
    const occurrence: Occurrence = { api, connection, routeKey: route.key, requestId };
    const answer = await this.answered(occurrence, () =>
      this.functions.answer(route, occurrence, messageEvent(occurrence, body)),
    );
    const isUnserved = answer !== undefined && "unserved" in answer;
    this.tell(occurrence, isUnserved ? 501 : (answer?.status ?? 500), began);
    if (isUnserved) tell(`${answer.unserved} is not served offline`);
    else if (!answer) tell("Internal server error");
    else if (route.answers && answer.body !== "") socket.send(answer.body);
  }

  /** A client has gone. Nobody waits for what comes of that. */
  async leave(connection: Connection, code: number, reason: string): Promise<void> {
    const began = performance.now();
    const api = this.options.apis.find(({ id }) => id === connection.apiId);
    const route = api?.routes.get("$disconnect");
    if (!api || !route) return;
    const occurrence: Occurrence = { api, connection, routeKey: route.key, requestId: randomUUID() };
    const answer = await this.answered(occurrence, () =>
      this.functions.answer(route, occurrence, disconnectEvent(occurrence, code, reason)),
    );
    this.tell(occurrence, answer && "status" in answer ? answer.status : 500, began);
  }

  private async answered<Answer>({ routeKey }: Occurrence, answer: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await answer();
    } catch (error) {
      if (!(error instanceof NoCapacity)) throw error;
      if (!(error instanceof Throttled)) this.options.log(`OUT OF CAPACITY for ${routeKey}: ${error.message}`);
      return undefined;
    }
  }

  private tell({ connection, routeKey, requestId }: Occurrence, status: number, began: number): void {
    const { activity } = this.options;
    if (!activity.isWatched) return;
    activity.tell({
      ...{ kind: "request", time: Date.now(), requestId, method: "WS", route: routeKey, status },
      path: `/${connection.stage}`,
      milliseconds: performance.now() - began,
    });
  }
}

function textOf(data: RawData): string {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data;
  return bytes.toString("utf8");
}

/** Such as `route.request.header.Auth`; empty where the request lacks it. */
function sourceValue(source: string, { headers }: IncomingMessage, query: string): string {
  const [, place, name = ""] = /^route\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place === "header") return headers[name.toLowerCase()]?.toString() ?? "";
  return place === "querystring" ? (new URLSearchParams(query).get(name) ?? "") : "";
}

function refuse(socket: Duplex, status: number, message: string): void {
  const body = JSON.stringify({ message });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

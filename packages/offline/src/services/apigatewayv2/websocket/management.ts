import { atMost } from "../../../protocol/body";
import { awsService, type Operation, type Protocol } from "../../../protocol/operations";
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  type Location,
  notImplemented,
  readBody,
} from "../../../protocol/service";
import type { Connection, Connections } from "./connections";
import type { SocketApi } from "./declared";
import { socketLimits, socketPath } from "./door";

/** A request about a connection. */
interface ConnectionInput {
  connectionId: string;
  /** As the request names them; undefined where the client knows the endpoint of the host alone. */
  apiId: string | undefined;
  stage: string | undefined;
  data: Buffer;
}

const operations: Readonly<Record<string, string>> = {
  POST: "PostToConnection",
  GET: "GetConnection",
  DELETE: "DeleteConnection",
};

const denial = { code: "AccessDeniedException", status: 403 };

/**
 * Reads a request of the management API: `/{stage}/@connections/{id}` at the API's own name, the same below the host's
 * address, or without both.
 */
async function read(request: AwsRequest): Promise<{ operation: string; input: ConnectionInput }> {
  const path = request.path.startsWith(socketPath) ? request.path.slice(socketPath.length - 1) : request.path;
  const [, before = "", id = ""] = /^(.*)\/@connections\/([^/]+)$/.exec(path) ?? [];
  const operation = operations[request.method];
  if (id === "" || operation === undefined) throw notImplemented("execute-api", `${request.method} ${request.path}`);
  const names = before.split("/").filter((part) => part !== "");
  const [stage, below] = [names.at(-1), names.length > 1 ? names[0] : undefined];
  const apiId = below ?? /^([^.]+)\.execute-api\./.exec(request.headers.host ?? "")?.[1];
  const data = await readBody(request);
  return { operation, input: { connectionId: decodeURIComponent(id), apiId, stage, data } };
}

const errorOf = ({ code, message, status }: AwsError, requestId: string): AwsResponse => ({
  status,
  headers: { "content-type": "application/json", "x-amzn-errortype": code, "x-amzn-requestid": requestId },
  body: JSON.stringify({ message }),
});

const protocol: Protocol<ConnectionInput, object | undefined> = {
  denial,
  bodyLimit: () => atMost(2 * socketLimits.messageBytes),
  read,
  givenMembers: () => [],
  write: (operation, output, { requestId }) => ({
    status: operation === "DeleteConnection" ? 204 : 200,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId },
    body: output === undefined ? "" : JSON.stringify(output),
  }),
  fail: errorOf,
};

/** The management API of WebSocket APIs, `@connections`. */
export function managementService(
  connections: Connections,
  apis: readonly SocketApi[],
  { region, account }: Location,
): AwsService {
  /** Who is meant, if it is connected to the API and stage that the request names. */
  const clientOf = ({ connectionId, apiId, stage }: ConnectionInput): Connection => {
    const connection = connections.find(connectionId);
    const isOther =
      (apiId !== undefined && connection?.apiId !== apiId) || (stage ?? connection?.stage) !== connection?.stage;
    if (!connection || isOther) throw new AwsError("GoneException", "Gone", 410);
    return connection;
  };
  const onConnection = (
    method: string,
    run: (connection: Connection, input: ConnectionInput) => object | undefined,
  ): Operation<ConnectionInput, object | undefined> => ({
    members: [],
    access(input) {
      const { connectionId, apiId, stage } = input;
      const [api, at] = [
        apiId ?? connections.find(connectionId)?.apiId,
        stage ?? connections.find(connectionId)?.stage,
      ];
      const name = `${api ?? "*"}/${at ?? "*"}/${method}/@connections/${connectionId}`;
      return [
        { action: "execute-api:ManageConnections", resource: `arn:aws:execute-api:${region}:${account}:${name}` },
      ];
    },
    run: (input) => {
      if (input.apiId !== undefined && !apis.some(({ id }) => id === input.apiId))
        throw new AwsError("ForbiddenException", "Forbidden", 403);
      return run(clientOf(input), input);
    },
  });
  return awsService("execute-api", protocol, {
    PostToConnection: onConnection("POST", ({ socket }, { data }) => {
      if (data.length > socketLimits.messageBytes)
        throw new AwsError("PayloadTooLargeException", "Message too long", 413);
      socket.send(data, { binary: false });
      return undefined;
    }),
    GetConnection: onConnection("GET", ({ connectedAt, lastActiveAt, sourceIp, userAgent }) => ({
      connectedAt: new Date(connectedAt).toISOString(),
      identity: { sourceIp, userAgent },
      lastActiveAt: new Date(lastActiveAt).toISOString(),
    })),
    DeleteConnection: onConnection("DELETE", ({ socket }) => {
      socket.close(1000, "Connection closed by the server");
      return undefined;
    }),
  });
}

import type { IncomingMessage } from "node:http";
import { parametersOf, requestEvent, requestTimeOf } from "../../apigateway/event";
import { contextOfFormat1 } from "../authorizers/authorized";
import type { Connection } from "./connections";
import type { SocketApi } from "./declared";

/** What comes of a connection, and which. */
export interface Occurrence {
  api: SocketApi;
  connection: Omit<Connection, "socket" | "lastActiveAt">;
  routeKey: string;
  requestId: string;
}

/** The event of a client that connects (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html). */
export const connectEvent = (occurrence: Occurrence, message: IncomingMessage, query: string): object => ({
  ...requestOf(occurrence, message, query),
  requestContext: contextOf(occurrence, "CONNECT"),
  isBase64Encoded: false,
});

/** What the authorizer of `$connect` gets. */
export const authorizerEvent = (
  occurrence: Occurrence,
  message: IncomingMessage,
  query: string,
  methodArn: string,
): object => ({
  type: "REQUEST",
  methodArn,
  ...requestOf(occurrence, message, query),
  requestContext: contextOf(occurrence, "CONNECT"),
});

export const messageEvent = (occurrence: Occurrence, body: string): object => ({
  ...variablesOf(occurrence),
  requestContext: { ...contextOf(occurrence, "MESSAGE"), messageId: occurrence.requestId },
  body,
  isBase64Encoded: false,
});

export const disconnectEvent = (occurrence: Occurrence, code: number, reason: string): object => ({
  headers: { Host: occurrence.api.domainName, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" },
  multiValueHeaders: {
    Host: [occurrence.api.domainName],
    "x-api-key": [""],
    "X-Forwarded-For": [""],
    "x-restapi": [""],
  },
  ...variablesOf(occurrence),
  requestContext: {
    ...contextOf(occurrence, "DISCONNECT"),
    ...{ disconnectStatusCode: code, disconnectReason: reason },
  },
  isBase64Encoded: false,
});

const variablesOf = ({ api, connection }: Pick<Occurrence, "api" | "connection">) => {
  const stageVariables = api.stages.get(connection.stage);
  return stageVariables ? { stageVariables } : {};
};

function requestOf({ api, connection, requestId }: Occurrence, message: IncomingMessage, query: string) {
  const incoming = { message, requestId, traceId: `Root=${requestId}`, rawPath: "/", path: "/", query, variables: {} };
  const { headers, multiValueHeaders } = requestEvent(
    { ...incoming, resourcePath: "/" },
    {
      ...{ account: "", apiId: api.id, stageName: connection.stage, deploymentId: "" },
      ...{ stageVariables: null, isBinary: () => false },
    },
  );
  const parameters = parametersOf(query);
  return {
    ...{ headers, multiValueHeaders },
    ...(!parameters.isEmpty && {
      queryStringParameters: parameters.single,
      multiValueQueryStringParameters: parameters.multi,
    }),
    ...variablesOf({ api, connection }),
  };
}

function contextOf({ api, connection, routeKey, requestId }: Occurrence, eventType: string): object {
  const { id: connectionId, stage, connectedAt, sourceIp, userAgent, authorized } = connection;
  const now = Date.now();
  return {
    ...{ routeKey, eventType, extendedRequestId: requestId, requestTime: requestTimeOf(now) },
    ...{ messageDirection: "IN", stage, connectedAt, requestTimeEpoch: now },
    identity: { sourceIp, ...(userAgent !== undefined && { userAgent }) },
    ...{ requestId, domainName: api.domainName, connectionId, apiId: api.id },
    authorizer: authorized && contextOfFormat1(authorized),
  };
}

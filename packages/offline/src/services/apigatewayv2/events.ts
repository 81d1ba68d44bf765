import type { IncomingMessage } from "node:http";
import { httpEvent } from "../../protocol/http-event/event";
import type { iamCaller } from "../../protocol/http-event/iam-caller";
import { proxyEvent, type RequestEvent, requestEvent, traceIdOf } from "../apigateway/event";
import { type Authorized, contextOfFormat1, contextOfFormat2 } from "./authorizers/authorized";
import type { HttpApi, Route } from "./declared";

/** A request that has found its route. */
export interface Routed {
  api: HttpApi;
  stage: string;
  account: string;
  message: IncomingMessage;
  requestId: string;
  /** Raw path with the stage that it names, as functions get it. */
  path: string;
  query: string;
  route: Route;
  /** Of the path, decoded. */
  variables: Record<string, string>;
}

/** What a function gets of a request in payload format 2.0. */
export function eventOfFormat2(routed: Routed, body: Buffer, authorized?: Authorized) {
  const { api, stage, account: accountId, route, variables } = routed;
  const pathParameters = Object.keys(variables).length > 0 ? variables : undefined;
  const stageVariables = api.stages.get(stage)?.variables;
  return httpEvent(
    { ...routed, body },
    {
      ...{ accountId, apiId: api.id, routeKey: route.key, stage, pathParameters, stageVariables },
      authorizer: authorized && contextOfFormat2(authorized),
    },
  );
}

/** What a function gets of a request in payload format 1.0. */
export function eventOfFormat1(routed: Routed, body: Buffer, authorized?: Authorized): object {
  const event: RequestEvent = JSON.parse(proxyEvent({ ...incomingOf(routed), body }, placeOf(routed)));
  const { requestContext } = event;
  const authorizer = authorized && contextOfFormat1(authorized);
  const identity = { ...requestContext.identity, ...(authorized?.kind === "iam" && signerOf(authorized.caller)) };
  return {
    version: "1.0",
    ...event,
    requestContext: { ...requestContext, identity, ...(authorizer && { authorizer }) },
  };
}

/** ARN of a route as it is called, which policies of authorizers name. */
export const routeArnOf = ({ api, stage, message, path }: Routed): string =>
  `${api.executionArn}/${stage}/${message.method ?? ""}${belowStage(stage, path)}`;

/** What an authorizer's function gets, by its payload format. */
export function askingEvent(routed: Routed, format: "1.0" | "2.0", identity: string[]): object {
  if (format === "2.0") {
    const { version, isBase64Encoded: _, ...event } = eventOfFormat2(routed, noBody);
    return { version, type: "REQUEST", routeArn: routeArnOf(routed), identitySource: identity, ...event };
  }
  const given = identity.join(",");
  return {
    ...{ version: format, type: "REQUEST", methodArn: routeArnOf(routed) },
    ...{ identitySource: given, authorizationToken: given },
    ...requestEvent(incomingOf(routed), placeOf(routed)),
  };
}

/** Who signed a request, as `requestContext.identity` has it in payload format 1.0. */
const signerOf = ({ accessKey, accountId, callerId, userArn, userId }: ReturnType<typeof iamCaller>) => ({
  ...{ accessKey, accountId, caller: callerId, user: userId, userArn },
});

const noBody = Buffer.alloc(0);

/** A path without the stage that it names. */
export const belowStage = (stage: string, path: string): string =>
  stage === "$default" ? path : path.slice(stage.length + 1) || "/";

/** What expressions name as `$context`. */
export const selectionContext = (routed: Routed, authorized: Authorized | undefined): object => {
  const { api, stage, account, message, requestId, path, route } = routed;
  const domainName = message.headers.host ?? "";
  const [now, authorizer] = [Date.now(), authorized && contextOfFormat1(authorized)];
  return {
    ...{ accountId: account, apiId: api.id, stage, requestId, routeKey: route.key, path, domainName },
    ...{ domainPrefix: api.id, httpMethod: message.method, protocol: `HTTP/${message.httpVersion}` },
    ...{ requestTime: new Date(now).toISOString(), requestTimeEpoch: now, authorizer },
    identity: { sourceIp: message.socket.remoteAddress, userAgent: message.headers["user-agent"] },
  };
};

function incomingOf({ message, requestId, path, query, route, variables }: Routed) {
  const resourcePath = route.key.replace(/^\S+ /, "");
  const traceId = traceIdOf(message, requestId);
  return { message, requestId, traceId, rawPath: path, path, query, variables, resourcePath };
}

const placeOf = ({ api, stage, account }: Routed) => ({
  ...{ account, apiId: api.id, stageName: stage, deploymentId: "" },
  stageVariables: api.stages.get(stage)?.variables ?? null,
  isBinary: (type = "") => !/^(text\/|application\/(json|javascript|xml)\b)/i.test(type),
});

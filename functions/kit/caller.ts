import type { APIGatewayProxyEvent } from "aws-lambda";
import { notAllowed, problem } from "./errors";

/** The groups of users, and what they are for. */
export const groups = {
  operators: "May start and stop machines and containers, and upload measurements",
  readers: "May use the API, but for what operators alone may do",
} as const;

/**
 * Whom a route that people sign in for is open to: any user, or operators. Its function has it as `CALLERS`; where that is
 * missing, the gateway has looked at a key, or the route is open.
 */
export type Callers = "users" | "operators";

/** What API Gateway says of a token that it has verified: all of it as texts. Undefined where it asked for none. */
const claimsOf = (event: APIGatewayProxyEvent): Record<string, unknown> | undefined =>
  event.requestContext.authorizer?.claims;

const claimOf = (event: APIGatewayProxyEvent, name: string): string | undefined => {
  const claim = claimsOf(event)?.[name];
  return typeof claim === "string" && claim !== "" ? claim : undefined;
};

/** The id of the user who sent a request; undefined where nobody signed in. */
export const userOf = (event: APIGatewayProxyEvent): string | undefined => claimOf(event, "sub");

/** Who sent a request, as far as requests can be told apart: a user, or else whoever has the API key; "" for anybody. */
export const callerOf = (event: APIGatewayProxyEvent): string =>
  userOf(event) ?? event.requestContext.identity.apiKeyId ?? "";

/** REST APIs join the names of several groups by commas. */
const isIn = (event: APIGatewayProxyEvent, group: keyof typeof groups): boolean =>
  (claimOf(event, "cognito:groups") ?? "").split(",").includes(group);

/**
 * Holds a request against whom its route is open to. The gateway has verified the token's signature, expiry, pool and
 * scope; it does not look at the client that the token was issued to, and knows nothing of groups
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html).
 *
 * The site's client is the stage's variable `signInClientId`: where it is missing, nobody is let in.
 *
 * @param callers `CALLERS` of the function; undefined where people do not sign in
 * @throws the 403 for a token of another client, or of a user without the group
 */
export const admit = (event: APIGatewayProxyEvent, callers: string | undefined): void => {
  // The gateway looked at no token: it looked at a key, or the route is open.
  if (callers === undefined && claimsOf(event) === undefined) return;
  const client = event.stageVariables?.signInClientId;
  const isOfSite = client !== undefined && client !== "" && claimOf(event, "client_id") === client;
  if (!isOfSite || claimOf(event, "token_use") !== "access" || userOf(event) === undefined) {
    throw problem(403, notAllowed.title, notAllowed.otherClient);
  }
  if (callers !== "users" && !isIn(event, "operators")) {
    throw problem(403, notAllowed.title, notAllowed.operatorsOnly);
  }
};

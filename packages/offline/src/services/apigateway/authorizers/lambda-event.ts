import { parametersOf, type Place, requestEvent } from "../event";
import type { Asking } from "./authorizer";
import type { IdentitySource } from "./declared";

/**
 * What the function of a TOKEN authorizer gets
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html).
 */
export const tokenEvent = (token: string, methodArn: string): object => ({
  type: "TOKEN",
  methodArn,
  authorizationToken: token,
});

/** What the function of a REQUEST authorizer gets: the request without its body. What is empty is no null here. */
export function askingEvent(asking: Asking, place: Place, methodArn: string): object {
  const { requestContext, ...event } = requestEvent(asking, place);
  const present = Object.entries(event).map(([name, value]) => [name, value ?? {}]);
  return { type: "REQUEST", methodArn, ...Object.fromEntries(present), requestContext };
}

/** The value of an identity source; empty where the request has none. */
export function sourceValue({ place: where, name }: IdentitySource, asking: Asking, place: Place): string {
  switch (where) {
    case "header":
      return String(asking.message.headers[name.toLowerCase()] ?? "");
    case "querystring":
      return parametersOf(asking.query).last(name) ?? "";
    case "stageVariables":
      return place.stageVariables?.[name] ?? "";
    case "context":
      return contextValue(requestEvent(asking, place).requestContext, name.split("."));
  }
}

/** A value within the request's context, such as `identity.sourceIp`. */
function contextValue(context: unknown, path: readonly string[]): string {
  let value = context;
  for (const name of path) {
    if (typeof value !== "object" || value === null) return "";
    value = Object.entries(value).find(([known]) => known === name)?.[1];
  }
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}

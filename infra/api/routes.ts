import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Callers } from "../../functions/kit/caller";
import type { Endpoint } from "../../functions/kit/endpoint";
import { LambdaFunction, type LambdaFunctionArgs } from "../blocks/lambda";
import { metricNamespace } from "../blocks/metrics";
import type { Settings } from "../settings";
import type { Limits } from "./throttling";

/** What serves an endpoint: its handler's factory, applied to its environment, and what that may do. */
export interface Service extends Pick<LambdaFunctionArgs, "factory" | "allow" | "timeout"> {
  /** The route's own limits, where they are lower than the stage's. */
  limits?: Limits;
}

/** A line of a capability's list: an endpoint, and how it is served with what the capability declares. */
export interface Route<Parts> {
  /** The function's name, behind the capability's. */
  name: string;
  endpoint: Endpoint;
  serve: (parts: Parts) => Service;
}

/** An endpoint and the function that serves it. */
export interface ServedRoute {
  endpoint: Endpoint;
  handler: LambdaFunction;
  limits?: Limits;
}

/** A {@link Route}; `name` must not change once it is deployed. */
export const route = <Parts>(name: string, endpoint: Endpoint, serve: Route<Parts>["serve"]): Route<Parts> => ({
  name,
  endpoint,
  serve,
});

/** Makes a function, with a role of its own, for each line of a capability's list. */
export function serveRoutes<Parts>(
  capability: string,
  routes: Route<Parts>[],
  parts: Parts,
  settings: Settings,
  opts: ComponentResourceOptions,
): ServedRoute[] {
  const environment = { ALLOWED_ORIGIN: settings.allowedOrigin, METRIC_NAMESPACE: metricNamespace() };
  return routes.map(({ name, endpoint, serve }) => {
    const { limits, ...args } = serve(parts);
    const callers = settings.signIn && callersOf(endpoint);
    const ofRoute = callers ? { ...environment, CALLERS: callers } : environment;
    const handler = new LambdaFunction(`${capability}-${name}`, { ...args, environment: ofRoute, settings }, opts);
    return { endpoint, handler, limits };
  });
}

/** Whom an endpoint is open to where people sign in; undefined for one that is open to anybody. */
function callersOf({ keyRequired = true, operators = false }: Endpoint): Callers | undefined {
  if (!keyRequired) return undefined;
  return operators ? "operators" : "users";
}

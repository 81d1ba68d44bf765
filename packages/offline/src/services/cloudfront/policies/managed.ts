import { managedCachePolicies } from "./cache-policy";
import { managedOriginRequestPolicies } from "./origin-request-policy";
import { managedResponseHeadersPolicies } from "./response-headers-policy";

/** A policy of AWS's own. */
export interface Managed {
  id: string;
  name: string;
}

const managedBy = {
  cache: managedCachePolicies,
  originRequest: managedOriginRequestPolicies,
  responseHeaders: managedResponseHeadersPolicies,
} as const;

/** A policy of AWS's own, by its id or its name; undefined if there is none. */
export function managedPolicy(
  kind: keyof typeof managedBy,
  { id, name }: Record<string, unknown>,
): Managed | undefined {
  const found = Object.entries(managedBy[kind]).find(([key, policy]) => key === id || policy.name === name);
  return found && { id: found[0], name: found[1].name };
}

import type { Access } from "../service";
import type { Decision } from "./compile";

/** What is not allowed: an access, or several on one resource. */
type Missing = Pick<Access, "resource"> & { action: string | string[] };

/** The statement that would allow it, as JSON text to paste into a policy; that of a resource says to whom as well. */
export const missingStatement = ({ action, resource }: Missing, principal: object = {}): string =>
  JSON.stringify({ Effect: "Allow", ...principal, Action: action, Resource: resource }, null, 2);

/** A resource for a message: a key with line feeds must not write into what the developer is advised to do. */
export const oneLine = (resource: string): string => resource.replaceAll("\n", "\\n");

/** Who was denied: a role by its name or ARN, or an AWS service, which only the policy of a resource can let in. */
export type Denied = { role: string } | { service: string };

/**
 * What a developer needs to know about a denial: who wanted what, and what to add to which policy.
 *
 * @param decision an explicit denial cannot be helped by adding a statement, and is said to be one
 */
export function describeDenial(denied: Denied, access: Missing, decision: Exclude<Decision, "allow">): string {
  const isService = "service" in denied;
  const actions = [access.action].flat().join(", ");
  return [
    isService ? `service   ${denied.service}` : `role      ${denied.role}`,
    `action    ${actions}`,
    `resource  ${oneLine(access.resource)}`,
    ...(decision === "explicitDeny"
      ? ["a Deny statement forbids it: no statement that is added can allow it"]
      : [
          isService ? "add this statement to the policy of the resource:" : "add this statement:",
          missingStatement(access, isService ? { Principal: { Service: denied.service } } : {}),
        ]),
  ].join("\n");
}

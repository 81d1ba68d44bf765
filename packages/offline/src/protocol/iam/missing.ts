import type { Access } from "../service";
import type { Decision } from "./compile";

/** What is not allowed: an access, or several on one resource. */
type Missing = Pick<Access, "resource"> & { action: string | string[] };

/** The statement that would allow it, as JSON text to paste into a policy. */
export const missingStatement = ({ action, resource }: Missing): string =>
  JSON.stringify({ Effect: "Allow", Action: action, Resource: resource }, null, 2);

/** A resource for a message: a key with line feeds must not write into what the developer is advised to do. */
export const oneLine = (resource: string): string => resource.replaceAll("\n", "\\n");

/**
 * What a developer needs to know about a denial: who wanted what, and what to add to the role's policy.
 *
 * @param role name or ARN of the role
 * @param decision an explicit denial cannot be helped by adding a statement, and is said to be one
 */
export function describeDenial(role: string, access: Missing, decision: Exclude<Decision, "allow">): string {
  const remedy =
    decision === "explicitDeny"
      ? ["a Deny statement forbids it: no statement that is added can allow it"]
      : ["add this statement:", missingStatement(access)];
  const actions = [access.action].flat().join(", ");
  return [`role      ${role}`, `action    ${actions}`, `resource  ${oneLine(access.resource)}`, ...remedy].join("\n");
}

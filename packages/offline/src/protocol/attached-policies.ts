import { type Graph, json, ofType, optionalText, type Resource, texts } from "../graph/graph";
import { managedPolicyDocument } from "./iam/managed-policies";

/** The ARNs of the policies that are attached to a role, however the program says so; each once. */
export function attachedTo(role: Resource, graph: Graph): string[] {
  const { name } = role.outputs;
  const isThis = (value: unknown): boolean => value === name;
  const only = ofType(graph, "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive").find(
    ({ inputs }) => isThis(inputs.roleName),
  );
  // AWS's provider takes all others away from the role.
  if (only) return [...new Set(texts(only.inputs, "policyArns"))];
  const single = ofType(graph, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    .filter(({ inputs }) => isThis(inputs.role))
    .flatMap(({ inputs }) => optionalText(inputs, "policyArn") ?? []);
  const many = ofType(graph, "aws:iam/policyAttachment:PolicyAttachment")
    .filter(({ inputs }) => texts(inputs, "roles").some(isThis))
    .flatMap(({ inputs }) => optionalText(inputs, "policyArn") ?? []);
  return [...new Set([...texts(role.inputs, "managedPolicyArns"), ...single, ...many])];
}

/** What a policy says, as text: the program's own, or AWS's; undefined for one that neither is. */
export function documentOf(arn: string, graph: Graph): string | undefined {
  const declared = ofType(graph, "aws:iam/policy:Policy").find(({ outputs }) => outputs.arn === arn);
  if (declared) return json(declared.inputs, "policy");
  const known = managedPolicyDocument(arn);
  return known === undefined ? undefined : JSON.stringify(known);
}

/**
 * Which attached policies nobody here knows, in words for the person at the console; undefined if there are none. What
 * they would allow is not allowed, and what they would deny is not denied.
 */
export function tellUnknownPolicies(graph: Graph): string | undefined {
  const roles = ofType(graph, "aws:iam/role:Role");
  const unknown = roles.flatMap((role) =>
    attachedTo(role, graph)
      .filter((arn) => documentOf(arn, graph) === undefined)
      .map((arn) => `${arn} of role ${role.name}`),
  );
  if (unknown.length === 0) return undefined;
  return `what these policies say is not known here, so that they allow and deny nothing: ${unknown.join(", ")}; where something needs them, declare what they say as an aws.iam.RolePolicy`;
}

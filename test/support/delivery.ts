import type { Conditions, Permission, Permissions } from "../../infra/delivery/permissions/permission";
import { groups } from "../../infra/delivery/permissions";
import type { Delivery, PolicyDocument } from "../../infra/delivery/policies";
import type { Graph } from "../../packages/offline/src/graph/graph";
import { compile, decide, type Decision } from "../../packages/offline/src/protocol/iam/compile";

/** An account that delivers, as the host numbers its own. */
export const delivery: Delivery = {
  account: "000000000000",
  project: "atelier",
  region: "eu-west-3",
  stateBucket: "atelier-state-000000000000-eu-west-3",
  provider: "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com",
};

/** What deploying takes, by type of resource. */
export const permissions: Permissions = Object.assign({}, ...Object.values(groups));

/** The types that a program declares and nobody has said of what deploying them takes. */
export const unknownTypes = (graph: Graph): string[] => [
  ...new Set(
    graph.resources
      .filter(({ custom, type }) => custom && /^awsx?:/.test(type))
      .map(({ type }) => type)
      .filter((type) => !Object.hasOwn(permissions, type)),
  ),
];

/** Every permission, beside the type that it is for. */
export const allPermissions: readonly { type: string; permission: Permission }[] = Object.entries(permissions).flatMap(
  ([type, all]) => all.map((permission) => ({ type, permission })),
);

/** Keys of conditions. */
export const keysOf = (conditions: Conditions = {}): string[] => Object.values(conditions).flatMap(Object.keys);

/** Who asks by some policies: may they do this? */
export function asker(...documents: PolicyDocument[]) {
  const identity = compile(documents);
  return (action: string, resource: string, context: Record<string, string> = {}): Decision =>
    decide({ identity }, { action, resource, context });
}

/** What an action is for in the life of a resource. */
export type Purpose = "create" | "read" | "update" | "delete" | "tag";

/** Values by IAM's condition operator and key. */
export type Conditions = Record<string, Record<string, string | string[]>>;

/** Actions that Pulumi's AWS provider takes on resources of a type. */
export interface Permission {
  purpose: Purpose;
  actions: readonly string[];
  /** ARNs; `{account}`, `{project}` and `{boundary}` stand for the account, Pulumi's project and the boundary's ARN. */
  resources: readonly string[];
  /** Values may hold the same placeholders. */
  conditions?: Conditions;
}

/** By Pulumi's token of a resource type, or of a component that another package makes. */
export type Permissions = Record<string, readonly Permission[]>;

/** One permission for each purpose, on the same resources. */
export function on(
  resources: readonly string[],
  actions: Partial<Record<Purpose, readonly string[]>>,
  conditions?: Conditions,
): Permission[] {
  const purposes: readonly Purpose[] = ["create", "read", "update", "delete", "tag"];
  return purposes.flatMap((purpose) => {
    const some = actions[purpose];
    return some ? [{ purpose, actions: some, resources, conditions }] : [];
  });
}

/** Actions that know no resource: AWS demands `*` (https://docs.aws.amazon.com/service-authorization/latest/reference/). */
export const anywhere = ["*"] as const;

/** ARNs of resources in any region of the account, such as `sqs` and `dead-letters-*`. */
export const inAccount = (service: string, ...resources: string[]): string[] =>
  resources.map((resource) => `arn:aws:${service}:*:{account}:${resource}`);

/** The same of services that know no regions. */
export const global = (service: string, ...resources: string[]): string[] =>
  resources.map((resource) => `arn:aws:${service}::{account}:${resource}`);

import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { boundaryArn, rolePath } from "../delivery/names";
import type { Settings } from "../settings";

export interface RoleArgs {
  /** The service of AWS that takes the role, such as `lambda.amazonaws.com`. */
  service: string;
  settings: Pick<Settings, "delivery">;
}

/**
 * A role that a service of AWS takes: the only place that makes roles. Its policies are for the caller to add.
 *
 * Where a repository deploys the stack, the role stands in the stack's own path and within the boundary: the role that
 * deploys may make no other.
 */
export function createRole(
  name: string,
  { service, settings }: RoleArgs,
  opts: pulumi.CustomResourceOptions,
): iam.Role {
  const assumeRolePolicy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
  });
  return new iam.Role(name, { assumeRolePolicy, ...(settings.delivery && bounded(opts)) }, opts);
}

function bounded(opts: pulumi.CustomResourceOptions): Pick<iam.RoleArgs, "path" | "permissionsBoundary"> {
  const project = pulumi.getProject();
  const { accountId } = getCallerIdentityOutput({}, { parent: opts.parent, provider: opts.provider });
  return {
    path: rolePath(project, pulumi.getStack()),
    permissionsBoundary: accountId.apply((account) => boundaryArn({ account, project })),
  };
}

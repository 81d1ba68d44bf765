import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { boundaryArn } from "./names";
import { boundaryPolicy } from "./policies";

/**
 * Reads the boundary of the program's roles, which `npm run bootstrap` makes in an account: a deployment to one without it
 * ends here. The stack does not own it, since who deploys must not be able to change it.
 *
 * What it says is told as its state: so a home without an account to read it from holds the roles to it all the same.
 */
export function readBoundary(name: string): iam.Policy {
  const project = pulumi.getProject();
  const { accountId } = getCallerIdentityOutput();
  const owner = accountId.apply((account) => ({ account, project }));
  const policy = owner.apply((one) => JSON.stringify(boundaryPolicy(one)));
  return iam.Policy.get(name, owner.apply(boundaryArn), { policy });
}

import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { PolicyDocument } from "../../infra/delivery/policies";
import type { TrustPolicy } from "../../infra/delivery/trust";
import { documentIn } from "./policy";
import { isSame, orMissing, type Step } from "./step";

/** A role that workflows take. */
export interface DeliveryRole {
  name: string;
  description: string;
  trust: TrustPolicy;
  /** The policy that the role has of its own. */
  inline: PolicyDocument;
  /** ARNs of the policies that it has besides, and no others. */
  attached: string[];
}

/** A role with exactly these policies, that exactly these may take. */
export function roleStep(iam: IAMClient, { name, description, trust, inline, attached }: DeliveryRole): Step {
  const RoleName = name;
  const PolicyName = "delivery";
  const missing = "NoSuchEntityException";

  const find = () => orMissing(iam.send(new GetRoleCommand({ RoleName })), missing);

  async function hasInline(): Promise<boolean> {
    const found = await orMissing(iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })), missing);
    return isSame(documentIn(found?.PolicyDocument), inline);
  }

  async function attachedNow(): Promise<string[]> {
    const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    return AttachedPolicies.flatMap(({ PolicyArn = [] }) => PolicyArn).sort();
  }

  return {
    async pending() {
      const found = await find();
      if (!found) return `make the role ${name}: ${description}`;
      const parts = [
        ...(isSame(documentIn(found.Role?.AssumeRolePolicyDocument), trust) ? [] : ["whom it trusts"]),
        ...((await hasInline()) ? [] : ["its own policy"]),
        ...(isSame(await attachedNow(), [...attached].sort()) ? [] : ["what is attached to it"]),
      ];
      return parts.length > 0 ? `bring the role ${name} up to date: ${parts.join(", ")}` : undefined;
    },
    async make() {
      const document = JSON.stringify(trust);
      if (await find()) await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: document }));
      else {
        const role = { RoleName, Description: description, AssumeRolePolicyDocument: document };
        await iam.send(new CreateRoleCommand(role));
      }
      // What denies comes before what allows.
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(inline) }));
      const now = await attachedNow();
      for (const PolicyArn of now.filter((arn) => !attached.includes(arn)))
        await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
      for (const PolicyArn of attached.filter((arn) => !now.includes(arn)))
        await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    },
  };
}

import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListPolicyVersionsCommand,
} from "@aws-sdk/client-iam";
import type { PolicyDocument } from "../../infra/delivery/policies";
import { isSame, orMissing, type Step } from "./step";

/** Versions that IAM keeps of a policy (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const mostVersions = 5;

/** What a policy is for, and what it says. */
export interface NamedPolicy {
  arn: string;
  description: string;
  document: PolicyDocument;
}

/** What IAM keeps of a document: it is in the form of an address. */
export const documentIn = (text: string | undefined): unknown =>
  text === undefined ? undefined : JSON.parse(decodeURIComponent(text));

/** A policy of the account's own; where it says something else, it gets a new version. */
export function policyStep(iam: IAMClient, { arn: PolicyArn, description, document }: NamedPolicy): Step {
  const PolicyName = PolicyArn.slice(PolicyArn.lastIndexOf("/") + 1);
  const PolicyDocument = JSON.stringify(document);

  const find = () => orMissing(iam.send(new GetPolicyCommand({ PolicyArn })), "NoSuchEntityException");

  async function saysSo(VersionId: string | undefined): Promise<boolean> {
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    return isSame(documentIn(PolicyVersion?.Document), document);
  }

  /** Makes room for a version: the oldest that is not in force goes. */
  async function makeRoom(): Promise<void> {
    const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    if (Versions.length < mostVersions) return;
    const oldest = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).sort(
      (a, b) => Number(a.CreateDate) - Number(b.CreateDate),
    )[0];
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest?.VersionId }));
  }

  return {
    async pending() {
      const found = await find();
      if (!found) return `make the policy ${PolicyName}: ${description}`;
      return (await saysSo(found.Policy?.DefaultVersionId)) ? undefined : `bring the policy ${PolicyName} up to date`;
    },
    async make() {
      if (await find()) {
        await makeRoom();
        await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
      } else {
        await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument, Description: description }));
      }
    },
  };
}

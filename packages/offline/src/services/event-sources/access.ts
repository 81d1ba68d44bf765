import type { AccessControl } from "../../protocol/access-control";
import type { Identities } from "../../protocol/identities";
import { refusal } from "./input";
import type { Mapping } from "./mapping";

/** What Lambda does by the rights of the function's role. Policies grant ListStreams on the stream, or on everything. */
const actions = {
  queue: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  stream: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"],
} as const satisfies Record<Mapping["kind"], readonly string[]>;

/**
 * Refuses a mapping whose function's role may not read the source, as Lambda does when it is made. A role that the program
 * does not declare is not judged.
 *
 * @throws UserError naming what is missing
 */
export function checkAccess(mapping: Mapping, identities: Identities, accessControl: AccessControl): void {
  const { kind, name, roleArn, sourceArn } = mapping;
  const role = identities.ofRole(roleArn);
  if (!role) return;
  const isAllowed = (action: string, resource: string): boolean =>
    accessControl.allows(role, [{ action, resource }], { headers: {} });
  const missing = actions[kind].filter(
    (action) => !isAllowed(action, sourceArn) && !(action === "dynamodb:ListStreams" && isAllowed(action, "*")),
  );
  if (missing.length > 0)
    throw refusal(name, `the role ${role.role} of its function may not ${missing.join(", ")} on ${sourceArn}`);
}

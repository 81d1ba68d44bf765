import { compile, type Decision } from "../../src/protocol/iam/compile";
import type { Access } from "../../src/protocol/service";

type Fields = Record<string, unknown>;

/** A policy document of these statements. */
export const policy = (...statements: Fields[]): Fields => ({ Version: "2012-10-17", Statement: statements });

export const allow = (Action: unknown, Resource: unknown = "*", more: Fields = {}): Fields => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

export const deny = (Action: unknown, Resource: unknown = "*", more: Fields = {}): Fields => ({
  ...allow(Action, Resource, more),
  Effect: "Deny",
});

/** What a role with these statements may do. */
export const judge = (statements: Fields[], action: string, resource = "*", context?: Access["context"]): Decision =>
  compile([policy(...statements)])({ action, resource, context });

/** Whether a condition block holds in a context: what a statement decides that has nothing else to say. */
export function holds(condition: Fields, context: Access["context"]): boolean {
  const decision = judge(
    [allow("s3:GetObject", "*", { Condition: condition })],
    "s3:GetObject",
    "arn:aws:s3:::b/k",
    context,
  );
  if (decision === "explicitDeny") throw new Error("a statement that allows cannot deny");
  return decision === "allow";
}

import { expect } from "chai";
import { type Graph, text } from "../../packages/offline/src/graph/graph";
import { only, policiesOf, type Statement } from "../../packages/offline/test/support/graph";

/** A statement of a function's policy that allows actions on one resource. */
export const allow = (actions: string | string[], Resource: string, more: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action: [actions].flat(),
  Resource: [Resource],
  ...more,
});

/** ARN of the dead-letter queue. */
export const deadLettersOf = (graph: Graph): string => text(only(graph, "aws:sqs/queue:Queue").outputs, "arn");

/** Holds the policies of all functions of a capability against these, besides the right to write their own logs. */
export function expectPolicies(graph: Graph, prefix: string, expected: Record<string, Statement[]>): void {
  const policies = policiesOf(graph).filter(({ name }) => name.startsWith(prefix));
  expect(policies.map(({ name }) => name)).to.have.members(Object.keys(expected));
  for (const { name, statements } of policies) {
    const logs = only(graph, "aws:cloudwatch/logGroup:LogGroup", name).outputs.arn;
    const own = allow(["logs:CreateLogStream", "logs:PutLogEvents"], `${String(logs)}:*`);
    expect(statements, name).to.deep.equal([...(expected[name] ?? []), own]);
  }
}

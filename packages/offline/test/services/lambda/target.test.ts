import { expect } from "chai";
import type { Properties } from "../../../src/graph/graph";
import { AccessControl } from "../../../src/protocol/access-control";
import { Identities } from "../../../src/protocol/identities";
import type { Sender } from "../../../src/protocol/targets";
import { FunctionTarget } from "../../../src/services/lambda/target";
import { functionArn, worker } from "../../support/asynchronous";
import { graphWith } from "../../support/graph";
import { allow, policy } from "../../support/policies";

const roleArn = "arn:aws:iam::000000000000:role/sender";
const rule = { service: "events.amazonaws.com", sourceArn: "arn:aws:events:eu-west-1:000000000000:rule/daily" };

/** Functions of a program that declares one, a role that may do something, and perhaps a permission. */
function targetWith({ actions = [], permission }: { actions?: string[]; permission?: Properties }) {
  const document = JSON.stringify(policy(allow(["logs:PutLogEvents", ...actions], "*")));
  const graph = graphWith([
    { type: "aws:iam/role:Role", inputs: { name: "sender" } },
    { type: "aws:iam/rolePolicy:RolePolicy", inputs: { role: "sender", policy: document } },
    ...(permission ? [{ type: "aws:lambda/permission:Permission", inputs: permission }] : []),
  ]);
  const accepted: string[] = [];
  const target = new FunctionTarget({
    graph,
    pool: {
      find: (name) => (name === functionArn ? worker() : undefined),
      invoke: () => Promise.reject(new Error("nobody invokes")),
    },
    asynchronous: {
      accept: async (_, __, payload) => {
        accepted.push(payload);
        return { requestId: "id-1", attempted: Promise.resolve(undefined) };
      },
    },
    identities: new Identities(graph, { secret: () => "0".repeat(64) }, {}),
    accessControl: new AccessControl(graph, [], () => undefined),
  });
  const deliver = async (sender: Sender, arn = functionArn): Promise<string> => {
    const failure: unknown = await target.deliver(arn, { body: '{"a":1}' }, sender).catch((error: unknown) => error);
    return failure instanceof Error ? failure.name : "accepted";
  };
  return { target, deliver, accepted };
}

describe("services/lambda: functions as targets", () => {
  const permission = { action: "lambda:InvokeFunction", function: "worker", principal: rule.service };

  it("take an event of a service that a permission lets in, and of no other", async () => {
    const open = targetWith({ permission: { ...permission, sourceArn: rule.sourceArn } });
    expect(await open.deliver(rule)).to.equal("accepted");
    expect(open.accepted).to.deep.equal(['{"a":1}']);
    expect(open.target.objection(functionArn, rule)).to.equal(undefined);
    const closed = targetWith({});
    expect(await closed.deliver(rule)).to.equal("AccessDeniedException");
    expect(closed.accepted).to.deep.equal([]);
    expect(closed.target.objection(functionArn, rule)?.message).to.match(/declare one with sourceArn .*rule\/daily$/);
  });

  it("take an event of a role that may invoke them, as Lambda's destinations are, and of no other", async () => {
    expect(await targetWith({ actions: ["lambda:InvokeFunction"] }).deliver({ roleArn })).to.equal("accepted");
    expect(await targetWith({}).deliver({ roleArn })).to.equal("AccessDeniedException");
    const unknown = { roleArn: `${roleArn}-of-another-program` };
    expect(await targetWith({ actions: ["lambda:InvokeFunction"] }).deliver(unknown)).to.equal("AccessDeniedException");
  });

  it("say where there is no such function", async () => {
    const { deliver } = targetWith({ actions: ["lambda:InvokeFunction"] });
    expect(await deliver({ roleArn }, `${functionArn}-gone`)).to.equal("ResourceNotFoundException");
  });
});

import { expect } from "chai";
import { serviceCaller } from "../../src/protocol/identities";
import { AccessControl } from "../../src/protocol/access-control";
import { services } from "../../src/services";
import { UserError } from "../../src/errors";
import type { Graph } from "../../src/graph/graph";
import { graphWith } from "../support/graph";
import { allow, deny, policy } from "../support/policies";
import { queueArn } from "../support/queues";

const queue = (document: string) =>
  graphWith([{ type: "aws:sqs/queue:Queue", inputs: { name: "jobs", policy: document } }]);

const controlOf = (graph: Graph): AccessControl => {
  const policies = services.flatMap((service) => service.policies?.(graph) ?? []);
  return new AccessControl(graph, policies, () => undefined);
};

const controlWith = (...statements: Record<string, unknown>[]) =>
  controlOf(queue(JSON.stringify(policy(...statements))));

describe("protocol/resource-policies: a queue's policy", () => {
  const context = { "aws:SourceArn": "arn:aws:events:eu-west-1:000000000000:rule/daily" };
  const access = [{ action: "sqs:SendMessage", resource: queueArn("jobs"), context }];
  const request = { headers: {} };
  const eventBridge = serviceCaller("events.amazonaws.com");
  const role = {
    callerArn: "arn:aws:sts::000000000000:assumed-role/worker/worker",
    principal: { arns: ["arn:aws:iam::000000000000:role/worker"] },
    policy: () => "allow" as const,
  };

  it("lets a service do what it names, for the resource that it names, and nothing else", () => {
    const Principal = { Service: "events.amazonaws.com" };
    const condition = (rule: string) => ({ ArnEquals: { "aws:SourceArn": `arn:aws:events:*:*:rule/${rule}` } });
    const control = (rule: string) =>
      controlWith(allow("sqs:SendMessage", queueArn("jobs"), { Principal, Condition: condition(rule) }));
    expect(control("daily").allows(eventBridge, access, request)).to.equal(true);
    expect(control("other").allows(eventBridge, access, request)).to.equal(false);
    expect(control("daily").allows(serviceCaller("s3.amazonaws.com"), access, request)).to.equal(false);
    const read = [{ action: "sqs:ReceiveMessage", resource: queueArn("jobs"), context }];
    expect(control("daily").allows(eventBridge, read, request)).to.equal(false);
  });

  it("denies a role what its own policies allow", () => {
    const control = controlWith(deny("sqs:SendMessage", "*", { Principal: "*" }));
    expect(control.allows(role, access, request)).to.equal(false);
    expect(controlWith().allows(role, access, request)).to.equal(true);
  });

  it("stops the start where AWS would refuse it, and says whose it is", () => {
    for (const document of ["{", JSON.stringify(policy(allow("sqs:SendMessage")))]) {
      expect(() => controlOf(queue(document))).to.throw(UserError, /policy of queue jobs: /);
    }
    const inputs = { bucket: "photos", policy: "{" };
    const bucket = graphWith([{ type: "aws:s3/bucketPolicy:BucketPolicy", inputs }]);
    expect(() => controlOf(bucket)).to.throw(UserError, /policy of bucket photos: /);
  });
});

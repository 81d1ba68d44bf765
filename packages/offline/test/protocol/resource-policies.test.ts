import { expect } from "chai";
import { serviceCaller } from "../../src/protocol/identities";
import { Judge } from "../../src/protocol/judge";
import { UserError } from "../../src/errors";
import { graphWith } from "../support/graph";
import { allow, deny, policy } from "../support/policies";
import { queueArn } from "../support/queues";

const queue = (document: string) =>
  graphWith([{ type: "aws:sqs/queue:Queue", inputs: { name: "jobs", policy: document } }]);

const judgeWith = (...statements: Record<string, unknown>[]) =>
  new Judge(queue(JSON.stringify(policy(...statements))), () => undefined);

describe("protocol/resource-policies: a queue's policy", () => {
  const context = { "aws:SourceArn": "arn:aws:events:eu-west-1:000000000000:rule/daily" };
  const access = [{ action: "sqs:SendMessage", resource: queueArn("jobs"), context }];
  const circumstances = { headers: {} };
  const eventBridge = serviceCaller("events.amazonaws.com");
  const role = {
    callerArn: "arn:aws:sts::000000000000:assumed-role/worker/worker",
    principal: { arns: ["arn:aws:iam::000000000000:role/worker"] },
    policy: () => "allow" as const,
  };

  it("lets a service do what it names, for the resource that it names, and nothing else", () => {
    const Principal = { Service: "events.amazonaws.com" };
    const condition = (rule: string) => ({ ArnEquals: { "aws:SourceArn": `arn:aws:events:*:*:rule/${rule}` } });
    const judge = (rule: string) =>
      judgeWith(allow("sqs:SendMessage", queueArn("jobs"), { Principal, Condition: condition(rule) }));
    expect(judge("daily").allows(eventBridge, access, circumstances)).to.equal(true);
    expect(judge("other").allows(eventBridge, access, circumstances)).to.equal(false);
    expect(judge("daily").allows(serviceCaller("s3.amazonaws.com"), access, circumstances)).to.equal(false);
    const read = [{ action: "sqs:ReceiveMessage", resource: queueArn("jobs"), context }];
    expect(judge("daily").allows(eventBridge, read, circumstances)).to.equal(false);
  });

  it("denies a role what its own policies allow", () => {
    const judge = judgeWith(deny("sqs:SendMessage", "*", { Principal: "*" }));
    expect(judge.allows(role, access, circumstances)).to.equal(false);
    expect(judgeWith().allows(role, access, circumstances)).to.equal(true);
  });

  it("stops the start where AWS would refuse it, and says whose it is", () => {
    for (const document of ["{", JSON.stringify(policy(allow("sqs:SendMessage")))]) {
      expect(() => new Judge(queue(document), () => undefined)).to.throw(UserError, /policy of queue jobs: /);
    }
    const inputs = { bucket: "photos", policy: "{" };
    const bucket = graphWith([{ type: "aws:s3/bucketPolicy:BucketPolicy", inputs }]);
    expect(() => new Judge(bucket, () => undefined)).to.throw(UserError, /policy of bucket photos: /);
  });
});

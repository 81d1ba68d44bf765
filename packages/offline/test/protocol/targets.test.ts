import { expect } from "chai";
import { type NewObject, type TargetEvent, Targets } from "../../src/protocol/targets";

const sender = { service: "sns.amazonaws.com", sourceArn: "arn:aws:sns:eu-west-1:000000000000:alarms" };
const queue = "arn:aws:sqs:eu-west-1:000000000000:letters";
const object = "arn:aws:s3:::backups/manifest.json";
const caller = "arn:aws:iam::000000000000:root";

describe("offline: what services hand to each other", () => {
  /** What the services of the first and of the second program have taken. */
  const open = () => {
    const targets = new Targets();
    const taken: string[] = [];
    const add = (program: string): void => {
      targets.add("arn:aws:sqs:", {
        deliver: async (_arn, { body }: TargetEvent) => {
          taken.push(`${program}: ${body}`);
          return { problem: Promise.resolve(undefined) };
        },
      });
      targets.add("arn:aws:s3:", {
        putObject: async (_arn, { body }: NewObject) => {
          taken.push(`${program}: ${Buffer.from(body).toString()}`);
          return "etag";
        },
      });
    };
    add("first");
    return { targets, taken, add };
  };

  it("goes to the services of the program that comes, if another one takes the place of the first", async () => {
    const { targets, taken, add } = open();
    targets.beginChange();
    const delivered = targets.deliver(queue, { body: "a letter" }, sender, new AbortController().signal);
    const written = targets.putObject(object, { body: Buffer.from("a manifest") }, caller);
    add("second");
    targets.endChange();
    await Promise.all([delivered, written]);
    expect(taken).to.deep.equal(["second: a letter", "second: a manifest"]);
  });

  it("is given up if its sender ends first, for which the change would have to wait", async () => {
    const { targets, taken, add } = open();
    const ended = new AbortController();
    targets.beginChange();
    const hand = (body: string) => [
      targets.deliver(queue, { body }, sender, ended.signal),
      targets.putObject(object, { body: Buffer.from(body) }, caller, ended.signal),
    ];
    const waiting = Promise.allSettled(hand("before"));
    ended.abort("the sender ends");
    const outcomes = [...(await waiting), ...(await Promise.allSettled(hand("after")))];
    expect(outcomes).to.deep.equal(outcomes.map(() => ({ status: "rejected", reason: "the sender ends" })));
    add("second");
    targets.endChange();
    expect(taken).to.deep.equal([]);
  });
});

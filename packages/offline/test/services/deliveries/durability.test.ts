import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { AwsError } from "../../../src/protocol/service";
import { type TargetEvent, Targets } from "../../../src/protocol/targets";
import { Deliveries } from "../../../src/services/deliveries/deliveries";
import { PendingEvents } from "../../../src/services/deliveries/pending-events";
import type { Recipient } from "../../../src/services/deliveries/recipient";
import { TestClock } from "../../support/clock";
import { eventually } from "../../support/poll";

const sourceArn = "arn:aws:events:eu-west-1:000000000000:rule/one";
const sender = { service: "events.amazonaws.com", sourceArn };

const recipient = (id: string, more: Partial<Recipient> = {}): Recipient => ({
  ...{ sourceArn, service: "EventBridge", source: "the rule one", id, sender, takesJson: true },
  arn: `arn:aws:sqs:eu-west-1:000000000000:${id}`,

  retry: { maximumAttempts: 185, maximumSeconds: 86_400 },
  ...more,
});

describe("services/deliveries: events on their way", () => {
  let folder: string;
  let clock: TestClock;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "events-test-"));
    clock = new TestClock();
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** @param endings how deliveries end, one after the other; well, if nothing is said */
  const start = (recipients: Recipient[], endings: ("disk" | "refused" | "never")[] = []) => {
    const taken: string[] = [];
    const letters: TargetEvent["attributes"][] = [];
    const logs: string[] = [];
    const pending = new PendingEvents(join(folder, "deliveries.jsonl"));
    const deliver = async (arn: string, { body, attributes }: TargetEvent, _: unknown, ended?: AbortSignal) => {
      const ending = endings.shift();
      if (attributes) letters.push(attributes);
      taken.push(`${body} to ${arn.slice(arn.lastIndexOf(":") + 1)}${ending ? `: ${ending}` : ""}`);
      if (ending === "disk") throw new Error("the disk is full");
      if (ending === "refused") throw new AwsError("AccessDeniedException", "not allowed");
      if (ending === "never")
        await new Promise((_resolve, reject) => ended?.addEventListener("abort", () => reject(ended.reason)));
      return { problem: Promise.resolve(undefined) };
    };
    const deliveries = new Deliveries({
      ...{ recipients, pending, clock, targets: { deliver }, activity: { tell: () => undefined } },
      log: (text) => void logs.push(text),
    });
    const accept = (body: string) =>
      deliveries.accept(recipients.map((one) => ({ recipient: one, body, from: "event", what: "x" })));
    const settled = () => eventually("the end", async () => (pending.all().length === 0 ? true : undefined));
    return { deliveries, accept, settled, taken, letters, logs, pending };
  };

  it("are handed over by the next start where a host ends before, and once where it does not", async () => {
    const first = start([recipient("a"), recipient("b")], ["never"]);
    await first.accept("1");
    await eventually("one is settled", async () => (first.pending.all().length === 1 ? true : undefined));
    await first.deliveries.close();
    const second = start([recipient("a"), recipient("b")]);
    await second.deliveries.resume();
    await second.settled();
    expect(second.taken).to.deep.equal(["1 to a"]);
    await second.deliveries.close();
  });

  it("are handed over once where others take the place of their targets, by whoever comes after", async () => {
    const targets = new Targets();
    const taken: string[] = [];
    const open = () => {
      const pending = new PendingEvents(join(folder, "deliveries.jsonl"));
      const [activity, recipients] = [{ tell: () => undefined }, [recipient("a")]];
      const log = (text: string) => void taken.push(text);
      return { pending, deliveries: new Deliveries({ recipients, pending, clock, targets, activity, log }) };
    };
    targets.beginChange();
    const before = open();
    await before.deliveries.accept([{ recipient: recipient("a"), body: "1", from: "event", what: "x" }]);
    await before.deliveries.close();
    const after = open();
    const deliver = async () => {
      taken.push("an event");
      return { problem: Promise.resolve(undefined) };
    };
    targets.add("arn:aws:sqs:", { deliver });
    targets.endChange();
    await after.deliveries.resume();
    await eventually("the end", async () => (after.pending.all().length === 0 ? true : undefined));
    expect(taken).to.deep.equal(["an event"]);
    await after.deliveries.close();
  });

  it("are settled before the end where a target is just taking them", async () => {
    let take = (): void => undefined;
    const deliver = async () => {
      await new Promise<void>((resolve) => (take = resolve));
      return { problem: Promise.resolve(undefined) };
    };
    const pending = new PendingEvents(join(folder, "deliveries.jsonl"));
    const [activity, log] = [{ tell: () => undefined }, () => undefined];
    const deliveries = new Deliveries({ recipients: [], pending, clock, targets: { deliver }, activity, log });
    await deliveries.accept([{ recipient: recipient("a"), body: "1", from: "event", what: "x" }]);
    const closed = deliveries.close();
    take();
    await closed;
    expect(pending.all()).to.deep.equal([]);
  });

  it("are lost, loudly, where an earlier program declared their target", async () => {
    const first = start([recipient("a")], ["never"]);
    await first.accept("1");
    await first.deliveries.close();
    const second = start([recipient("b")]);
    await second.deliveries.resume();
    expect(second.logs).to.deep.equal([`LOST: ${sourceArn} has no target a any more for an event\nevent  1`]);
    await second.settled();
    await second.deliveries.close();
  });

  it("are tried again after the host's own fault, not after a refusal", async () => {
    const { accept, settled, taken, logs, deliveries } = start([recipient("a")], ["disk", "refused"]);
    await accept("1");
    await eventually("the first try", async () => (logs.length > 0 ? true : undefined));
    await clock.advance(1000);
    await settled();
    expect(taken).to.deep.equal(["1 to a: disk", "1 to a: refused"]);
    expect(logs[1]).to.match(/for the rule one: not allowed\nLOST: the target has no dead-letter queue\nevent {2}1$/);
    await deliveries.close();
  });

  it("go to the dead-letter queue when the target's retries are used up, and where a template makes no JSON", async () => {
    const deadLetter = { arn: "arn:aws:sqs:eu-west-1:000000000000:letters", sender };
    const retry = { maximumAttempts: 0, maximumSeconds: 60 };
    const { accept, settled, taken, letters, deliveries } = start([recipient("a", { deadLetter, retry })], ["disk"]);
    await accept("1");
    await settled();
    await accept("{");
    await settled();
    expect(taken).to.deep.equal(["1 to a: disk", "1 to letters", "{ to letters"]);
    expect(letters.map((one) => one?.ERROR_CODE)).to.deep.equal(["InternalException", "INVALID_JSON"]);
    await deliveries.close();
  });
});

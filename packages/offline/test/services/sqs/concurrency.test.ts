import { expect } from "chai";
import { Queues } from "../../../src/services/sqs/queues";
import { Store } from "../../../src/services/sqs/store";
import type { QueueSettings } from "../../../src/services/sqs/settings";
import { TestClock } from "../../support/clock";
import { TestFolder } from "../../support/damage";
import { queueArn } from "../../support/queues";
import { jobs } from "../../support/sqs-writer";

const letters: QueueSettings = { ...jobs, name: "letters", arn: queueArn("letters") };
const retried: QueueSettings = {
  ...jobs,
  name: "retried",
  redrivePolicy: { deadLetterTargetArn: letters.arn, maxReceiveCount: 1 },
};

describe("SQS: at the same time", () => {
  let folder: TestFolder;
  let queues: Queues;
  let clock: TestClock;

  beforeEach(() => {
    folder = new TestFolder();
    clock = new TestClock();
    queues = new Queues(folder.path, [jobs, letters, retried], clock);
  });

  afterEach(async () => {
    await queues.close();
    folder.remove();
  });

  const send = (queue: string, body: string) =>
    queues.get(queue).send({ body, attributes: {}, systemAttributes: {}, senderId: "sender" });

  it("no message goes to two receivers, though a receipt is true only when it is on disk", async () => {
    for (let at = 0; at < 20; at++) await send("jobs", String(at));
    const received = await Promise.all(Array.from({ length: 8 }, () => queues.get("jobs").receive({ count: 5 })));
    const bodies = received.flat().map(({ body }) => body);
    expect(bodies.sort()).to.deep.equal(Array.from({ length: 20 }, (_, at) => String(at)).sort());
  });

  it("a dead letter is moved once", async () => {
    await send("retried", "poison");
    await queues.get("retried").receive({ count: 1, visibilitySeconds: 0 });
    await Promise.all(Array.from({ length: 5 }, () => queues.get("retried").receive({ count: 1 })));
    expect(queues.get("letters").depth()).to.include({ visible: 1, inFlight: 0, delayed: 0 });
  });

  it("a receiver that waits gets a message that another has taken, when its visibility timeout is over", async () => {
    await send("jobs", "job");
    const first = queues.get("jobs").receive({ count: 1, visibilitySeconds: 5 });
    const second = queues.get("jobs").receive({ count: 1, waitSeconds: 20 });
    expect(await first).to.have.length(1);
    await clock.waited();
    await clock.advance(5_000);
    expect((await second).map(({ receiveCount }) => receiveCount)).to.deep.equal([2]);
  });

  it("a message whose receipt could not be kept is free for the next receiver", async () => {
    const store = new Store(folder.file("other"));
    const message = { id: "one", body: "", attributes: {}, systemAttributes: {}, senderId: "", sent: 0, visibleAt: 0 };
    await store.commit([{ kind: "put", queue: "jobs", message: { ...message, receiveCount: 0 } }]);
    await store.close();
    const deciding = store.decide([{ kind: "delete", queue: "jobs", id: "one" }]);
    expect([...store.settled("jobs")]).to.deep.equal([]);
    await deciding.catch(() => undefined);
    expect([...store.settled("jobs")].map(({ id }) => id)).to.deep.equal(["one"]);
  });
});

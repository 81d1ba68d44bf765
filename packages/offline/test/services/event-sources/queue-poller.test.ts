import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Activity } from "../../../src/protocol/activity";
import { NoCapacity, Targets } from "../../../src/protocol/targets";
import { Invoker } from "../../../src/services/event-sources/invoker";
import { QueuePoller } from "../../../src/services/event-sources/queue-poller";
import { queuesOf } from "../../../src/services/sqs/declared";
import { polled } from "../../../src/services/sqs/polled";
import { Queues } from "../../../src/services/sqs/queues";
import { TestClock } from "../../support/clock";
import { graphWith } from "../../support/graph";
import { eventually } from "../../support/poll";
import { queueArn } from "../../support/queues";

const functionArn = "arn:aws:lambda:eu-west-1:000000000000:function:worker";

describe("services/event-sources: batches of a queue", () => {
  let directory: string;
  let clock: TestClock;
  let queues: Queues;
  /** The bodies of each batch that the function got, and how it answers. */
  let batches: string[][];
  let answer: () => Promise<void>;
  let poller: QueuePoller;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "poller-"));
    clock = new TestClock();
    const inputs = { name: "jobs", visibilityTimeoutSeconds: 8, maxMessageSize: 1_048_576 };
    queues = new Queues(directory, queuesOf(graphWith([{ type: "aws:sqs/queue:Queue", inputs }])), clock);
    batches = [];
    answer = async () => undefined;
    const targets = new Targets();
    targets.add("arn:aws:sqs:", { queue: (arn) => polled(queues.find(arn) ?? expect.fail()) });
    targets.add("arn:aws:lambda:", {
      invocable: () => ({
        name: "worker",
        invoke: async (payload) => {
          await answer();
          batches.push(JSON.parse(payload).Records.map(({ body }: { body: string }) => body));
          return { requestId: "1", payload: "null", failed: false };
        },
      }),
    });
    const ended = new AbortController().signal;
    poller = new QueuePoller(
      {
        ...{ kind: "queue", name: "jobs", isEnabled: true, sourceArn: queueArn("jobs"), sourceName: "jobs" },
        ...{ functionArn, functionLabel: "worker", roleArn: "role" },
        ...{ batchSize: 100, windowSeconds: 5, reportsFailures: false, concurrency: 5 },
      },
      new Invoker({ targets, clock, activity: new Activity(), log: expect.fail, ended }),
    );
    poller.start();
  });

  afterEach(async () => {
    poller.stop();
    await queues.close();
    rmSync(directory, { recursive: true });
  });

  const send = (body: string) => queues.send(queueArn("jobs"), { body, attributes: {}, senderId: "me" });
  const depth = () => queues.get("jobs").depth();
  /** Waits until the poller has so many messages, and waits for more. */
  const gathered = async (count: number) => {
    await eventually(`${count} messages`, async () => (depth().inFlight === count ? true : undefined));
    await clock.waited();
  };
  const isEmpty = () =>
    eventually("no messages", async () => (queues.get("jobs").messages().length === 0 ? true : undefined));

  it("wait for more until the window has passed", async () => {
    await send("one");
    await gathered(1);
    await clock.advance(3_000);
    await send("two");
    await gathered(2);
    await clock.advance(1_900);
    expect(batches).to.deep.equal([]);
    await clock.advance(200);
    await isEmpty();
    expect(batches).to.deep.equal([["one", "two"]]);
  });

  it("wait no longer when what they hold fills an invocation", async () => {
    const large = "x".repeat(900_000);
    for (let count = 0; count < 6; count++) await send(large);
    await eventually("a batch", async () => batches[0]);
    expect(batches.map(({ length }) => length)).to.deep.equal([5]);
  });

  it("wait for room in nobody else's reach, without counting against their messages", async () => {
    let attempts = 0;
    answer = async () => {
      attempts++;
      if (attempts <= 10) throw new NoCapacity("no room");
    };
    const { id } = await send("patient");
    await gathered(1);
    await clock.advance(5_000);
    // Each attempt waits two seconds: far longer in all than the visibility time-out.
    for (let count = 1; count <= 10; count++) {
      await eventually(`attempt ${count}`, async () => (attempts === count ? true : undefined));
      await clock.waited();
      expect(depth()).to.include({ visible: 0, inFlight: 1 });
      expect(queues.get("jobs").messages()[0]).to.include({ id, receiveCount: 1 });
      await clock.advance(2_000);
    }
    await isEmpty();
    expect(batches).to.deep.equal([["patient"]]);
  });
});

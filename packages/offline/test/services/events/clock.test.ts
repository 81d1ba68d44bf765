import { expect } from "chai";
import { only } from "../../support/graph";
import { TestClock } from "../../support/clock";
import { type MessagingHost, startMessaging } from "../../support/messaging";

const minute = 60_000;

describe("services/events: by the clock", () => {
  let clock: TestClock;
  let messaging: MessagingHost;

  beforeEach(async () => {
    clock = new TestClock();
    messaging = await startMessaging({ clock });
  });

  afterEach(() => messaging.close());

  it("invokes functions at the times, with EventBridge's event or the target's input", async () => {
    const { seen, host } = messaging;
    await clock.advance(5 * minute - 1);
    expect(host.happenings.filter(({ kind }) => kind === "delivery")).to.deep.equal([]);
    await clock.advance(1);
    const { event } = await seen();
    expect(event.id).to.match(/^[0-9a-f-]{36}$/);
    const name = only(host.graph, "aws:cloudwatch/eventRule:EventRule", "five").outputs.name;
    expect({ ...event, id: "" }).to.deep.equal({
      version: "0",
      id: "",
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: "000000000000",
      time: "2026-11-21T12:05:00Z",
      region: "eu-west-1",
      resources: [`arn:aws:events:eu-west-1:000000000000:rule/${name}`],
      detail: {},
    });
    await clock.advance(5 * minute);
    expect((await seen()).event.time).to.equal("2026-11-21T12:10:00Z");
    const night = Date.parse("2026-11-22T01:00:00Z");
    clock.sleep(night - clock.now() - 1);
    await clock.advance(1);
    const events = [(await seen()).event, (await seen()).event];
    expect(events).to.deep.include({ job: "night" });
  });

  it("fires once for all the times that the machine slept through", async () => {
    clock.sleep(60 * minute);
    await clock.advance(0);
    expect((await messaging.seen()).event.time).to.equal("2026-11-21T12:05:00Z");
    await clock.advance(5 * minute);
    expect((await messaging.seen()).event.time).to.equal("2026-11-21T13:05:00Z");
  });
});

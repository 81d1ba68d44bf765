import { expect } from "chai";
import { TestClock } from "../../support/clock";
import { ownPage } from "../../support/host";
import { type MessagingHost, startMessaging } from "../../support/messaging";

describe("services/events: the pages", () => {
  let messaging: MessagingHost;

  // Its retries would come in minutes of a clock that stands still.
  before(async () => {
    messaging = await startMessaging({ clock: new TestClock() });
  });

  after(() => messaging.close());

  const page = (method: string, path: string, headers = {}) =>
    ownPage(messaging.host, `schedules${path}`, { method, headers });
  const fire = async (name: string, query = "") => {
    const { status, body, headers } = await page("POST", `/${name}/fire${query}`);
    return { status, mediaType: headers["content-type"], ...JSON.parse(body) };
  };
  const list = async () => {
    const schedules: { name: string; logicalName: string }[] = JSON.parse((await page("GET", "")).body);
    return new Map(schedules.map((one) => [one.logicalName, one]));
  };

  it("lists schedules with their next times and what they invoke", async () => {
    const schedules = await list();
    const arn = "arn:aws:lambda:eu-west-1:000000000000:function:plain";
    const targets = [{ arn, name: "plain", permitted: true }];
    expect(schedules.get("nightly")).to.deep.equal({
      name: "at-night",
      logicalName: "nightly",
      scheduleExpression: "cron(0 1 * * ? *)",
      state: "ENABLED",
      next: "2026-11-22T01:00:00.000Z",
      targets,
    });
    expect(schedules.get("five")).to.include({ next: "2026-11-21T12:05:00.000Z" });
    expect(schedules.get("off")).to.deep.include({ state: "DISABLED", next: null, targets });
    expect(schedules.get("forbidden")).to.deep.include({ targets: [{ arn, name: "plain", permitted: false }] });
    expect([...schedules.keys()]).to.not.include("ordered");
  });

  it("fires by hand, by the rule's own name or the program's, enabled or not", async () => {
    const { seen } = messaging;
    for (const name of ["at-night", "nightly"]) {
      const answer = await fire(name);
      expect(answer).to.include({ status: 202, name: "at-night" });
      expect(answer.eventId).to.match(/^[0-9a-f-]{36}$/);
      expect((await seen()).event).to.deep.equal({ job: "night" });
    }
    const delivered = messaging.host.happenings.filter(({ kind }) => kind === "delivery");
    for (const one of delivered) expect(one).to.deep.include({ source: "schedule", what: "nightly" });
    expect(delivered).to.have.length(2);
    const { status, eventId } = await fire("off");
    expect(status).to.equal(202);
    expect((await seen()).event.id).to.equal(eventId);
  });

  it("waits for the function where asked to, and says what it failed with", async () => {
    const { seen } = messaging;
    expect(await fire("nightly", "?wait=true")).to.include({ status: 200, name: "at-night" });
    expect((await seen()).event).to.deep.equal({ job: "night" });
    const failed = await fire("failing", "?wait=true");
    expect(failed).to.include({ status: 502, mediaType: "application/problem+json" });
    expect(failed.detail).to.equal("plain failed: no way");
    expect((await seen()).event).to.deep.equal({ fail: "no way" });
  });

  it("cannot invoke a function that no permission opens to it: the event is lost, loudly", async () => {
    const { logged } = messaging;
    expect(await fire("forbidden")).to.include({ status: 202 });
    const lost = await logged(/for the rule forbidden-/);
    expect(lost).to.match(/^EventBridge could not invoke plain .*: no aws.lambda.Permission lets events.amazonaws.com/);
    expect(lost).to.contain("LOST: the target has no dead-letter queue");
    expect(await fire("forbidden", "?wait=true")).to.include({ status: 502 });
  });

  it("puts such an event into the target's dead-letter queue, if the queue's policy lets it", async () => {
    const { next, logged } = messaging;
    const { eventId } = await fire("kept");
    const { Body, MessageAttributes } = await next("undelivered");
    expect(JSON.parse(Body ?? "")).to.include({ id: eventId, source: "aws.events" });
    const texts = Object.entries(MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]);
    expect(Object.fromEntries(texts)).to.include({
      RULE_ARN: `arn:aws:events:eu-west-1:000000000000:rule/${(await list()).get("kept")?.name}`,
      TARGET_ARN: "arn:aws:lambda:eu-west-1:000000000000:function:plain",
      ERROR_CODE: "NO_PERMISSIONS",
    });
    await fire("unkept");
    expect(await logged(/for the rule unkept-/)).to.match(
      /LOST: \S+letters-\w+ does not take it: its policy does not let/,
    );
  });

  it("answers a problem to a name that no schedule has, and names those there are", async () => {
    for (const name of ["none", "%zz", "ordered"]) {
      const answer = await fire(name);
      expect(answer).to.include({ status: 404, mediaType: "application/problem+json", title: "Schedule not found" });
      expect(answer.detail).to.match(/there are .*at-night/);
    }
  });

  it("fires by POST only, and lists by GET only", async () => {
    for (const [method, path, allow] of [
      ["GET", "/nightly/fire", "POST"],
      ["PUT", "/nightly/fire", "POST"],
      ["POST", "", "GET"],
    ] as const) {
      const { status, headers } = await page(method, path);
      expect([status, headers.allow]).to.deep.equal([405, allow]);
    }
  });

  it("does nothing for web pages, proxies and other names", async () => {
    const strangers: Record<string, string>[] = [
      { origin: "http://localhost:3000" },
      { "x-forwarded-for": "192.0.2.1" },
      { host: "atelier.example.org" },
    ];
    for (const headers of strangers) expect((await page("POST", "/nightly/fire", headers)).status).to.equal(403);
    await fire("failing", "?wait=true");
    expect((await messaging.seen()).event).to.deep.equal({ fail: "no way" });
  });
});

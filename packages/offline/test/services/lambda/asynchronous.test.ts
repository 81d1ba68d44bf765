import { expect } from "chai";
import { defaults, Starts, worker } from "../../support/asynchronous";

describe("services/lambda/asynchronous", () => {
  let host: Starts;
  beforeEach(() => (host = new Starts()));
  afterEach(() => host.remove());

  it("invokes once what succeeds, and tells nobody", async () => {
    const { accept, settled, payloads, logs, letters } = host.start(["well"]);
    expect(await (await accept()).attempted).to.equal(undefined);
    await settled();
    expect([payloads, logs, letters]).to.deep.equal([['{"a":1}'], [], []]);
  });

  it("tries again what failed or found no room, after one minute and two, as the same invocation", async () => {
    const { accept, attempts, settled, payloads, requestIds, logs } = host.start(["failed", "full", "well"]);
    expect((await (await accept()).attempted)?.text).to.contain("it broke");
    await host.clock.waited();
    await host.clock.advance(59_999);
    expect(payloads).to.have.length(1);
    await host.clock.advance(1);
    await attempts(2);
    await host.clock.waited();
    await host.clock.advance(119_999);
    expect(payloads).to.have.length(2);
    await host.clock.advance(1);
    await settled();
    expect(payloads).to.deep.equal(['{"a":1}', '{"a":1}', '{"a":1}']);
    expect(requestIds).to.deep.equal(["id-1", "id-1", "id-1"]);
    expect(logs).to.deep.equal([]);
  });

  it("gives up after the last attempt, and says what is lost and why", async () => {
    const one = host.start(["failed", "failed", "full"]);
    await one.accept();
    await one.exhaust(3);
    expect(one.payloads).to.have.length(3);
    expect(one.logs.join()).to.match(
      /^LOST: worker failed 3 times .*given up\nlast failure {2}no room\nevent +\{"a":1\}$/,
    );
  });

  it("tries what is throttled again after a second, and after twice as long each time, up to five minutes", async () => {
    const times = 11;
    const one = host.start([...Array.from({ length: times }, () => "throttled" as const), "well"]);
    const began = host.clock.now();
    const tried: number[] = [];
    await one.accept();
    for (let attempt = 1; attempt <= times; attempt++) {
      await one.attempts(attempt);
      tried.push((host.clock.now() - began) / 1000);
      await host.clock.waited();
      await host.clock.advance(Math.min(2 ** (attempt - 1), 300) * 1000);
    }
    await one.settled();
    expect(one.payloads).to.have.length(times + 1);
    expect(tried).to.deep.equal([0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 811]);
    expect(one.logs).to.deep.equal([]);
  });

  it("gives up what is throttled when it is too old, however often its function may be tried again", async () => {
    const lambda = worker({
      eventInvokeConfigs: { $LATEST: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 } },
    });
    const one = host.start(["throttled", "throttled", "throttled", "throttled", "throttled", "throttled"], lambda);
    await one.accept();
    for (let attempt = 1; attempt < 6; attempt++) {
      await one.attempts(attempt);
      await host.clock.waited();
      await host.clock.advance(2 ** (attempt - 1) * 1000);
    }
    await one.settled();
    expect(one.logs.join()).to.match(/^LOST: worker had no room for an event, .*\nlast failure {2}Rate Exceeded\./);
  });

  it("tries no more often and no longer than the function's configuration says", async () => {
    const once = host.start(
      ["failed"],
      worker({ eventInvokeConfigs: { $LATEST: { ...defaults, maximumRetryAttempts: 0 } } }),
    );
    await once.accept();
    await once.settled();
    expect(once.logs.join()).to.contain("worker failed once");
    await host.stop();
    const young = host.start(
      ["failed", "failed"],
      worker({ eventInvokeConfigs: { $LATEST: { ...defaults, maximumEventAgeInSeconds: 90 } } }),
    );
    await young.accept();
    await young.exhaust(2);
    expect(young.logs.join()).to.contain("worker failed 2 times");
  });

  describe("when the host ends before", () => {
    it("keeps an event that was accepted and not taken, and delivers it at the next start", async () => {
      const first = host.start(["never"]);
      await first.accept();
      await first.attempts(1);
      host.kill();
      const second = host.start(["well"]);
      await second.resume();
      await second.settled();
      expect([second.payloads, second.requestIds]).to.deep.equal([['{"a":1}'], ["id-1"]]);
      host.kill();
      expect(host.stored()).to.equal(0);
    });

    it("counts the attempts of all starts together, and waits for no retry at a start", async () => {
      const first = host.start(["failed"]);
      await first.accept();
      await host.clock.waited();
      await host.stop();
      const second = host.start(["failed"]);
      await second.resume();
      await second.attempts(1);
      await host.clock.waited();
      host.kill();
      const third = host.start(["failed"]);
      await third.resume();
      await third.settled();
      expect(third.logs.join()).to.contain("LOST: worker failed 3 times");
    });

    it("says that an event is lost whose function the program no longer declares", async () => {
      const first = host.start(["never"]);
      await first.accept();
      host.kill();
      const second = host.start([], worker(), []);
      await second.resume();
      expect(second.logs.join()).to.match(/^LOST: there is no function worker any more/);
      host.kill();
      expect(host.stored()).to.equal(0);
    });
  });
});

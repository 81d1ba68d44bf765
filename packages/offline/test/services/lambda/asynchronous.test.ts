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

  it("tries no more often and no longer than the function's configuration says", async () => {
    const once = host.start(["failed"], worker({ eventInvokeConfig: { ...defaults, maximumRetryAttempts: 0 } }));
    await once.accept();
    await once.settled();
    expect(once.logs.join()).to.contain("worker failed once");
    await host.stop();
    const young = host.start(
      ["failed", "failed"],
      worker({ eventInvokeConfig: { ...defaults, maximumEventAgeInSeconds: 90 } }),
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

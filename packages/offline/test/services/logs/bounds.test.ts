import { expect } from "chai";
import { LogStore } from "../../../src/services/logs/store/store";
import { LogLine } from "../../../src/protocol/log-entries";
import { groupOf, messagesOf, report, say } from "../../support/log-store";

describe("services/logs: how much is kept", () => {
  let now: number;
  let store: LogStore;

  beforeEach(() => {
    now = Date.UTC(2026, 10, 21);
    store = new LogStore({ directory: undefined, declared: [], report: (text) => expect.fail(text), now: () => now });
  });

  it("is the newest ten thousand lines at least and twice as many at most", () => {
    say(store, now, ...Array.from({ length: 45_000 }, (_, at) => String(at)));
    const kept = messagesOf(store);
    expect(kept.length).to.be.within(10_000, 20_000);
    expect(kept.at(-1)).to.equal("44999");
    expect(kept[0]).to.equal(String(45_000 - kept.length));
  });

  it("is the newest two million characters of lines at least and twice as many at most", () => {
    for (let at = 0; at < 30; at++) say(store, now, `${at}${"x".repeat(500_000)}`);
    expect(messagesOf(store).length).to.be.within(4, 8);
    say(store, now, "y".repeat(5_000_000));
    expect(messagesOf(store)).to.have.length(1);
  });

  it("loses no function's lines to Lambda's own about many invocations", () => {
    say(store, now, "precious");
    report(store, now, 10_000);
    const kept = messagesOf(store);
    expect(kept[0]).to.equal("precious");
    expect(kept.at(-1)).to.equal("REPORT 9999");
    expect(kept.length).to.be.within(2_000, 4_001);
  });

  it("makes no text of what nobody reads", () => {
    let count = 0;
    report(store, now, 100, () => void count++);
    expect(count).to.equal(0);
    expect(messagesOf(store)).to.have.length(200);
    expect(count).to.equal(100);
  });

  it("is a thousand streams of a group at most: the one that was silent for longest goes", () => {
    const group = groupOf(store);
    const [kept] = Array.from({ length: 1000 }, (_, at) => {
      now++;
      return group.createStream(`stream ${at}`);
    });
    now++;
    if (kept) group.add(kept, new LogLine(now, "still here"), "application", now);
    now++;
    group.createStream("one more");
    const names = group.streams().map(({ name }) => name);
    expect(names).to.have.length(1000).and.include.members(["stream 0", "one more"]).and.not.include("stream 1");
  });

  it("has a stream again that went for its silence, once it is heard", () => {
    const group = groupOf(store);
    const silent = group.createStream("silent");
    for (let at = 0; at < 1000; at++) {
      now++;
      group.createStream(`stream ${at}`);
    }
    expect(group.stream("silent")).to.equal(undefined);
    group.add(silent, new LogLine(now, "after all"), "application", now);
    expect(group.streams().map(({ name }) => name))
      .to.include("silent")
      .and.have.length(1000);
    expect(group.events().map(({ message }) => message)).to.deep.equal(["after all"]);
  });
});

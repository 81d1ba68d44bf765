import { Readable } from "node:stream";
import { expect } from "chai";
import { eventStream } from "../../src/host/pages/event-stream";
import { Activity } from "../../src/protocol/activity";

describe("host/event-stream", () => {
  let activity: Activity;
  let stream: Readable;

  beforeEach(() => {
    activity = new Activity();
    const { body } = eventStream(activity);
    if (!(body instanceof Readable)) throw new Error("events are no stream");
    stream = body.setEncoding("utf8");
  });

  afterEach(() => stream.destroy());

  const tell = (text: string): void => activity.tell({ kind: "notice", time: 0, text });

  /** Reads on until a text has come; returns all that has. */
  async function readTo(end: string): Promise<string> {
    let all = "";
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      all += String(chunk);
      if (all.includes(end)) return all;
    }
    throw new Error(`the stream has ended after ${all}`);
  }

  it("sends what happens as messages, those of a moment together", async () => {
    const first = readTo("two");
    tell("one");
    tell("two");
    expect(await first).to.equal(
      [
        ": what happens from now on",
        'data: {"kind":"notice","time":0,"text":"one"}',
        'data: {"kind":"notice","time":0,"text":"two"}',
        "",
      ].join("\n\n"),
    );
  });

  it("keeps the newest for a viewer who is slow, and says how many were lost", async () => {
    for (let number = 0; number < 5000; number++) tell(`number ${number}`);
    const all = await readTo("number 4999");
    expect(all).to.include("event: lost\ndata: 4500\n\n");
    expect(all).to.include('"number 4500"').and.to.not.include('"number 4499"');
  });

  it("has calls watched for as long as it is open", () => {
    expect(activity.watchesCalls).to.equal(true);
    stream.destroy();
    expect(activity.isWatched).to.equal(false);
  });
});

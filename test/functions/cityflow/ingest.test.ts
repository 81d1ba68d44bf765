import { expect } from "chai";
import type { Answer } from "../../support/api";
import { CityHost, csv, uniqueType, uploadEvent, valuesOf } from "../../support/city";
import { eventually } from "../../../packages/offline/test/support/poll";

const date = "2025-11-03";

/** What only a host of its own shows: notifications in any order, twice, and of files that are gone. */
describe("city analytics: notifications", () => {
  let city: CityHost;
  let untouched: Answer;

  before(async () => {
    city = await CityHost.start();
    untouched = await city.api.call("GET", "/stats");
  });

  after(() => city.close());

  const keyOf = (type: string): string => `measurements/${type}/${date}.csv`;
  const rejectedKeyOf = (type: string): string => `rejected/${type}/${date}.csv`;

  /** Invokes the function as S3 would for an upload: of a later one than any of this host's for digits above 1. */
  const notify = (type: string, etag: string, sequencer: string) =>
    city.invoke("cityflow-ingest", uploadEvent(keyOf(type), etag, sequencer));

  /** Drops a file and waits until its notification is through. */
  async function ingested(type: string, content: string, count: number): Promise<{ etag: string; body: unknown }> {
    const etag = await city.drop(type, date, content);
    const body = await city.untilCount(type, date, count);
    return { etag, body };
  }

  const body = async (type: string): Promise<unknown> => (await city.metric(type, date)).body;

  it("begin with totals of nothing", () => {
    expect(untouched.status).to.equal(200);
    expect(untouched.body).to.deep.equal({ days: 0, metrics: 0, measurements: 0, byType: {} });
  });

  it("change nothing when they come twice", async () => {
    const type = uniqueType();
    const { etag, body: first } = await ingested(type, valuesOf(date, 1, 2), 2);
    const { sequencer } = await city.item(type, date);
    const stats = await city.stats();
    await notify(type, etag, String(sequencer));
    expect(await body(type)).to.deep.equal(first);
    expect(await city.stats()).to.deep.equal(stats);
  });

  it("change nothing when the same file is dropped again, but count as the later version", async () => {
    const type = uniqueType();
    const { body: first } = await ingested(type, csv(`${date}T00:00:00Z,Rivoli,1`, "broken"), 1);
    const before = await city.item(type, date);
    const stats = await city.stats();
    await city.drop(type, date, csv(`${date}T00:00:00Z,Rivoli,1`, "broken"));
    const after = await eventually("the later version", async () => {
      const item = await city.item(type, date);
      return item.sequencer === before.sequencer ? undefined : item;
    });
    expect(String(after.sequencer) > String(before.sequencer)).to.equal(true);
    expect(after).to.deep.equal({ ...before, sequencer: after.sequencer });
    expect(await body(type)).to.deep.equal(first);
    expect(await city.stats()).to.deep.equal(stats);
    await city.untilText(rejectedKeyOf(type), csv("broken"));
  });

  it("of an earlier version change nothing, whenever they come and whatever is in the bucket", async () => {
    const type = uniqueType();
    const { etag } = await ingested(type, valuesOf(date, 1), 1);
    await notify(type, etag, "F");
    // This one's own sequencer is smaller: it is the earlier version now.
    const other = await city.drop(type, date, valuesOf(date, 1, 2));
    await notify(type, other, "E9");
    expect(await city.item(type, date)).to.include({ count: 1, etag, sequencer: "F".padEnd(64, "0") });
  });

  it("of a version that was replaced since leave the file to the one that replaced it", async () => {
    const type = uniqueType();
    const { etag } = await ingested(type, valuesOf(date, 1), 1);
    const { etag: current } = await ingested(type, valuesOf(date, 1, 2), 2);
    await notify(type, etag, "F");
    expect(await city.item(type, date)).to.include({ count: 2, etag: current });
  });

  it("of a file that was deleted since change nothing", async () => {
    const type = uniqueType();
    await notify(type, "0123456789abcdef0123456789abcdef", "F");
    expect((await city.metric(type, date)).status).to.equal(404);
    const { etag, body: first } = await ingested(type, valuesOf(date, 1), 1);
    await city.remove(keyOf(type));
    await notify(type, etag, "F");
    expect(await body(type)).to.deep.equal(first);
  });

  it("end with the rejected lines of the version that counts, whoever kept others meanwhile", async () => {
    const [dirty, clean] = [uniqueType(), uniqueType()];
    const { etag } = await ingested(dirty, csv("broken"), 0);
    await city.untilText(rejectedKeyOf(dirty), csv("broken"));
    const { etag: cleanTag } = await ingested(clean, valuesOf(date, 1), 1);
    for (const type of [dirty, clean]) await city.put(rejectedKeyOf(type), "of an earlier version", { sequencer: "0" });
    await notify(dirty, etag, "0");
    await notify(clean, cleanTag, "0");
    expect(await city.text(rejectedKeyOf(dirty))).to.equal(csv("broken"));
    expect(await city.text(rejectedKeyOf(clean))).to.equal(undefined);
  });

  for (const [what, content, reason] of [
    ["other columns", "time,place,value\n", "its first line is not timestamp,place,value"],
    ["another encoding", Buffer.from(csv(`${date}T00:00:00Z,Châtelet,1`), "latin1"), "it is not UTF-8"],
    ["an endless line", csv("x".repeat(70_000)), "it has a line of more than 64 KB"],
  ] as const) {
    it(`of a file with ${what} fail, and the file is kept until a good one comes`, async () => {
      const type = uniqueType();
      const { body: first } = await ingested(type, valuesOf(date, 1), 1);
      await city.drop(type, date, content);
      await city.untilText(rejectedKeyOf(type), Buffer.from(content).toString("utf8"));
      const failures = () =>
        city.logs.filter((line) => line.includes(`${keyOf(type)} cannot be taken: ${reason}; it is kept as rejected/`));
      await eventually("three attempts", async () => (failures().length >= 3 ? true : undefined));
      expect(await body(type)).to.deep.equal(first);
      await ingested(type, valuesOf(date, 1, 2), 2);
      await city.untilText(rejectedKeyOf(type), undefined);
    });
  }

  for (const name of [
    "bikes.csv",
    "Bikes/2025-11-03.csv",
    "bikes/2025-02-30.csv",
    "bikes/à b+c (1)/2025-11-03.csv",
    "bikes/2025-11-03.CSV",
    "bikes/2025-11-03.csv.gz",
    "bikes/2025-11-03.txt",
  ]) {
    it(`of a file with another name fail, and the file is kept: ${name}`, async () => {
      await city.put(`measurements/${name}`, valuesOf(date, 1));
      await city.untilText(`rejected/${name}`, valuesOf(date, 1));
      const failure = `measurements/${name} cannot be taken: its name is not measurements/`;
      await eventually("the end of all attempts", async () =>
        city.logs.find((line) => line.includes("failed 3 times") && line.includes(failure)),
      );
    });
  }

  it("come of no other folder, and of no sign of a folder", async () => {
    const before = city.logs.length;
    for (const key of ["bikes/2025-11-03.csv", "measurements/bikes/", "rejected/bikes/2025-11-03.csv"])
      await city.put(key, valuesOf(date, 1));
    await ingested(uniqueType(), valuesOf(date, 1), 1);
    expect((await city.metric("bikes", date)).status).to.equal(404);
    expect(city.logs.slice(before).filter((line) => line.includes("cityflow-ingest"))).to.be.empty;
  });
});

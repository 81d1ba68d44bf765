import { expect } from "chai";
import { Usage, WarmUp } from "../../../src/services/lambda/warm-up";
import { DataFolder } from "../../../src/storage/data-folder";
import { functionsOf } from "../../support/pool";

describe("services/lambda: functions that are loaded ahead", () => {
  it("have no cold start", async () => {
    const functions = functionsOf({ one: `async () => "answer"`, two: `async () => "answer"` });
    expect(await functions.warm("one")).to.equal(true);
    const [warm, cold] = [await functions.invoke("one"), await functions.invoke("two")];
    const reportOf = ({ log }: typeof warm) => log.flatMap((entry) => entry.events()).at(-1)?.message;
    expect(reportOf(warm))
      .to.match(/^REPORT/)
      .and.not.contain("Init Duration");
    expect(reportOf(cold)).to.match(/^REPORT.*Init Duration/);
    await functions.close();
  });

  it("take the room that there is, and nobody's", async () => {
    const functions = functionsOf({ one: `async () => 1`, two: `async () => 2` }, {}, { maxEnvironments: 1 });
    const first = await functions.invoke("one");
    expect(await functions.warm("two")).to.equal(false);
    expect((await functions.invoke("one")).payload).to.equal(first.payload);
    await functions.close();
  });

  it("may fail to load: whoever invokes them hears why", async () => {
    const functions = functionsOf({ broken: `(() => { throw new Error("not today"); })()` });
    expect(await functions.warm("broken")).to.equal(true);
    expect((await functions.invoke("broken")).payload).to.contain("not today");
    await functions.close();
  });

  describe("one after the other", () => {
    /** A pool that has room for so many, and notes which are loaded. */
    function poolOf(names: string[], room = names.length) {
      const loaded: string[] = [];
      const warm = async (name: string) => loaded.length < room && loaded.push(name) > 0;
      return { loaded, functions: () => names.map((name) => ({ name })), isBusy: () => false, warm };
    }
    const unused = { of: () => 0 };

    it("begin with the most used, also in the runs before", async () => {
      const data = DataFolder.open(undefined);
      const before = new Usage(data);
      for (const name of ["two", "three", "three", "three", "two", "one"]) before.note(name);
      before.save();
      const pool = poolOf(["none", "one", "two", "three"]);
      await new WarmUp(pool, new Usage(data)).begin();
      data.close();
      expect(pool.loaded).to.deep.equal(["three", "two", "one", "none"]);
    });

    it("end where there is no more room", async () => {
      const pool = poolOf(["one", "two", "three"], 2);
      await new WarmUp(pool, unused).begin();
      expect(pool.loaded).to.deep.equal(["one", "two"]);
    });

    it("end at a hundred megabytes", async () => {
      const pool = poolOf(["one", "two", "three", "four"]);
      await new WarmUp(pool, unused, () => pool.loaded.length * 60 * 1024 ** 2).begin();
      expect(pool.loaded).to.deep.equal(["one", "two"]);
    });

    it("end when they are told to", async () => {
      const pool = poolOf(["one", "two"]);
      const warmUp = new WarmUp(pool, unused);
      const begun = warmUp.begin();
      warmUp.end();
      await begun;
      expect(pool.loaded).to.deep.equal([]);
    });
  });
});

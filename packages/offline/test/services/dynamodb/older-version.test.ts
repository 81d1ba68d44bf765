import { expect } from "chai";
import { repairing } from "../../support/damage";
import { refusalOf } from "../../support/sdk";
import { count, idsIn, keyAfter, TestStore } from "./support/store";

describe("DynamoDB's store of a version before, without checksums and counts,", () => {
  let store: TestStore;

  beforeEach(() => {
    store = new TestStore();
  });

  afterEach(() => store.folder.remove());

  /** Takes from every value, or from some, what a version before did not write. */
  const age = (isOld: (at: number) => boolean = () => true) =>
    store.tamper(async (level) => {
      const values = await level.iterator().all();
      for (const [at, [key, value]] of values.entries())
        if (/^(count|format)~/.test(key)) await level.del(key);
        else if (isOld(at)) await level.put(key, value.slice(8));
    });

  for (const [what, isOld] of [
    ["is opened, and gets them", () => true],
    ["is opened where a crash left half of it without them", (at: number) => at % 2 === 0],
  ] as const)
    it(what, async () => {
      await store.closed();
      await age(isOld);
      await store.within(async (service) => expect(await idsIn(service)).to.have.length(count));
      await store.tamper(async (level) => {
        for (const [key, value] of await level.iterator().all()) expect(value, key).to.match(/^[0-9a-f]{8}[{"]/);
        expect(await level.get("count~notes")).to.match(/"item-notes~":120/);
      });
      await store.within(async (service) => expect(await idsIn(service, "topics")).to.have.length(count));
    });

  it("is refused where it is damaged", async () => {
    await store.closed();
    await age();
    await store.tamper(async (level) => level.put(await keyAfter(level, "item-"), '{"half'));
    expect((await refusalOf(store.open())).message).to.match(/1 of its values are damaged/);
    await store.within(async (service) => expect(await idsIn(service)).to.have.length(count - 1), repairing().opening);
  });
});

import { readdirSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { UserError } from "../../../src/errors";
import { seal } from "../../../src/services/dynamodb/level-files";
import { flipBit, repairing } from "../../support/damage";
import { refusalOf } from "../../support/sdk";
import { call } from "./support/direct";
import { count, fill, idsIn, keyAfter, put, TestStore } from "./support/store";

describe("DynamoDB's store", () => {
  let store: TestStore;

  beforeEach(() => {
    store = new TestStore();
  });

  afterEach(() => store.folder.remove());

  describe("is refused in one line, and a repair keeps what is whole:", () => {
    const cases: [
      what: string,
      made: "closed" | "killed" | "settled" | "settledAndKilled",
      harm: () => unknown,
      problem: RegExp,
    ][] = [
      ["a bit in the log has flipped", "closed", () => flipBit(store.file(/\.log$/), 5000), /\.log is damaged/],
      [
        "a bit in the log of a killed host has flipped",
        "killed",
        () => flipBit(store.file(/\.log$/), 5000),
        /\.log is damaged at byte \d+/,
      ],
      [
        "a bit in the last record of a killed host's log has flipped",
        "killed",
        () => flipBit(store.file(/\.log$/), statSync(store.file(/\.log$/)).size - 3),
        /\.log is damaged at byte \d+/,
      ],
      ["the log was cut", "closed", () => truncateSync(store.file(/\.log$/), 9000), /\.log has 9000 bytes and had \d+/],
      ["the log was emptied", "closed", () => truncateSync(store.file(/\.log$/), 0), /\.log has 0 bytes and had \d+/],
      ["the log was deleted", "closed", () => rmSync(store.file(/\.log$/)), /\.log is missing/],
      [
        "a bit in a table has flipped",
        "settled",
        () => flipBit(store.file(/\.ldb$/), Math.floor(statSync(store.file(/\.ldb$/)).size * 0.6)),
        /\.ldb is damaged/,
      ],
      [
        "a bit in a table of a killed host has flipped",
        "settledAndKilled",
        () => flipBit(store.file(/\.ldb$/), Math.floor(statSync(store.file(/\.ldb$/)).size * 0.6)),
        /is damaged: /,
      ],
      ["a table was cut", "settledAndKilled", () => truncateSync(store.file(/\.ldb$/), 3000), /is damaged: /],
      ["a table was deleted", "settledAndKilled", () => rmSync(store.file(/\.ldb$/)), /is damaged: /],
      ["the file CURRENT was deleted", "settled", () => rmSync(store.file(/^CURRENT$/)), /CURRENT is missing/],
      [
        "the file CURRENT of a killed host was deleted",
        "settledAndKilled",
        () => rmSync(store.file(/^CURRENT$/)),
        /CURRENT is missing/,
      ],
      [
        "the manifest was emptied",
        "settledAndKilled",
        () => truncateSync(store.file(/^MANIFEST/), 0),
        /is damaged: .*cannot be read/,
      ],
      [
        "an item has gone",
        "closed",
        () => store.tamper(async (level) => level.del(await keyAfter(level, "item-"))),
        /is damaged: table notes has 119 entries and had 120/,
      ],
      [
        "an entry of an index has gone",
        "closed",
        () => store.tamper(async (level) => level.del(await keyAfter(level, "index-"))),
        /is damaged: index by-topic of table notes has 119 entries and had 120/,
      ],
      [
        "a value is another's",
        "closed",
        () =>
          store.tamper(async (level) => {
            const [one = "", two = ""] = await level.keys({ gt: "item-", limit: 2 }).all();
            await level.put(one, (await level.get(two)) ?? "");
          }),
        /is damaged: 1 of its values are damaged, "item-notes~.*; table notes has 119 entries and had 120/,
      ],
    ];
    for (const [what, made, harm, problem] of cases)
      it(what, async () => {
        await store[made]();
        await harm();
        const refusal = await refusalOf(store.open());
        expect(refusal).to.be.an.instanceOf(UserError);
        expect(refusal.message)
          .to.match(problem)
          .and.match(/--repair/)
          .and.not.contain("\n");
        expect((await refusalOf(store.open())).message).to.match(/is damaged/);
        const { opening, said } = repairing();
        const kept = await store.within(async (service) => idsIn(service), opening);
        expect(said.join("\n")).to.match(/^repaired: the DynamoDB data .* is damaged/);
        expect(readdirSync(store.folder.path).some((name) => name.startsWith("dynamodb.damaged-"))).to.equal(true);
        await store.within(async (service) => {
          expect(await idsIn(service)).to.deep.equal(kept);
          for (const index of ["by-topic", "topics"]) expect(await idsIn(service, index)).to.deep.equal(kept);
          await put(service, 999);
          expect(await idsIn(service)).to.have.length(kept.length + 1);
        });
      });
  });

  it("loses nothing whole by a repair of one value", async () => {
    await store.settledAndKilled();
    await store.tamper(async (level) => level.put(await keyAfter(level, "item-"), "harmed"));
    await store.within(async (service) => expect(await idsIn(service)).to.have.length(count - 1), repairing().opening);
  });

  it("answers an error, and no part of the items, when a value turns out damaged while it runs", async () => {
    await store.closed();
    await store.tamper(async (level) => level.put(await keyAfter(level, "item-"), "harmed"));
    seal(store.directory);
    await store.within(async (service) => {
      for (const request of [{ TableName: "notes" }, { TableName: "notes", Limit: 1 }])
        expect((await refusalOf(call(service, "Scan", request))).message).to.match(
          /InternalServerError.*is damaged at/,
        );
    });
  });

  it("takes the torn end of a killed host's log for what was never acknowledged", async () => {
    await store.killed();
    truncateSync(store.file(/\.log$/), statSync(store.file(/\.log$/)).size - 5);
    await store.within(async (service) => expect(await idsIn(service)).to.have.length(count - 1));
  });

  it("counts what updates, moves between index keys, deletions and transactions leave", async () => {
    await store.within(async (service) => {
      await fill(service);
      for (let at = 0; at < count; at += 2) {
        const Item = { id: { S: `note-${at}` }, topic: { S: "moved" }, at: { N: "1" } };
        await call(service, "PutItem", { TableName: "notes", Item });
      }
      const remove = (at: number) =>
        call(service, "DeleteItem", { TableName: "notes", Key: { id: { S: `note-${at}` } } });
      await Promise.all([1, 2, 3, 3, 500].map(remove));
      await call(service, "PutItem", { TableName: "notes", Item: { id: { S: "note-5" }, at: { N: "1" } } });
      const TransactItems = [
        { Put: { TableName: "notes", Item: { id: { S: "new" }, topic: { S: "t" }, at: { N: "1" } } } },
        { Delete: { TableName: "notes", Key: { id: { S: "note-7" } } } },
      ];
      await call(service, "TransactWriteItems", { TransactItems });
    });
    // Without its seal everything is counted again when it opens.
    store.unseal();
    await store.within(async (service) => expect(await idsIn(service)).to.have.length(count - 3));
    expect(readFileSync(join(store.directory, "seal"), "utf8")).to.match(/^[0-9a-f]{8} \{/);
  });
});

import { expect } from "chai";
import type { Item } from "../../../functions/backups/items";
import { refusalOf } from "../../../packages/offline/test/support/sdk";
import { counts, notes, Scene } from "../../support/restore-scene";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** An item with a value of every type, and with texts that are hard on files of lines. */
const everything: Item = {
  id: { S: "every\u{1f600}thing\u2028\n é" },
  text: { S: "line one\nline two\u2028three\u0085\u{1f600}" },
  number: { N: "-12.5" },
  large: { N: "123456789012345678901234567890" },
  yes: { BOOL: true },
  nothing: { NULL: true },
  bytes: { B: bytes(0, 1, 254, 255) },
  words: { SS: ["b", "a", "é"] },
  numbers: { NS: ["3", "1", "2"] },
  blobs: { BS: [bytes(2), bytes(1, 1)] },
  list: { L: [{ S: "one" }, { M: { NS: { S: "no set" } } }, { L: [] }] },
  map: { M: { SS: { SS: ["z", "y"] }, empty: { M: {} } } },
  blank: { S: "" },
};

describe("functions/backups/restore: tables", () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  const named = (id: string): Item => ({ id: { S: id } });
  const wide = { tables: ["the-wide"] };

  it("come back from nothing as they were, with values of every type", async () => {
    await scene.putItems("wide", [everything, ...notes(30)]);
    const narrow = [1, 2].map((at) => ({ day: { S: "é" }, at: { N: String(at) }, topic: { S: "x" } }));
    await scene.putItems("narrow", narrow);
    await scene.putItems("binary", [{ key: { B: bytes(255, 0, 10) }, text: { S: "é" } }, { key: { B: bytes(10) } }]);
    const before = [await scene.items("wide"), await scene.items("narrow"), await scene.items("binary")];
    await scene.backUp({ perFile: 7 });
    await scene.deleteItems("wide", [{ id: everything.id ?? { S: "" } }, ...notes(30)]);
    await scene.deleteItems(
      "narrow",
      narrow.map(({ day, at }) => ({ day, at })),
    );
    await scene.deleteItems("binary", [{ key: { B: bytes(255, 0, 10) } }, { key: { B: bytes(10) } }]);
    const { status, tables } = await scene.restore();
    expect(status).to.equal("complete");
    expect(tables).to.deep.equal({
      "the-wide": counts({ restored: 31 }),
      "the-narrow": counts({ restored: 2 }),
      "the-binary": counts({ restored: 2 }),
    });
    expect([await scene.items("wide"), await scene.items("narrow"), await scene.items("binary")]).to.deep.equal(before);
    expect((await scene.restore()).tables).to.deep.equal({
      "the-wide": counts({ equal: 31 }),
      "the-narrow": counts({ equal: 2 }),
      "the-binary": counts({ equal: 2 }),
    });
  });

  /** A backup of 40 items, after which 10 are deleted, 5 changed, and 3 added. */
  async function aged(): Promise<void> {
    await scene.putItems("wide", notes(40));
    await scene.backUp();
    await scene.deleteItems("wide", notes(10));
    await scene.putItems("wide", notes(15, { changed: { BOOL: true } }).slice(10));
    await scene.putItems("wide", [named("later-1"), named("later-2"), named("later-3")]);
  }

  it("get what is missing, and keep what is different or came later", async () => {
    await aged();
    const kept = await scene.items("wide");
    const { tables } = await scene.restore(wide);
    expect(tables).to.deep.equal({ "the-wide": counts({ restored: 10, equal: 25, different: 5 }) });
    expect(await scene.items("wide"))
      .to.have.length(43)
      .and.to.deep.include.members(kept);
  });

  it("are exactly those of the backup after mode replace", async () => {
    await aged();
    const { tables } = await scene.restore({ ...wide, mode: "replace", confirm: "dev" });
    expect(tables).to.deep.equal({ "the-wide": counts({ restored: 15, equal: 25, removed: 3 }) });
    expect(await scene.items("wide")).to.deep.equal(notes(40));
  });

  for (const mode of ["missing", "replace"] as const) {
    it(`are not changed by a dry run in mode ${mode}, which tells what would be`, async () => {
      await aged();
      const before = await scene.items("wide");
      scene.takeCalls();
      const { tables, dryRun } = await scene.restore({ ...wide, mode, dryRun: true });
      expect(dryRun).to.equal(true);
      const removed = mode === "replace" ? 3 : 0;
      expect(tables).to.deep.equal({ "the-wide": counts({ missing: 10, equal: 25, different: 5, removed }) });
      expect(scene.takeCalls()).to.not.have.any.keys("PutItem", "BatchWriteItem", "DeleteItem", "UpdateItem");
      expect(await scene.items("wide")).to.deep.equal(before);
    });
  }

  it("keep an item that somebody makes while they are restored, and do not take their own for it", async () => {
    await scene.putItems("wide", notes(2, { of: { S: "the backup" } }));
    await scene.backUp();
    await scene.deleteItems("wide", notes(2));
    const made = [
      { ...named("note-0000"), of: { S: "somebody" } },
      { ...named("note-0001"), of: { S: "the backup" } },
    ];
    // Between the read of the batch and its first write.
    let isMade = false;
    scene.tools.tables.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const answer = await next(args);
          if (commandName !== "BatchGetItemCommand" || isMade) return answer;
          isMade = true;
          await scene.putItems("wide", made);
          return answer;
        },
      { step: "initialize" },
    );
    const { tables } = await scene.restore(wide);
    expect(tables).to.deep.equal({ "the-wide": counts({ different: 1, equal: 1 }) });
    expect(await scene.items("wide")).to.deep.include({ id: { S: "note-0000" }, of: { S: "somebody" } });
  });

  it("are restored by either name, and nothing else is then", async () => {
    await scene.putItems("wide", notes(3));
    await scene.putItems("binary", [{ key: { B: bytes(1) } }]);
    await scene.put("images", "a", "content");
    await scene.backUp();
    await scene.deleteItems("wide", notes(3));
    await scene.deleteItems("binary", [{ key: { B: bytes(1) } }]);
    await scene.remove("images", "a");
    const { tables, buckets } = await scene.restore({ tables: ["wide"] });
    expect(tables).to.deep.equal({ "the-wide": counts({ restored: 3 }) });
    expect(buckets).to.deep.equal({});
    expect(await scene.items("binary")).to.deep.equal([]);
    expect(await scene.keys("images")).to.deep.equal([]);
    expect((await scene.restore({ tables: ["the-binary"], prefix: "" })).buckets).to.have.property("the-images");
  });

  it("of another stack are found by their names in the program", async () => {
    await scene.putItems("wide", notes(3));
    const backup = await scene.backUp();
    await scene.deleteItems("wide", notes(3));
    await scene.writeBackup({
      ...backup,
      stack: "another",
      tables: backup.tables.map((table) => ({ ...table, physicalName: `${table.physicalName}-of-another` })),
    });
    expect((await scene.restore()).tables["the-wide"]).to.deep.equal(counts({ restored: 3 }));
  });

  it("with another key than their backup's are refused before anything is written", async () => {
    await scene.putItems("wide", notes(3));
    const backup = await scene.backUp();
    await scene.deleteItems("wide", notes(3));
    const tables = backup.tables.map((table) => (table.name === "the-binary" ? { ...table, keys: ["id"] } : table));
    await scene.writeBackup({ ...backup, tables });
    const { message } = await refusalOf(scene.restore());
    expect(message).to.equal("the table the-binary has another key than its backup: key, not id");
    expect(await scene.items("wide")).to.deep.equal([]);
  });

  /** Has the first calls of an operation do a part of what they are asked; returns how many are to come. */
  function leaveUndone(operation: "BatchGetItem" | "BatchWriteItem", times: number): () => number {
    let left = times;
    const [undoneName, partOf] =
      operation === "BatchGetItem"
        ? ["UnprocessedKeys", (some: unknown[]) => ({ Keys: some, ConsistentRead: true })]
        : ["UnprocessedItems", (some: unknown[]) => some];
    scene.tools.tables.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName !== `${operation}Command` || left === 0) return next(args);
          left -= 1;
          const { input } = Object(args);
          const [[table = "", batch] = []] = Object.entries<unknown>(input.RequestItems);
          const all: unknown[] = Array.isArray(batch) ? batch : Object(batch).Keys;
          const RequestItems = { [table]: partOf(all.slice(0, 1)) };
          const answer = Object(await next(Object({ ...args, input: { ...input, RequestItems } })));
          const undone = all.length > 1 ? { [table]: partOf(all.slice(1)) } : {};
          return { ...answer, output: { ...answer.output, [undoneName]: undone } };
        },
      { step: "initialize", priority: "low" },
    );
    return () => left;
  }

  for (const mode of ["missing", "replace"] as const) {
    it(`are complete in mode ${mode} though DynamoDB leaves parts of batches undone`, async () => {
      await aged();
      const left = [leaveUndone("BatchGetItem", 3), leaveUndone("BatchWriteItem", 4)];
      const { tables } = await scene.restore({ ...wide, mode, confirm: "dev" });
      expect(tables["the-wide"]).to.deep.equal(
        counts(
          mode === "missing" ? { restored: 10, equal: 25, different: 5 } : { restored: 15, equal: 25, removed: 3 },
        ),
      );
      expect(left.map((count) => count())).to.deep.equal(mode === "missing" ? [0, 4] : [0, 0]);
      expect(scene.clock.slept).to.be.at.least(3000);
    });
  }

  for (const [operation, mode] of [
    ["BatchGetItem", "missing"],
    ["PutItem", "missing"],
    ["BatchWriteItem", "replace"],
    ["Scan", "replace"],
  ] as const) {
    it(`are complete in mode ${mode} though ${operation} finds no capacity for a while`, async () => {
      await aged();
      const ends = [1, 2, 3].map((call) =>
        scene.faults.plan({ operation, call, error: "ProvisionedThroughputExceededException" }),
      );
      const { status, tables } = await scene.restore({ ...wide, mode, confirm: "dev" });
      for (const end of ends) end();
      expect(status).to.equal("complete");
      expect(tables["the-wide"]).to.include({ restored: mode === "missing" ? 10 : 15, equal: 25 });
    });
  }

  it("end where they are when DynamoDB has no capacity, and fail in the next invocation if it has none yet", async () => {
    await aged();
    const end = scene.faults.plan({ operation: "BatchGetItem", error: "ProvisionedThroughputExceededException" });
    const began = scene.clock.clock.now();
    const { status, next } = await scene.restore({ ...wide, seconds: 20 });
    expect(status).to.equal("unfinished");
    // Twenty seconds are for ending what was begun.
    expect((scene.clock.clock.now() - began) / 1000).to.be.within(40, 42);
    const { message } = await refusalOf(scene.restore({ ...wide, next }));
    expect(message).to.equal("the table wide has no capacity left: run it again when it is used less");
    end();
    const { tables } = await scene.restore({ ...wide, next });
    expect(tables).to.deep.equal({ "the-wide": counts({ restored: 10, equal: 25, different: 5 }) });
  });

  it("take at most 80 % of the units that the smallest of a table and its indexes has", async () => {
    const items = Array.from({ length: 60 }, (_, at) => ({
      ...{ day: { S: "x" }, at: { N: String(at) }, topic: { S: "t" }, text: { S: "y".repeat(at % 2 ? 100 : 1500) } },
    }));
    await scene.putItems("narrow", items);
    await scene.backUp();
    await scene.deleteItems(
      "narrow",
      items.map(({ day, at }) => ({ day, at })),
    );
    const began = scene.clock.clock.now();
    let written = 0;
    scene.onCall = (operation) => {
      if (operation === "PutItem") written += 1;
      const seconds = (scene.clock.clock.now() - began) / 1000;
      // Half of the items take two units each: three for two of them, on average, and four in a second.
      if (written > 30) expect(written * 1.5).to.be.at.most(4 * seconds + 8 * 2 + 3);
    };
    const { tables } = await scene.restore({ tables: ["narrow"], seconds: 840 });
    expect(tables["the-narrow"]).to.deep.equal(counts({ restored: 60 }));
    const seconds = (scene.clock.clock.now() - began) / 1000;
    // The last batch is paid for by whoever comes next.
    expect(seconds).to.be.within(90 / 4 - 5, 90 / 4 + 1);
  });

  it("pay across invocations for what they have taken", async () => {
    const items = Array.from({ length: 60 }, (_, at) => ({
      ...{ day: { S: "x" }, at: { N: String(at) }, topic: { S: "t" }, text: { S: "y".repeat(1500) } },
    }));
    await scene.putItems("narrow", items);
    await scene.backUp();
    await scene.deleteItems(
      "narrow",
      items.map(({ day, at }) => ({ day, at })),
    );
    const began = scene.clock.clock.now();
    const { last, invocations } = await scene.restoreAll({ tables: ["narrow"], seconds: 5 });
    expect(last.tables["the-narrow"]).to.deep.equal(counts({ restored: 60 }));
    expect(invocations).to.be.at.least(6);
    expect((scene.clock.clock.now() - began) / 1000).to.be.within(120 / 4 - 6, 120 / 4 + 6);
  });
});

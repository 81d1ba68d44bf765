import { expect } from "chai";
import type { Restoration } from "../../../functions/backups/restore";
import type { RestoreInput } from "../../../functions/backups/restore-input";
import { refusalOf } from "../../../packages/offline/test/support/sdk";
import { notes, Scene } from "../../support/restore-scene";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const replace: RestoreInput = { mode: "replace", confirm: "dev" };

/** What is left of a backup after a while, the same each time. */
async function age(scene: Scene): Promise<void> {
  const narrow = Array.from({ length: 30 }, (_, at) => ({ day: { S: `d${at % 3}` }, at: { N: String(at) } }));
  const binary = Array.from({ length: 60 }, (_, at) => ({ key: { B: bytes(255 - at, at) } }));
  const keys = Array.from({ length: 12 }, (_, at) => `${["a", "\uff5e", "\u{1f600}"][at % 3]} ${at}`);
  await scene.putItems("wide", notes(70));
  await scene.putItems(
    "narrow",
    narrow.map((key) => ({ ...key, topic: { S: "t" } })),
  );
  await scene.putItems("binary", binary);
  for (const key of keys) await scene.put("images", key, key);
  await scene.backUp({ perFile: 30, perPart: 5 });
  await scene.s3Clock.advance(3_600_000);
  await scene.deleteItems("wide", notes(40));
  await scene.putItems("wide", notes(50, { changed: { BOOL: true } }).slice(40));
  await scene.deleteItems("narrow", narrow.slice(0, 20));
  await scene.deleteItems("binary", binary.slice(0, 10));
  await scene.putItems(
    "binary",
    Array.from({ length: 90 }, (_, at) => ({ key: { B: bytes(1, 2, at) } })),
  );
  for (const key of keys.slice(0, 5)) await scene.remove("images", key);
  await scene.put("images", keys[6] ?? "", "changed");
  await scene.put("images", "later", "later");
}

interface End {
  last: Restoration;
  invocations: number;
  state: unknown;
}

/** Ages a scene of its own, restores it, and looks at what there is then. */
async function run(input: RestoreInput, millisecondsPerCall = 0): Promise<End> {
  const scene = await Scene.open();
  try {
    await age(scene);
    scene.onCall = () => scene.clock.pass(millisecondsPerCall);
    const { last, invocations } = await scene.restoreAll(input);
    const objects: unknown[] = [];
    for (const key of await scene.keys("images")) objects.push([key, await scene.read("images", key)]);
    const tables = [await scene.items("wide"), await scene.items("narrow"), await scene.items("binary")];
    return { last, invocations, state: [tables, objects] };
  } finally {
    await scene.close();
  }
}

describe("functions/backups/restore: in slices", () => {
  for (const [what, input] of [
    ["mode missing", {}],
    ["mode replace", replace],
    ["a dry run", { mode: "replace", dryRun: true }],
  ] as const) {
    it(`ends as in one go when it is late after each call, in ${what}`, async () => {
      const whole = await run(input);
      expect(whole.invocations).to.equal(1);
      const slices = await run({ ...input, seconds: 5 }, 10_000);
      expect(slices.invocations).to.be.at.least(20);
      expect(slices.last.next).to.equal(undefined);
      expect(slices.last).to.deep.equal(whole.last);
      expect(slices.state).to.deep.equal(whole.state);
    });
  }

  it("goes on from any slice, though some are done twice", async () => {
    const scene = await Scene.open();
    await age(scene);
    scene.onCall = () => scene.clock.pass(3000);
    let next: Restoration["next"];
    for (let invocations = 1; ; invocations++) {
      const answer = await scene.restore({ ...replace, seconds: 5, next });
      // As after a lost connection.
      if (invocations % 3 === 0) await scene.restore({ ...replace, seconds: 5, next });
      next = answer.next;
      if (!next) break;
    }
    const whole = await run(replace);
    expect([await scene.items("wide"), await scene.items("narrow"), await scene.items("binary")]).to.deep.equal(
      Object(whole.state)[0],
    );
    await scene.close();
  });

  it("keeps within the time that is asked for, and that Lambda has left", async () => {
    const scene = await Scene.open();
    await age(scene);
    scene.onCall = () => scene.clock.pass(1000);
    for (const [seconds, remaining, most] of [
      [10, 900_000, 10],
      [840, 45_000, 15],
      [50, 10_000, 0],
    ] as const) {
      const began = scene.clock.clock.now();
      const { status } = await scene.restore({ seconds, dryRun: true }, remaining);
      expect(status).to.equal("unfinished");
      // Looking the backup up takes two calls, and a step may take some that was begun.
      expect((scene.clock.clock.now() - began) / 1000).to.be.within(most, most + 6);
    }
    await scene.close();
  });

  it("stays with its backup when there is another one of the day by then", async () => {
    const scene = await Scene.open();
    await scene.putItems("wide", notes(30));
    await scene.backUp();
    scene.onCall = () => scene.clock.pass(10_000);
    const { next } = await scene.restore({ seconds: 5 });
    await scene.backUp({ id: "2026-11-28T14-00-00-000Z" });
    expect((await scene.restore({ seconds: 5, next })).backup).to.equal("2026-11-28T02-00-00-000Z");
    const { message } = await refusalOf(scene.restore({ seconds: 5, next, tables: ["wide"] }));
    expect(message).to.match(/^next is of a restoration with another input/);
    await scene.close();
  });
});

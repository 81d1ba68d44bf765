import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { linesFrom, linesOf } from "../../../functions/backups/data-files";
import { batchesOf } from "../../../functions/backups/restore-table";
import { refusalOf } from "../../../packages/offline/test/support/sdk";
import { Scene } from "../../support/restore-scene";

const all = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
};

async function* each<T>(...values: T[]): AsyncGenerator<T> {
  yield* values;
}

describe("functions/backups/data-files", () => {
  it("has lines whole, wherever pieces end: within a line, its end or a character", async () => {
    const text = 'one\ntwo "\u{1f600}\u2028é"\n\nthree\r\nfour';
    const bytes = Buffer.from(text);
    const expected = ["one", 'two "\u{1f600}\u2028é"', "three\r", "four"];
    for (let at = 0; at <= bytes.length; at++)
      expect(await all(linesOf(each(bytes.subarray(0, at), bytes.subarray(at))))).to.deep.equal(expected);
    expect(await all(linesOf(each(...[...bytes].map((byte) => Uint8Array.of(byte)))))).to.deep.equal(expected);
    expect(await all(linesOf(each()))).to.deep.equal([]);
  });

  describe("read from S3", () => {
    let scene: Scene;
    const lines = Array.from({ length: 400 }, (_, at) => `${at} ${randomBytes(500).toString("hex")}`);

    before(async () => {
      scene = await Scene.open();
      await scene.put("archive", "file", gzipSync(`${lines.join("\n")}\n`));
    });

    after(() => scene.close());

    /** Has the connections of reads end early, as S3 ends those that nobody reads from; returns how many were made. */
    function breakConnections(shares: number[]): { made: () => number; end: () => void } {
      let made = 0;
      scene.storage.middlewareStack.add(
        (next, { commandName }) =>
          async (args) => {
            const answer = await next(args);
            const share = shares[made];
            if (commandName !== "GetObjectCommand") return answer;
            made += 1;
            if (share === undefined) return answer;
            const whole = Buffer.from(await Object(answer.output).Body.transformToByteArray());
            async function* broken(): AsyncGenerator<Buffer> {
              yield whole.subarray(0, whole.length * (share ?? 1));
              // What has come is read before.
              await setTimeout(100);
              throw Object.assign(new Error("aborted"), { code: "ECONNRESET" });
            }
            return Object({ ...answer, output: { ...answer.output, Body: Readable.from(broken()) } });
          },
        { step: "initialize", name: "broken" },
      );
      return { made: () => made, end: () => scene.storage.middlewareStack.remove("broken") };
    }

    it("begins at any line", async () => {
      expect(await all(linesFrom(scene.archive, "file"))).to.deep.equal(lines);
      expect(await all(linesFrom(scene.archive, "file", 390))).to.deep.equal(lines.slice(390));
      expect(await all(linesFrom(scene.archive, "file", 400))).to.deep.equal([]);
    });

    it("goes on where a connection ended too early, no line twice", async () => {
      const { made, end } = breakConnections([0.3, 0.6, 0.9]);
      expect(await all(linesFrom(scene.archive, "file", 5))).to.deep.equal(lines.slice(5));
      expect(made()).to.equal(4);
      end();
    });

    it("fails with what the connection says, if none brings anything more", async () => {
      const { made, end } = breakConnections([0.5, 0.5, 0.5, 0.5, 0.5]);
      expect((await refusalOf(all(linesFrom(scene.archive, "file")))).message).to.equal("aborted");
      expect(made()).to.equal(3);
      end();
    });
  });
});

describe("functions/backups/restore-table: batches", () => {
  const sizes = async (lines: string[], rate: number): Promise<number[]> =>
    (await all(batchesOf(each(...lines), rate))).map((batch) => batch.length);

  it("have at most 25 items and a megabyte, and what a table writes in five seconds", async () => {
    expect(
      await sizes(
        Array.from({ length: 60 }, () => "x"),
        1000,
      ),
    ).to.deep.equal([25, 25, 10]);
    expect(
      await sizes(
        Array.from({ length: 5 }, () => "é".repeat(200 * 1024)),
        1000,
      ),
    ).to.deep.equal([2, 2, 1]);
    expect(
      await sizes(
        Array.from({ length: 30 }, () => "x"),
        4,
      ),
    ).to.deep.equal([20, 10]);
    expect(
      await sizes(
        Array.from({ length: 3 }, () => "x".repeat(400 * 1024)),
        4,
      ),
    ).to.deep.equal([1, 1, 1]);
    expect(await sizes([], 4)).to.deep.equal([]);
  });
});

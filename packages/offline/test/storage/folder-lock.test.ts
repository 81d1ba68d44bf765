import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { UserError } from "../../src/errors";
import { DataFolder } from "../../src/storage/data-folder";
import { TestFolder } from "../support/damage";

/** A process that opens a folder and holds it until it is killed. */
async function holder(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--require", "tsx/cjs", join(__dirname, "../support/folder-holder.ts"), path]);
  await once(child.stdout, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

const locksOf = (path: string) => readdirSync(path).filter((name) => name.startsWith("lock."));

describe("storage/folder-lock: a data folder", () => {
  let folder: TestFolder;
  let path: string;

  beforeEach(() => {
    folder = new TestFolder();
    path = folder.file("data");
  });

  afterEach(() => folder.remove());

  it("is one process's at a time: a second is refused in one line that says who holds it and what can be done", async () => {
    const other = await holder(path);
    try {
      const before = readdirSync(path).map((name) => [name, statSync(join(path, name)).mtimeMs]);
      const expected = `process ${other.pid} is using the data folder ${path}: stop it, or choose another folder with --data`;
      expect(() => DataFolder.open(path)).to.throw(UserError, expected);
      expect(readdirSync(path).map((name) => [name, statSync(join(path, name)).mtimeMs])).to.deep.equal(before);
    } finally {
      await kill(other);
    }
  });

  it("is taken over from a process that was killed", async () => {
    const other = await holder(path);
    await kill(other);
    expect(locksOf(path)).to.deep.equal(["lock.1"]);
    const data = DataFolder.open(path);
    expect(locksOf(path)).to.deep.equal(["lock.2"]);
    data.close();
    expect(locksOf(path)).to.deep.equal([]);
  });

  it("is opened once in a process, and again when it was closed", () => {
    const data = DataFolder.open(path);
    expect(() => DataFolder.open(path)).to.throw(UserError, `process ${process.pid} is using`);
    data.close();
    DataFolder.open(path).close();
  });

  it("is not held by the owner of what it is a copy of", () => {
    const data = DataFolder.open(path);
    cpSync(path, folder.file("copy"), { recursive: true });
    DataFolder.open(folder.file("copy")).close();
    data.close();
  });

  describe("with a lock that this process could have written", () => {
    let lock: Record<string, unknown>;
    const leave = (changes: object) => writeFileSync(join(path, "lock.7"), JSON.stringify({ ...lock, ...changes }));

    beforeEach(() => {
      const data = DataFolder.open(path);
      lock = JSON.parse(readFileSync(join(path, "lock.1"), "utf8"));
      data.close();
    });

    const stale: [what: string, changes: object][] = [
      ["a process that is gone", { pid: 2 ** 22 + 1 }],
      ["a process with this one's id, before it", { session: "another" }],
      ...(process.platform === "linux"
        ? ([
            ["a process whose id another process has now", { pid: process.ppid, started: "1" }],
            ["a process before the machine booted", { pid: process.ppid, boot: "another" }],
            ["a process of an earlier container of this name", { pid: process.ppid, space: "another" }],
          ] satisfies [string, object][])
        : []),
    ];
    for (const [what, changes] of stale)
      it(`is taken over from ${what}`, () => {
        leave(changes);
        const data = DataFolder.open(path);
        expect(locksOf(path)).to.deep.equal(["lock.8"]);
        data.close();
      });

    it("is taken over where a power failure has emptied the lock", () => {
      writeFileSync(join(path, "lock.7"), "");
      DataFolder.open(path).close();
    });

    it("is refused where another machine holds it, and the file to delete is named", () => {
      leave({ machine: "elsewhere" });
      expect(() => DataFolder.open(path)).to.throw(
        UserError,
        /on elsewhere is using .*if it is gone, delete \S+lock\.7/,
      );
    });
  });

  it("that many processes want at once has one owner", async () => {
    mkdirSync(path);
    await kill(await holder(path));
    const tries = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, [
          "--require",
          "tsx/cjs",
          join(__dirname, "../support/folder-holder.ts"),
          path,
        ]);
        const [chunk] = await once(child.stdout, "data");
        return { child, said: String(chunk) };
      }),
    );
    const owners = tries.filter(({ said }) => said.startsWith("held"));
    await Promise.all(owners.map(({ child }) => kill(child)));
    expect(owners).to.have.length(1);
  });
});

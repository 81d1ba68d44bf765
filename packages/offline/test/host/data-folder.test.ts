import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Command } from "../support/command";
import { flipBit, TestFolder } from "../support/damage";
import { canMount, SmallDisk, whyPending } from "../support/full-disk";
import { programFolder } from "../support/programs";

const program = ["--program", programFolder("queues"), "--stack", "dev", "--port", "0"];

/** All files below a folder. */
const filesIn = (path: string): string[] =>
  existsSync(path) ? readdirSync(path, { recursive: true }).map(String) : [];

describe("host/main: the data folder", () => {
  let folder: TestFolder;
  let data: string;
  const running: Command[] = [];

  beforeEach(() => {
    folder = new TestFolder();
    data = folder.file("data");
  });

  afterEach(async () => {
    for (const command of running.splice(0)) await command.kill();
    folder.remove();
  });

  const start = async (...options: string[]): Promise<Command> => {
    const command = new Command(...program, "--data", data, ...options);
    await command.url();
    running.push(command);
    return command;
  };
  const stop = async (command: Command): Promise<unknown> => {
    running.splice(running.indexOf(command), 1);
    command.signal("SIGTERM");
    return command.code();
  };
  /** What a start that must fail says. */
  const refusal = async (...options: string[]): Promise<string> => {
    const command = new Command(...program, "--data", data, ...options);
    expect(await command.code()).to.equal(1);
    expect(command.text).to.match(/^offline: [^\n]+\n$/);
    return command.text;
  };

  it("is one host's: another is refused in one line, on whatever port, and the first goes on", async () => {
    const first = await start();
    expect(await refusal()).to.match(
      /^offline: process \d+ is using the data folder \S+data: stop it, or choose another/,
    );
    expect((await fetch(`${await first.url()}/_offline/health`)).status).to.equal(200);
    expect(await stop(first)).to.equal(0);
  });

  it("is the next host's at once when a host was killed", async () => {
    const first = await start();
    running.pop();
    await first.kill();
    expect(await stop(await start())).to.equal(0);
  });

  it("that is damaged is refused in one line, and started with what is whole by --repair", async () => {
    await stop(await start());
    flipBit(join(data, "sqs", "messages.jsonl"), '"journal"');
    expect(await refusal()).to.match(
      /messages\.jsonl is damaged at line 1 \(byte 0\): .*--repair, which keeps what is whole/,
    );
    const repaired = await start("--repair");
    expect(repaired.text).to.match(/^\S+ {2}repaired: \S+messages\.jsonl is damaged/m);
    await stop(repaired);
    await stop(await start());
  });

  describe(`on a disk that refuses${whyPending}`, () => {
    let disk: SmallDisk;

    beforeEach(function () {
      if (!canMount) this.skip();
      disk = new SmallDisk(16);
      data = join(disk.path, "data");
    });

    afterEach(async () => {
      for (const command of running.splice(0)) await command.kill();
      disk?.remove();
    });

    it("ends the first start in one line, and leaves nothing half-written", async () => {
      disk.fill();
      expect(await refusal()).to.match(
        /the disk is full: cannot write \S+; choose another folder with --data|the disk is full/,
      );
      disk.free();
      expect(filesIn(data).filter((name) => /\.new$|lock/.test(name))).to.deep.equal([]);
      await stop(await start());
    });

    it("ends a later start in one line, and starts when there is room again", async () => {
      await stop(await start());
      disk.fill();
      expect(await refusal()).to.match(/the disk is full: cannot write \S+/);
      expect(filesIn(data).filter((name) => /\.new$|lock/.test(name))).to.deep.equal([]);
      disk.free();
      await stop(await start());
    });

    it("ends a start in one line where it is read-only", async () => {
      await stop(await start());
      disk.makeReadOnly();
      expect(await refusal()).to.match(/the disk is read-only: cannot write \S+; choose another folder with --data/);
    });

    it("ends the first start in one line where it is read-only", async () => {
      disk.makeReadOnly();
      expect(await refusal()).to.match(/the disk is read-only: cannot write \S+; choose another folder with --data/);
    });

    it("lets a host end in order", async () => {
      const host = await start();
      disk.fill();
      expect(await stop(host)).to.equal(0);
      expect(host.text).to.not.match(/\n\s+at /);
    });
  });
});

import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { builtTools } from "../../support/tools";
import { StandIn } from "../restore/function";

describe("tools/backup/main: npm run backup", function () {
  this.timeout(60_000);
  const home = new StandIn("backupFunction");

  before(() => home.open());
  after(() => home.close());

  const run = (...options: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const parameters = [join(builtTools, "backup/main.js"), "--url", home.url, ...options];
      const env = { ...process.env, NODE_NO_WARNINGS: "1", OFFLINE_TOKEN: "token" };
      execFile(process.execPath, parameters, { env }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  const outcome = (status: string, backup?: string) => ({ answer: { status, backup } });
  const [yesterdays, todays] = ["2026-11-27T02-00-00-000Z", "2026-11-28T14-03-09-000Z"];

  it("begins a backup, and says its name when it is complete", async () => {
    home.reply(outcome("idle"), outcome("complete", todays));
    expect(await run()).to.deep.equal({ code: 0, stderr: "", stdout: `Backed up ${home.url} as ${todays}\n` });
    expect(home.inputs).to.deep.equal([{ mode: "continue" }, {}]);
  });

  it("completes one that began earlier first, since that need not have what has come since", async () => {
    home.reply(outcome("unfinished", yesterdays), outcome("complete", yesterdays), outcome("complete", todays));
    expect(await run()).to.deep.equal({
      ...{ code: 0, stderr: "" },
      stdout: `  ${yesterdays} goes on\nBacked up ${home.url} as ${todays}\n`,
    });
  });

  it("goes on where the function's time was up, or another run has gone on with it", async () => {
    home.reply(outcome("idle"), outcome("unfinished", todays), outcome("overtaken", todays), outcome("idle"));
    const { code, stdout } = await run();
    expect([code, stdout.split("\n").at(-2)]).to.deep.equal([0, `Backed up ${home.url} as ${todays}`]);
    expect(home.inputs.slice(1)).to.deep.equal([{}, { mode: "continue" }, { mode: "continue" }]);
  });

  it("ends with one line of what the function throws, and of an option that it does not know", async () => {
    home.reply({ error: "table events has no capacity" });
    expect(await run()).to.include({ code: 1, stderr: "backup: table events has no capacity\n" });
    expect(await run("--date", "2026-11-28")).to.include({
      code: 1,
      stderr: "backup: Unknown option '--date'; --help lists the options\n",
    });
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "chai";
import { eventually } from "../../../packages/offline/test/support/poll";
import { builtTools } from "../../support/tools";
import { restoration, StandIn } from "./function";

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const next = (phase: string) => ({ backup: "x", input: "y", position: { phase, index: 1 }, progress: { lost: [] } });
const unfinished = (phase: string, restored = 0) => ({
  answer: restoration({ status: "unfinished", next: next(phase) }, { restored }),
});

describe("tools/restore/main: npm run restore", function () {
  this.timeout(60_000);
  const home = new StandIn();

  before(() => home.open());
  after(() => home.close());

  const start = (options: string[]): ChildProcess =>
    spawn(process.execPath, [join(builtTools, "restore/main.js"), "--url", home.url, ...options], {
      env: { ...process.env, NODE_NO_WARNINGS: "1", OFFLINE_TOKEN: "token" },
      stdio: ["ignore", "pipe", "pipe"],
    });

  async function ended(child: ChildProcess): Promise<Ended> {
    const printed = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) child[name]?.on("data", (chunk) => (printed[name] += chunk));
    const [code] = await once(child, "close");
    return { code, ...printed };
  }

  const run = (...options: string[]): Promise<Ended> => ended(start(options));

  it("lists the backups that there are", async () => {
    home.reply({
      answer: {
        backups: [
          { id: "2026-11-28T02-00-00-000Z", completedAt: "", items: 1234567, objects: 89 },
          { id: "2026-11-27T02-00-00-000Z", completedAt: "", items: 1, objects: 0 },
        ],
      },
    });
    expect(await run()).to.deep.equal({
      ...{ code: 0, stderr: "" },
      stdout: [
        `Backups in ${home.url}, the newest first; restore one with --date`,
        "  backup                        items  objects",
        "  2026-11-28T02-00-00-000Z  1,234,567       89",
        "  2026-11-27T02-00-00-000Z          1        0",
        "",
      ].join("\n"),
    });
    expect(home.inputs).to.deep.equal([{ seconds: 15 }]);
  });

  it("says that there is none yet", async () => {
    home.reply({ answer: { backups: [] } });
    expect(await run()).to.include({ code: 0, stdout: `There is no complete backup in ${home.url} yet.\n` });
  });

  it("restores in slices, with a line for each, and ends with a table", async () => {
    home.reply(unfinished("verify"), unfinished("tables", 1200), unfinished("objects", 2400), {
      answer: restoration({ lost: ["images/a", "images/b"] }, { restored: 2400, different: 3, missing: 2 }),
    });
    const options = ["--date", "2026-11-28", "--table", "notes", "--table", "events", "--prefix", "a/"];
    expect(await run(...options)).to.deep.equal({
      ...{ code: 0, stderr: "" },
      stdout: [
        `Restoring 2026-11-28T02-00-00-000Z into ${home.url}`,
        "  verifying the backup",
        "  restoring tables: 1,200 restored",
        "  restoring objects: 2,400 restored",
        "Backup 2026-11-28T02-00-00-000Z, mode missing",
        "                 restored  equal  different  missing  pending",
        "  table notes       2,400      0          3        2        0",
        "  bucket images         0      0          0        0        0",
        "The archive has no copies any more of these, which stay missing:",
        "  images/a",
        "  images/b",
        "",
      ].join("\n"),
    });
    const input = { date: "2026-11-28", tables: ["notes", "events"], prefix: "a/", seconds: 15 };
    expect(home.inputs).to.deep.equal([
      input,
      { ...input, next: next("verify") },
      { ...input, next: next("tables") },
      { ...input, next: next("objects") },
    ]);
  });

  it("asks for a dry run, of another archive, and says what it means", async () => {
    home.reply({ answer: restoration({ dryRun: true, mode: "replace" }, { removed: 7 }) });
    const options = ["--date", "2026-11-28", "--mode", "replace", "--dry-run", "--archive", "elsewhere"];
    const { code, stdout } = await run(...options);
    expect(code).to.equal(0);
    expect(stdout)
      .to.contain("pending  removed\n")
      .and.to.match(/ 7\n/)
      .and.to.contain("A dry run: nothing was written.");
    expect(home.inputs).to.deep.equal([
      { date: "2026-11-28", mode: "replace", dryRun: true, archive: "elsewhere", seconds: 15 },
    ]);
  });

  it("overwrites nothing without the stack's name", async () => {
    home.reply();
    expect(await run("--date", "2026-11-28", "--mode", "replace")).to.deep.equal({
      ...{ code: 1, stdout: "" },
      stderr: "restore: mode replace overwrites and deletes: name the stack with --yes, or try --dry-run first\n",
    });
    expect(home.inputs).to.deep.equal([]);
    home.reply({ answer: restoration({ mode: "replace" }) });
    expect(await run("--date", "2026-11-28", "--mode", "replace", "--yes", "dev")).to.include({ code: 0 });
    expect(home.inputs).to.deep.equal([{ date: "2026-11-28", mode: "replace", confirm: "dev", seconds: 15 }]);
  });

  it("says when to run it again, and ends with 2, while copies are on their way", async () => {
    const when = "what is in Glacier was asked for, and is there in five hours at the latest: run it again then";
    home.reply({ answer: restoration({ status: "pending", when }, { pending: 5 }) });
    const { code, stdout, stderr } = await run("--date", "2026-11-28");
    expect({ code, stderr }).to.deep.equal({ code: 2, stderr: "" });
    expect(stdout).to.match(new RegExp(`${when}\\n$`));
  });

  it("goes on from the last slice when one was lost or throttled", async () => {
    home.reply(
      unfinished("tables", 10),
      "lost",
      { status: 429, name: "TooManyRequestsException", message: "Rate Exceeded." },
      { answer: restoration({}, { restored: 20 }) },
    );
    const { code, stdout, stderr } = await run("--date", "2026-11-28");
    expect(code).to.equal(0);
    expect(stderr.split("\n")).to.have.length(3);
    expect(stderr)
      .to.match(new RegExp(`^no answer from ${home.url} \\(.+\\); asking again in 1 s\\n`))
      .and.to.contain(`no answer from ${home.url} (Rate Exceeded.); asking again in 2 s\n`);
    expect(stdout).to.contain("table notes          20");
    const input = { date: "2026-11-28", seconds: 15 };
    const again = { ...input, next: next("tables") };
    expect(home.inputs).to.deep.equal([input, again, again, again]);
  });

  for (const [what, reply, message] of [
    [
      "what the function has to say",
      { error: "archive has no complete backup of 2026-11-28; the nearest are 2026-11-27" },
      "restore: archive has no complete backup of 2026-11-28; the nearest are 2026-11-27\n",
    ],
    [
      "what Lambda refuses",
      { status: 404, name: "ResourceNotFoundException", message: "Function not found: the-function" },
      "restore: ResourceNotFoundException: Function not found: the-function\n",
    ],
  ] as const) {
    it(`ends with ${what} in one line`, async () => {
      home.reply(reply);
      expect(await run("--date", "2026-11-28")).to.deep.equal({ code: 1, stdout: "", stderr: message });
      expect(home.inputs).to.have.length(1);
    });
  }

  it("ends with one line of an option that it does not know, and prints what there is", async () => {
    expect(await run("--colour")).to.deep.equal({
      ...{ code: 1, stdout: "" },
      stderr: "restore: Unknown option '--colour'; --help lists the options\n",
    });
    const { code, stdout } = await run("--help");
    expect(code).to.equal(0);
    for (const option of ["--date", "--table", "--prefix", "--mode", "--dry-run", "--archive", "--yes", "--stack"])
      expect(stdout).to.contain(`  ${option} `);
  });

  it("tells who stops it that it may be run again", async () => {
    home.reply("silent");
    const child = start(["--date", "2026-11-28"]);
    const end = ended(child);
    await eventually("the invocation", async () => (home.inputs.length > 0 ? true : undefined));
    child.kill("SIGINT");
    expect(await end).to.deep.equal({
      ...{ code: 130, stdout: "" },
      stderr: "\nStopped. Running the command again goes on safely: what is done stays done.\n",
    });
  });
});

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const command = ["--require", require.resolve("tsx/cjs"), resolve("tools/cost/main.ts")];

/** Where the command keeps the programs of other commits. */
const copies = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("atelier-cost-"));

describe("tools/cost/main: npm run cost", function () {
  this.timeout(120_000);
  let folder: string;

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const program = (units: number): string => `import * as aws from "@pulumi/aws";
new aws.dynamodb.Table("table", { hashKey: "id", attributes: [{ name: "id", type: "S" }], readCapacity: ${units}, writeCapacity: ${units} });
`;
  const git = (...args: string[]): void => {
    const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
    const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  };

  async function run(...options: string[]): Promise<Ended> {
    const child = spawn(process.execPath, [...command, ...options], {
      cwd: folder,
      env: { ...process.env, NODE_NO_WARNINGS: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) child[name].on("data", (chunk) => (printed[name] += chunk));
    const [code] = await once(child, "close");
    return { code, ...printed };
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "cost-test-"));
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "dir");
    write("Pulumi.yaml", "name: shop\nruntime: nodejs\nmain: index.ts\n");
    write("Pulumi.prod.yaml", "config:\n  aws:region: us-east-1\n");
    write("package.json", "{}");
    write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "nodenext", strict: true } }));
    write(".gitignore", "node_modules\n");
    write("index.ts", program(25));
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "25 units");
    write("index.ts", program(30));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("prints what the program in this folder costs on stack prod, in the stack's region", async () => {
    const { code, stdout, stderr } = await run("--idle");
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(stdout).to.match(/^Stack prod in us-east-1, US dollars a month, without taxes\n/);
    expect(stdout).to.match(/^Total {2,}17\.08 {2,}14\.24 {2,}2\.85 {2,}0\.00$/m);
  });

  it("compares with another commit, whose copy it takes away again", async () => {
    const before = copies();
    const { code, stdout, stderr } = await run("--idle", "--against", "HEAD");
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(stdout).to.match(/^DynamoDB {2}read capacity {3,}0\.00 {2}0\.47 {2,}\+0\.47$/m);
    expect(stdout).to.match(/^Total {2,}0\.00 {2}2\.85 {2,}\+2\.85$/m);
    expect(copies()).to.deep.equal(before);
    expect(existsSync(join(folder, ".git", "worktrees"))).to.equal(false);
  });

  it("prints both as JSON, with the source of each price", async () => {
    const { code, stdout } = await run(
      "--idle",
      "--hours",
      "10",
      "--region",
      "eu-west-3",
      "--against",
      "HEAD",
      "--json",
    );
    expect(code).to.equal(0);
    const { region, volumes, lines, against, difference } = JSON.parse(stdout);
    expect({ region, hours: volumes.hours, requests: volumes.requests, against }).to.deep.equal({
      ...{ region: "eu-west-3", hours: 10, requests: 0, against: "HEAD" },
    });
    expect(lines[0]).to.deep.include({ service: "DynamoDB", what: "read capacity", units: 30 * 730, price: 0.0001544 });
    expect(lines[0].source.url).to.match(/^https:/);
    expect(difference.total.after).to.be.closeTo(5 * 730 * (0.0001544 + 0.000772), 1e-9);
  });

  it("says what its volumes are, and what they are by default", async () => {
    const { code, stdout } = await run("--help");
    expect(code).to.equal(0);
    expect(stdout).to.include("--requests N           requests of the API, the site's included; 100,000 by default");
  });

  const refused: [problem: string, options: string[], message: string][] = [
    [
      "a region without prices",
      ["--region", "eu-north-1"],
      "no prices of region eu-north-1: choose with --region from eu-west-3, us-east-1",
    ],
    ["a volume that is no number", ["--requests", "many"], `--requests takes a number from 0, not "many"`],
    ["an option that it does not know", ["--gigabyte", "1"], "Unknown option '--gigabyte'; --help lists the options"],
    ["configuration without a value", ["--config", "cdn"], `--config takes key=value, not "cdn"`],
  ];
  for (const [problem, options, message] of refused)
    it(`refuses ${problem} in one line`, async () => {
      expect(await run(...options)).to.deep.equal({ code: 1, stdout: "", stderr: `cost: ${message}\n` });
    });

  it("names a commit that git does not know, and a stack that is not there", async () => {
    const unknown = await run("--against", "no-such-branch");
    expect(unknown).to.include({ code: 1, stdout: "" });
    expect(unknown.stderr).to.match(/^cost: --against no-such-branch: git knows no such commit in \S+\n$/);
    const stackless = await run("--stack", "staging");
    expect(stackless).to.include({ code: 1, stdout: "" });
    expect(stackless.stderr).to.match(
      /^cost: no stack staging: \S+Pulumi\.staging\.yaml does not exist; there is prod\n$/,
    );
  });
});

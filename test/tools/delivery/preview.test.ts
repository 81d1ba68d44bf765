import { expect } from "chai";
import { Machine } from "../../support/tools";

describe("tools/delivery: preview", () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = new Machine();
    await machine.open();
    machine.install("pulumi", "npm", "gh");
    machine.answer("pulumi", "preview", { stdout: "+ aws:s3:Bucket images create\nResources: + 1 to create\n" });
    machine.answer("npm", "run --silent cost", { stdout: "S3   +0.02 USD\n" });
  });

  afterEach(() => machine.close());

  it("prints what would change, and what that would cost compared with main", async () => {
    const { code, stdout } = await machine.run("preview");
    expect(code).to.equal(0);
    expect(stdout).to.contain("Resources: + 1 to create").and.to.contain("S3   +0.02 USD");
    expect(machine.args("npm")).to.deep.equal(["run --silent cost -- --stack localstack --against origin/main"]);
    expect(machine.args("pulumi")).to.deep.equal(["preview --diff --color never --stack localstack --non-interactive"]);
  });

  const written = () => machine.calls("gh").map(({ args, input }) => ({ args: args.replace(/ \S+$/, ""), input }));

  it("writes it into a pull request, in the place of the comment before", async () => {
    await machine.run("preview", {}, ["--pull-request", "12"]);
    const [{ args, input = "" } = { args: "" }] = written();
    expect(args).to.equal("pr comment 12 --edit-last --create-if-none --body-file");
    expect(input).to.contain("### What a deployment to `localstack` would change\n\nResources: + 1 to create\n");
    expect(input).to.contain("```\nS3   +0.02 USD\n```");
  });

  it("shows what a pull request says as a text, whatever marks are in it", async () => {
    machine.answer("pulumi", "preview", { stdout: "a name with ```` in it\n# No heading\n" });
    await machine.run("preview", {}, ["--pull-request", "12"]);
    expect(written()[0]?.input).to.contain("`````\na name with ```` in it\n# No heading\n`````");
  });

  it("keeps within what GitHub takes", async () => {
    machine.answer("pulumi", "preview", { stdout: "x".repeat(100_000) });
    await machine.run("preview", {}, ["--pull-request", "12"]);
    const { input = "" } = written()[0] ?? {};
    expect(input.length).to.be.lessThan(65_536);
    expect(input).to.contain("… the rest is in the workflow's log");
  });

  it("fails where Pulumi refuses, which the pull request is told", async () => {
    machine.answer("pulumi", "preview", { stderr: "error: the program failed: no such region\n", code: 255 });
    const { code, stderr } = await machine.run("preview", {}, ["--pull-request", "12"]);
    expect(code).to.equal(1);
    expect(stderr).to.contain("preview: pulumi preview --diff failed (exit code 255): error: the program failed");
    expect(written()[0]?.input).to.contain("error: the program failed: no such region");
  });

  it("says why the cost is not known, which is no reason to fail", async () => {
    machine.answer("npm", "run --silent cost", { stderr: "cost: no prices for af-south-1\n", code: 1 });
    const { code, stdout } = await machine.run("preview");
    expect(code).to.equal(0);
    expect(stdout).to.contain("cost: no prices for af-south-1");
  });
});

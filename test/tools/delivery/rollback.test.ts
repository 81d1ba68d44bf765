import { expect } from "chai";
import { Machine } from "../../support/tools";

const head = "1111111111111111111111111111111111111111";
const good = "2222222222222222222222222222222222222222";

describe("tools/delivery: rollback", () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = new Machine();
    await machine.open();
    machine.install("pulumi", "npm", "git");
    machine.answer("pulumi", "preview --json", { stdout: '{"steps":[]}' });
    machine.answer("git", "tag --list", { stdout: "deployed/localstack/20261130T2\ndeployed/localstack/20261130T1\n" });
    known("HEAD", head);
    known("deployed/localstack/20261130T2", head);
    known("deployed/localstack/20261130T1", good);
  });

  afterEach(() => machine.close());

  const known = (name: string, hash: string): void =>
    machine.answer("git", `rev-parse --verify --quiet --end-of-options ${name}^{commit}`, { stdout: `${hash}\n` });
  const ups = (): string[] => machine.args("pulumi").filter((args) => args.startsWith("up "));

  it("deploys the last commit that was tagged as good, apart from the present one, out of a folder of its own", async () => {
    const { code, stdout, stderr } = await machine.run("rollback");
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(stdout).to.contain("Going back to deployed/localstack/20261130T1 (222222222)");
    expect(stdout).to.contain("Next: npm run test:deployed");
    const trees = machine.args("git").filter((args) => args.startsWith("worktree"));
    const folder = trees[0]?.split(" ")[3];
    expect(trees).to.deep.equal([`worktree add --detach ${folder} ${good}`, `worktree remove --force ${folder}`]);
    expect(machine.calls("npm").map(({ args, folder }) => [args, folder])).to.deep.equal([["ci", folder]]);
    const deployed = machine.calls("pulumi").find(({ args }) => args.startsWith("up "));
    expect(deployed?.folder).to.equal(folder);
  });

  it("leaves as it is what holds data and would be deleted or replaced", async () => {
    const urn = (type: string, name: string) => `urn:pulumi:localstack::atelier::atelier:x:X$${type}::${name}`;
    const steps = [
      { op: "delete", urn: urn("aws:dynamodb/table:Table", "comments") },
      { op: "create-replacement", urn: urn("aws:s3/bucket:Bucket", "images") },
      { op: "delete-replaced", urn: urn("aws:s3/bucket:Bucket", "images") },
      { op: "update", urn: urn("aws:dynamodb/table:Table", "events") },
      { op: "delete", urn: urn("aws:lambda/function:Function", "comments") },
    ];
    machine.answer("pulumi", "preview --json", { stdout: JSON.stringify({ steps }) });
    const { stdout } = await machine.run("rollback");
    expect(stdout).to.contain("Left as it is, since it holds data: atelier:x:X$aws:dynamodb/table:Table comments");
    const excluded = [urn("aws:dynamodb/table:Table", "comments"), urn("aws:s3/bucket:Bucket", "images")];
    expect(ups()).to.deep.equal([
      `up --yes --skip-preview --refresh ${excluded.map((one) => `--exclude ${one}`).join(" ")} --stack localstack --non-interactive`,
    ]);
  });

  it("goes back to the commit that is named", async () => {
    known("v1", good);
    const { code, stdout } = await machine.run("rollback", {}, ["--to", "v1"]);
    expect(code).to.equal(0);
    expect(stdout).to.contain("Going back to v1");
  });

  it("refuses where no earlier commit is tagged as good", async () => {
    machine.answer("git", "tag --list", { stdout: "deployed/localstack/20261130T2\n" });
    const { code, stderr } = await machine.run("rollback");
    expect([code, stderr]).to.deep.equal([
      1,
      "rollback: no earlier commit is tagged as good for localstack (deployed/localstack/*); run: git fetch --tags, or name one: --to COMMIT\n",
    ]);
    expect(machine.args("git").filter((args) => args.startsWith("worktree"))).to.deep.equal([]);
  });

  it("refuses a commit that is not there", async () => {
    machine.answer("git", "rev-parse --verify --quiet --end-of-options nowhere", { code: 1 });
    const { code, stderr } = await machine.run("rollback", {}, ["--to", "nowhere"]);
    expect([code, stderr]).to.deep.equal([1, "rollback: there is no commit nowhere\n"]);
  });

  it("tidies up where the packages of that commit cannot be installed", async () => {
    machine.answer("npm", "ci", { stderr: "npm error network\n", code: 1 });
    const { code, stderr } = await machine.run("rollback");
    expect(code).to.equal(1);
    expect(stderr).to.contain("rollback: npm ci failed (exit code 1): npm error network\n");
    expect(ups()).to.deep.equal([]);
    expect(machine.args("git").at(-1)).to.match(/^worktree remove --force /);
  });
});

import { expect } from "chai";
import { Machine, type ScriptEnd } from "../../support/tools";

describe("tools/emulator: the scripts that use what is deployed", () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = new Machine();
    await machine.open();
    machine.install("docker", "pulumi");
    machine.answer("docker", "info", { stdout: "28.2.2\nDebian GNU/Linux 12 (bookworm)\n" });
    machine.answer("docker", "network inspect bridge", { stdout: "172.17.0.1\n" });
  });

  afterEach(() => machine.close());

  const hidesTheKey = ({ stdout, stderr }: ScriptEnd): void => {
    expect(stdout + stderr).to.not.contain("the-secret-key");
  };

  for (const script of ["test:localstack", "test:bonus"]) {
    it(`${script} says how to deploy where nothing is`, async () => {
      const undeployed = {
        code: 1,
        stdout: "",
        stderr: `${script}: localstack is not deployed; run: npm run deploy\n`,
      };
      machine.answer("pulumi", "stack output", { stdout: "{}\n" });
      expect(await machine.run(script)).to.deep.equal(undeployed);
      machine.answer("pulumi", "stack output", { stderr: "error: no stack named 'localstack' found\n", code: 6 });
      expect(await machine.run(script)).to.deep.equal(undeployed);
    });
  }

  describe("test:localstack", () => {
    /** A suite that says where it would send its requests. */
    const suite = (verdict: string) => `
      const { API_URL, API_KEY, AWS_ENDPOINT_URL } = process.env;
      it("asks " + API_URL + " and " + AWS_ENDPOINT_URL, () => { if (API_KEY !== "the-secret-key") throw new Error("no key"); ${verdict} });`;

    it("runs the HTTP suites against the deployed stack", async () => {
      const { apiUrl } = machine.deploy();
      machine.write("test/functions/one.test.ts", suite(""));
      const ended = await machine.run("test:localstack");
      expect(ended.code, ended.stderr).to.equal(0);
      expect(ended.stdout).to.contain(`asks ${apiUrl} and ${machine.url}`).and.to.contain("1 passing");
      hidesTheKey(ended);
    });

    it("fails when they do", async () => {
      machine.deploy();
      machine.write("test/functions/one.test.ts", suite(`throw new Error("wrong")`));
      const { code, stderr } = await machine.run("test:localstack");
      expect(code).to.equal(1);
      expect(stderr).to.contain("test:localstack: tests failed; npm run logs shows what the emulator says\n");
    });
  });

  describe("status", () => {
    it("says what runs and what to do next, from nothing to all", async () => {
      machine.deploy();
      const lines = async () => (await machine.run("status")).stdout.trimEnd().split("\n");
      const apiUrl = `${machine.url}/restapis/abc/dev/_user_request_`;

      const gone = await lines();
      expect(gone).to.deep.equal([
        "Docker      28.2.2 runs",
        `LocalStack  4.14.0 at ${machine.url}`,
        `Stack       ${apiUrl}`,
        "API         does not answer",
        "Next: npm run deploy",
      ]);

      machine.pages.set("/restapis/abc/dev/_user_request_/health", () => ({ status: 200, body: {} }));
      expect((await lines()).slice(3)).to.deep.equal(["API         healthy", "Next: npm run test:localstack"]);

      machine.answer("pulumi", "stack output", { stderr: "error: no stack named 'localstack' found\n", code: 6 });
      expect((await lines()).slice(2)).to.deep.equal([
        "Stack       localstack is not deployed; run: npm run deploy",
        "API         does not answer",
        "Next: npm run deploy",
      ]);

      await machine.stopEmulator();
      expect((await lines()).slice(1)).to.deep.equal(["LocalStack  not running", "Next: npm run up"]);
    });

    it("tells what is wrong with Docker, and downloads no CLI just to look", async () => {
      machine.uninstall("pulumi");
      machine.answer("docker", "info", { stderr: "Cannot connect to the Docker daemon. Is it running?\n", code: 1 });
      const { code, stdout } = await machine.run("status");
      expect(code).to.equal(0);
      expect(stdout).to.contain("Docker      Docker is installed but not running;").and.to.contain("not deployed\n");
    });

    it("shows no secrets", async () => {
      machine.deploy();
      hidesTheKey(await machine.run("status"));
    });
  });

  describe("clean", () => {
    it("removes containers, volumes and the stack's state, and keeps the stack's configuration", async () => {
      const { code, stdout } = await machine.run("clean");
      expect(machine.args("docker").at(-1)).to.equal("compose --profile bonus down --remove-orphans --volumes");
      expect(machine.args("pulumi")).to.deep.equal([
        "stack rm --yes --force --preserve-config --stack localstack --non-interactive",
      ]);
      expect([code, stdout.split("\n").at(-2)]).to.deep.equal([0, "Next: npm run up"]);
    });

    it("is content where there is no stack, or no CLI that could have made one", async () => {
      machine.answer("pulumi", "stack rm", { stderr: "error: no stack named 'localstack' found\n", code: 6 });
      expect((await machine.run("clean")).code).to.equal(0);
      machine.uninstall("pulumi");
      expect((await machine.run("clean")).code).to.equal(0);
    });
  });
});

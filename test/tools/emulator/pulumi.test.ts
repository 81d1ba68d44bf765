import { join } from "node:path";
import { expect } from "chai";
import { Machine } from "../../support/tools";

const { version } = require("pulumi/package.json");

describe("tools/emulator: the scripts that need Pulumi", () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = new Machine();
    await machine.open();
  });

  afterEach(() => machine.close());

  describe("the CLI", () => {
    const packaged = `.pulumi/versions/${version}/bin/pulumi`;

    it("is the one that the pulumi package brings where PATH has none", async () => {
      machine.installAt(packaged);
      const { curl } = machine.deploy();
      const { code, stdout } = await machine.run("deploy");
      expect(code).to.equal(0);
      expect(stdout).to.contain(curl);
      expect(machine.args("pulumi")).to.have.length(3);
    });

    it("is one on PATH rather than that, though npm puts the package's own command before it", async () => {
      machine.installAt(packaged);
      machine.installAt("node_modules/.bin/pulumi");
      machine.install("pulumi");
      machine.deploy();
      const folders = ["node_modules/.bin", "bin"].map((name) => join(machine.folder, name));
      await machine.run("deploy", { PATH: folders.join(":") });
      for (const { file } of machine.calls("pulumi")) expect(file).to.equal(join(machine.folder, "bin/pulumi"));
    });

    it("is named with the way to get it where it cannot be downloaded", async () => {
      machine.installAt(packaged);
      machine.answer("pulumi", "", { stderr: "pulumi: fetch failed\n", code: 1 });
      expect(await machine.run("deploy")).to.deep.equal({
        code: 1,
        stdout: "",
        stderr:
          "deploy: Pulumi's CLI could not be downloaded; install it: https://www.pulumi.com/docs/iac/download-install/\n",
      });
    });
  });

  describe("state and passphrase", () => {
    const chosen = async (environment: Record<string, string> = {}) => {
      machine.install("pulumi");
      machine.deploy();
      await machine.run("deploy", environment);
      const { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE } = machine.calls("pulumi")[0]?.environment ?? {};
      return { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE };
    };

    it("are this machine and the empty one", async () => {
      expect(await chosen()).to.deep.equal({ PULUMI_BACKEND_URL: "file://~", PULUMI_CONFIG_PASSPHRASE: "" });
    });

    it("are what people chose by variables", async () => {
      const environment = { PULUMI_BACKEND_URL: "s3://state", PULUMI_CONFIG_PASSPHRASE: "mine" };
      expect(await chosen(environment)).to.deep.equal(environment);
    });

    it("are told without the password that a backend's address holds", async () => {
      machine.install("pulumi");
      machine.deploy();
      const { stdout } = await machine.run("deploy", { PULUMI_BACKEND_URL: "postgres://me:secret@host/state" });
      expect(stdout).to.contain("its state is in postgres://host/state\n");
    });

    it("are left to a file with the passphrase", async () => {
      const { PULUMI_CONFIG_PASSPHRASE } = await chosen({ PULUMI_CONFIG_PASSPHRASE_FILE: "/passphrase" });
      expect(PULUMI_CONFIG_PASSPHRASE).to.equal(undefined);
    });

    it("are left to Pulumi's backend where people are logged in, or have its token", async () => {
      expect((await chosen({ PULUMI_ACCESS_TOKEN: "pul-1" })).PULUMI_BACKEND_URL).to.equal(undefined);
      machine.write(".pulumi/credentials.json", '{ "current": "https://api.pulumi.com" }');
      await machine.run("deploy");
      expect(machine.calls("pulumi").at(-1)?.environment.PULUMI_BACKEND_URL).to.equal(undefined);
    });
  });

  describe("pulumi", () => {
    it("passes any command on, for the emulator's stack", async () => {
      machine.install("pulumi");
      machine.answer("pulumi", "cancel", { stdout: "canceled\n" });
      const { code, stdout } = await machine.run("pulumi", {}, ["cancel", "--yes"]);
      expect([code, stdout]).to.deep.equal([0, "canceled\n"]);
      expect(machine.args("pulumi")).to.deep.equal(["cancel --yes --stack localstack"]);
    });

    it("does nothing where the configuration names no emulator, which would be AWS", async () => {
      machine.install("pulumi");
      machine.write("Pulumi.localstack.yaml", "config: {}\n");
      const { code, stderr } = await machine.run("pulumi", {}, ["up"]);
      expect(code).to.equal(1);
      expect(stderr).to.match(/^pulumi: Pulumi.localstack.yaml has no aws:endpoints/);
    });

    it("fails as the CLI does, and asks what to do where nothing is said", async () => {
      machine.install("pulumi");
      machine.answer("pulumi", "nonsense", { stderr: "error: unknown\n", code: 2 });
      const failed = await machine.run("pulumi", {}, ["nonsense"]);
      expect([failed.code, failed.stderr]).to.deep.equal([
        1,
        "error: unknown\npulumi: pulumi nonsense failed (exit code 2); its output is above\n",
      ]);
      const { stderr } = await machine.run("pulumi");
      expect(stderr).to.equal("pulumi: say what Pulumi is to do: npm run pulumi -- cancel --yes\n");
    });
  });

  it("lists the scripts there are when asked for another", async () => {
    const { code, stderr } = await machine.run("depoly");
    expect(code).to.equal(1);
    expect(stderr).to.match(/^depoly: no such command; there are up, down, test:localstack, .*pulumi\n$/);
  });
});

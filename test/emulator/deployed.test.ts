import { expect } from "chai";
import { Machine, type Page, type ScriptEnd } from "../support/tools";

describe("emulator: the scripts that use what is deployed", () => {
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

  describe("bonus", () => {
    const configured = (): string[] => machine.args("pulumi").filter((args) => args.startsWith("config set"));

    it("starts the containers, has the stack control them, and ends with the command to try", async () => {
      const { apiUrl } = machine.deploy();
      const { code, stdout } = await machine.run("bonus");
      expect(code).to.equal(0);
      const up = machine.calls("docker").at(-1);
      expect(up?.args).to.equal("compose --profile bonus up --detach --wait --wait-timeout 600");
      expect(up?.environment.DOCKER_PROXY_ADDRESS).to.equal("172.17.0.1");
      expect(configured()).to.deep.equal([
        "config set dockerHost http://172.17.0.1:2375 --stack localstack --non-interactive",
      ]);
      expect(machine.args("pulumi").filter((args) => args.startsWith("up "))).to.have.length(1);
      expect(stdout).to.contain(
        `Try: curl -H 'x-api-key: the-secret-key' '${apiUrl}/infra?target=docker&action=status&name=mycontainer'\nNext: npm run test:bonus\n`,
      );
    });

    it("leaves the configuration alone where it names the same address", async () => {
      machine.deploy();
      machine.answer("pulumi", "config get dockerHost", { stdout: "http://172.17.0.1:2375\n" });
      const { code, stdout } = await machine.run("bonus");
      expect([code, configured()]).to.deep.equal([0, []]);
      expect(stdout).to.not.contain("git checkout");
    });

    it("takes the address of Docker's bridge where it has another one", async () => {
      machine.deploy();
      machine.answer("docker", "network inspect bridge", { stdout: "172.18.0.1\n" });
      const { stdout } = await machine.run("bonus");
      expect(configured()[0]).to.contain("http://172.18.0.1:2375");
      expect(stdout).to.contain("to undo it: git checkout Pulumi.localstack.yaml");
    });

    it("stays on loopback with Docker Desktop, whose bridge is in a virtual machine", async () => {
      machine.deploy();
      machine.answer("docker", "info", { stdout: "28.2.2\nDocker Desktop\n" });
      await machine.run("bonus");
      expect(machine.calls("docker").at(-1)?.environment.DOCKER_PROXY_ADDRESS).to.equal("127.0.0.1");
      expect(configured()[0]).to.contain("http://host.docker.internal:2375");
    });
  });

  describe("test:bonus", () => {
    const forbidden: Page = { status: 403, body: { title: "Container is not managed by this stack" } };

    /** An API that controls a container; `stops` tells whether it does what it says. */
    function serve({ stops }: { stops: boolean }): void {
      let state = "";
      const be = (next: string): void => {
        state = next;
        machine.answer("docker", "inspect --format {{.State.Status}} mycontainer", { stdout: `${state}\n` });
      };
      const page = (action: string, name: string, answer: () => Page): void => {
        const query = `target=docker&action=${action}&name=${name}`;
        machine.pages.set(`/restapis/abc/dev/_user_request_/infra?${query}`, answer);
      };
      be("running");
      page("status", "mycontainer", () => ({ status: 200, body: { status: state } }));
      page("start", "mycontainer", () => (be("running"), { status: 200, body: { status: "started" } }));
      page("stop", "mycontainer", () => (stops && be("exited"), { status: 200, body: { status: "stopped" } }));
      page("stop", "localstack-main", () => forbidden);
      machine.answer("docker", "inspect --format {{.State.Status}} localstack-main", { stdout: "running\n" });
    }

    it("starts and stops the container, and holds each answer against what Docker says", async () => {
      machine.deploy();
      serve({ stops: true });
      const ended = await machine.run("test:bonus");
      expect(ended).to.deep.equal({
        code: 0,
        stderr: "",
        stdout: `start mycontainer: 200 started; Docker says running
status mycontainer: 200 running; Docker says running
stop mycontainer: 200 stopped; Docker says exited
status mycontainer: 200 exited; Docker says exited
start mycontainer: 200 started; Docker says running
stop localstack-main: 403; Docker says running
6 passed, 0 failed
Next: npm run down
`,
      });
      hidesTheKey(ended);
    });

    it("fails at the first answer that Docker does not bear out", async () => {
      machine.deploy();
      serve({ stops: false });
      const { code, stderr } = await machine.run("test:bonus");
      expect([code, stderr]).to.deep.equal([
        1,
        "test:bonus: stop mycontainer: 200 stopped; Docker says running, not 200 stopped; Docker says exited; is it deployed with npm run bonus?\n",
      ]);
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

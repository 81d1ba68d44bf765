import { expect } from "chai";
import { Machine, type Page } from "../../support/tools";

describe("tools/emulator: the container to control", () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = new Machine();
    await machine.open();
    machine.install("docker", "pulumi");
    machine.answer("docker", "info", { stdout: "28.2.2\nDebian GNU/Linux 12 (bookworm)\n" });
    machine.answer("docker", "network inspect bridge", { stdout: "172.17.0.1\n" });
  });

  afterEach(() => machine.close());

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

    it("does nothing where the configuration names no emulator: Pulumi would deploy to AWS", async () => {
      machine.write("Pulumi.localstack.yaml", "config: {}\n");
      const { code, stderr } = await machine.run("bonus");
      expect(code).to.equal(1);
      expect(stderr).to.match(/^bonus: Pulumi.localstack.yaml has no aws:endpoints/);
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
});

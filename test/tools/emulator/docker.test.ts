import { expect } from "chai";
import { Machine } from "../../support/tools";

/** What Docker says of itself where it runs. */
const info = { stdout: "28.2.2\nDebian GNU/Linux 12 (bookworm)\n" };

describe("tools/emulator: the scripts that need Docker", () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = new Machine();
    await machine.open();
  });

  afterEach(() => machine.close());

  describe("fail with one line that names what is missing", () => {
    for (const script of ["up", "down", "logs", "clean", "bonus", "test:bonus"]) {
      it(`${script}: Docker, and where to get it`, async () => {
        expect(await machine.run(script)).to.deep.equal({
          code: 1,
          stdout: "",
          stderr: `${script}: docker is not installed; get it from https://docs.docker.com/get-docker/, or run the program without it: npm start\n`,
        });
      });
    }

    const words: [what: string, command: string, said: string, message: RegExp][] = [
      [
        "Docker Compose",
        "compose version",
        "docker: 'compose' is not a docker command.\nSee 'docker --help'\n",
        /Docker Compose is not installed; get it from https:/,
      ],
      [
        "Docker Compose, by newer words",
        "compose version",
        "docker: unknown command: docker compose\n\nRun 'docker --help' for more information\n",
        /Docker Compose is not installed/,
      ],
      [
        "a running Docker",
        "info",
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n",
        /Docker is installed but not running; start Docker Desktop, or run: sudo systemctl start docker/,
      ],
      [
        "a running Docker, by newer words",
        "info",
        "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct\n",
        /Docker is installed but not running/,
      ],
      [
        "the right to use it",
        "info",
        "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock\n",
        /this user may not use Docker; run: sudo usermod -aG docker/,
      ],
    ];
    for (const [what, command, stderr, message] of words) {
      it(what, async () => {
        machine.install("docker");
        machine.answer("docker", command, { stderr, code: 1 });
        const ended = await machine.run("up");
        expect([ended.code, ended.stdout]).to.deep.equal([1, ""]);
        expect(ended.stderr).to.match(new RegExp(`^up: ${message.source}.*\n$`));
      });
    }
  });

  describe("up", () => {
    beforeEach(() => {
      machine.install("docker");
      machine.answer("docker", "info", info);
    });

    it("starts the emulator, waits until it is healthy, and says what to type next", async () => {
      const { code, stdout } = await machine.run("up");
      expect(code).to.equal(0);
      expect(stdout).to.equal(`LocalStack 4.14.0 is ready at ${machine.url}\nNext: npm run deploy\n`);
      expect(machine.args("docker").at(-1)).to.equal("compose up --detach --wait --wait-timeout 600");
    });

    const failures: [what: string, said: string, message: string][] = [
      [
        "a port in use",
        "Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint localstack-main (0a1): failed to bind host port for 127.0.0.1:4566:172.18.0.2:4566/tcp: address already in use",
        "port 4566 is in use; stop what uses it (perhaps the offline host, npm start, or another LocalStack)",
      ],
      [
        "a port of another container",
        "Error response from daemon: driver failed programming external connectivity on endpoint localstack-main (0a1): Bind for 127.0.0.1:4566 failed: port is already allocated",
        "port 4566 is in use; stop what uses it (perhaps the offline host, npm start, or another LocalStack)",
      ],
      [
        "a port in use on Docker Desktop",
        "Error response from daemon: Ports are not available: exposing port TCP 127.0.0.1:4566 -> 127.0.0.1:0: listen tcp 127.0.0.1:4566: bind: address already in use",
        "port 4566 is in use; stop what uses it (perhaps the offline host, npm start, or another LocalStack)",
      ],
      [
        "a LocalStack that wants an account",
        "container localstack-main exited (55)",
        "this LocalStack wants an account: set LOCALSTACK_AUTH_TOKEN to your token, or unset LOCALSTACK_VERSION",
      ],
      [
        "a version that does not exist",
        "Error response from daemon: manifest for localstack/localstack:9.9 not found: manifest unknown: manifest unknown",
        "there is no such LocalStack; set LOCALSTACK_VERSION to one of its tags, or unset it",
      ],
      [
        "no network for the images",
        'Error response from daemon: Get "https://registry/v2/": dial tcp: lookup registry: no such host',
        "the images could not be downloaded; that needs the network once",
      ],
      [
        "a container of the same name",
        'Error response from daemon: Conflict. The container name "/localstack-main" is already in use by container "0a1".',
        "another container is called localstack-main; run: docker rm --force localstack-main",
      ],
      [
        "anything else in Docker's own words",
        "some progress\nno space left on device",
        "docker compose up failed (exit code 18): no space left on device",
      ],
    ];
    for (const [what, stderr, message] of failures) {
      it(`shows Docker's output and explains ${what}`, async () => {
        machine.answer("docker", "compose up", { stderr: `${stderr}\n`, code: 18 });
        const ended = await machine.run("up");
        expect(ended).to.deep.equal({ code: 1, stdout: "", stderr: `${stderr}\nup: ${message}\n` });
      });
    }

    it("passes the chosen version and token on, and prints no token", async () => {
      const chosen = { LOCALSTACK_VERSION: "2026.10.0", LOCALSTACK_AUTH_TOKEN: "ls-secret" };
      const { stdout, stderr } = await machine.run("up", chosen);
      expect(machine.calls("docker").at(-1)?.environment).to.include(chosen);
      expect(stdout + stderr).to.not.contain("ls-secret");
    });

    describe("in a Codespace", () => {
      const codespace = { CODESPACE_NAME: "fluffy-umbrella" };

      it("makes the port public", async () => {
        machine.install("gh");
        const { code, stdout } = await machine.run("up", codespace);
        const port = new URL(machine.url).port;
        expect(machine.args("gh")).to.deep.equal([
          `codespace ports visibility ${port}:public --codespace fluffy-umbrella`,
        ]);
        expect(code).to.equal(0);
        expect(stdout).to.contain(`Port ${port} is public`);
      });

      it("says how to do it by hand where GitHub's CLI fails or is not there", async () => {
        const without = await machine.run("up", codespace);
        machine.install("gh");
        machine.answer("gh", "codespace", { stderr: "HTTP 404", code: 1 });
        const failed = await machine.run("up", codespace);
        for (const { code, stdout } of [without, failed]) {
          expect(code).to.equal(0);
          expect(stdout).to.contain("could not be made public; do it in the PORTS tab");
        }
      });
    });
  });

  it("down removes the containers of every profile, keeps the volume, and says what is lost", async () => {
    machine.install("docker");
    const { code, stdout } = await machine.run("down");
    expect(machine.args("docker").at(-1)).to.equal("compose --profile bonus down --remove-orphans");
    expect([code, stdout]).to.deep.equal([
      0,
      "LocalStack is stopped; what was deployed to it is gone, since it keeps nothing\nNext: npm run up, then npm run deploy; or npm run clean to forget the stack as well\n",
    ]);
  });

  it("logs follows what the containers say", async () => {
    machine.install("docker");
    machine.answer("docker", "compose --profile bonus logs", { stdout: "localstack-main | Ready.\n" });
    const { code, stdout } = await machine.run("logs");
    expect([code, stdout]).to.deep.equal([0, "localstack-main | Ready.\n"]);
    expect(machine.args("docker").at(-1)).to.equal("compose --profile bonus logs --follow --tail 100");
  });
});

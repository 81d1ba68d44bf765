import { expect } from "chai";
import { Machine } from "../../support/tools";

describe("tools/delivery: deploy", () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = new Machine();
    await machine.open();
  });

  afterEach(() => machine.close());

  it("makes the stack, deploys it with a refresh, and ends with the command to try", async () => {
    machine.install("pulumi");
    const { curl } = machine.deploy();
    const { code, stdout } = await machine.run("deploy");
    expect(machine.args("pulumi")).to.deep.equal([
      "stack select --create --stack localstack --non-interactive",
      "up --yes --skip-preview --refresh --stack localstack --non-interactive",
      "stack output --json --show-secrets --stack localstack --non-interactive",
    ]);
    expect(code).to.equal(0);
    expect(stdout).to.match(/Deployed localstack; its state is in file:\/\/~\n/);
    expect(stdout.endsWith(`Try: ${curl}\nNext: npm run test:localstack\n`)).to.equal(true);
  });

  it("refuses while the emulator does not run", async () => {
    machine.install("pulumi");
    await machine.stopEmulator();
    const { code, stderr } = await machine.run("deploy");
    expect([code, stderr]).to.deep.equal([1, `deploy: nothing answers at ${machine.url}; run: npm run up\n`]);
  });

  it("refuses to take the offline host for the emulator", async () => {
    machine.pages.clear();
    const { code, stderr } = await machine.run("deploy");
    expect(code).to.equal(1);
    expect(stderr).to.match(/^deploy: what answers at \S+ is not LocalStack \(perhaps the offline host\); stop it\n$/);
  });

  it("refuses where the configuration names no emulator, which would deploy to AWS", async () => {
    machine.install("pulumi");
    machine.write("Pulumi.localstack.yaml", "config:\n  aws:region: us-east-1\n");
    const { code, stderr } = await machine.run("deploy");
    expect([code, stderr]).to.deep.equal([
      1,
      "deploy: Pulumi.localstack.yaml has no aws:endpoints, so Pulumi would deploy to AWS; run: git checkout Pulumi.localstack.yaml\n",
    ]);
  });

  it("refuses where `pulumi stack rm` deleted the configuration", async () => {
    const bare = new Machine();
    try {
      const { code, stderr } = await bare.run("deploy");
      expect(code).to.equal(1);
      expect(stderr).to.match(
        /^deploy: Pulumi.localstack.yaml is gone .*; run: git checkout Pulumi.localstack.yaml\n$/,
      );
    } finally {
      await bare.close();
    }
  });

  const failures: [what: string, command: string, said: string, message: string][] = [
    [
      "a lock",
      "up",
      "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.",
      "another deployment holds the stack; if none is running, run: npm run pulumi -- cancel --yes",
    ],
    [
      "another passphrase",
      "up",
      "error: getting stack configuration: get stack secrets manager: incorrect passphrase",
      "the passphrase is not the one that localstack was made with (an emulator's is empty unless you changed it); set PULUMI_CONFIG_PASSPHRASE to that",
    ],
    [
      "a backend without login",
      "stack select",
      "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
      "Pulumi is not logged in to the chosen backend; run: npx pulumi login, or unset PULUMI_BACKEND_URL",
    ],
    [
      "a backend's folder that is not there",
      "stack select",
      'error: unable to open state directory "file:///nowhere": stat /nowhere: no such file or directory',
      "PULUMI_BACKEND_URL names a folder that does not exist; make it, or unset the variable",
    ],
    [
      "a provider that cannot be downloaded",
      "up",
      "error: Could not automatically download and install resource plugin 'pulumi-resource-aws' at version v7.48.0, install the plugin using `pulumi plugin install resource aws v7.48.0`",
      "Pulumi could not download its resource plugin 'pulumi-resource-aws' v7.48.0; it needs the network once",
    ],
    [
      "an emulator that went away",
      "up",
      "error: creating S3 Bucket: Put http://localhost:4566/x: dial tcp 127.0.0.1:4566: connect: connection refused",
      "the emulator stopped answering; npm run logs says why, npm run up starts it",
    ],
    [
      "anything else in Pulumi's own words",
      "up",
      "warning: something\nerror: update failed\nmore",
      "pulumi up --yes failed (exit code 255): error: update failed",
    ],
  ];
  for (const [what, command, said, message] of failures) {
    it(`explains ${what}`, async () => {
      machine.install("pulumi");
      machine.answer("pulumi", command, { stderr: `${said}\n`, code: 255 });
      const { code, stderr } = await machine.run("deploy");
      expect(code).to.equal(1);
      expect(stderr.trimEnd().split("\n").at(-1)).to.equal(`deploy: ${message}`);
    });
  }
});

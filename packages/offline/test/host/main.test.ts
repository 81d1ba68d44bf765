import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EC2Client, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { UserError } from "../../src/errors";
import { parseOptions } from "../../src/host/options";
import { Command } from "../support/command";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";

describe("host/main: npm start", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "offline-test-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const gateway = ["--program", programFolder("gateway"), "--stack", "dev", "--port", "0"];

  describe("refuses with one clear message and exit code 1", () => {
    const refusals: [string, string[], RegExp][] = [
      [
        "a folder without a program",
        ["--program", programFolder("empty")],
        /^offline: no Pulumi program in \S+empty: it has no Pulumi.yaml\n$/,
      ],
      [
        "an unknown stack",
        ["--program", programFolder("gateway"), "--stack", "moon"],
        /^offline: no stack moon: .* there is dev\n$/,
      ],
      ["an unknown option", ["--colour"], /^offline: Unknown option '--colour'; --help lists the options\n$/],
      [
        "an option that is misspelt",
        ["--prot", "1"],
        /^offline: Unknown option '--prot', did you mean --port\?; --help/,
      ],
      [
        "a log format that is none",
        ["--log-format", "xml"],
        /^offline: --log-format is "xml" but must be text or json\n$/,
      ],
      ["a word that is no option", ["fast"], /^offline: Unexpected argument 'fast'/],
      ["a port that is none", ["--port", "http"], /^offline: --port is "http" but must be a number from 0 to 65535\n$/],
      [
        "a debuggers' port that is none",
        ["--inspect=brk"],
        /^offline: --inspect is "brk" but must be a number from 0 to 65535\n$/,
      ],
      ["configuration without a value", ["--config", "stage"], /^offline: --config takes key=value, not "stage"\n$/],
      [
        "data that is to be kept and not",
        ["--data", "x", "--ephemeral"],
        /^offline: --data and --ephemeral exclude each other/,
      ],
      [
        "an encrypted value",
        ["--program", programFolder("encrypted"), "--stack", "dev"],
        /^offline: encrypted:password .*--config encrypted:password=/,
      ],
      [
        "a program that throws",
        ["--program", programFolder("throws"), "--stack", "dev"],
        /^offline: the program failed: the program gives up\n\s+at .*throws.index\.ts:1:7\)?\n\n> 1 \| throw new Error.*\n {4}\| {7}\^\n$/,
      ],
      [
        "a program that throws while it bundles, without a word of the bundler's",
        ["--program", programFolder("bundles"), "--stack", "dev"],
        /^offline: the program failed: the program gives up while it bundles\n\s+at .*bundles.index\.ts:13:9\)\n\n/,
      ],
    ];
    for (const [what, options, message] of refusals) {
      it(what, async () => {
        const command = new Command("--port", "0", "--ephemeral", ...options);
        expect(await command.code()).to.equal(1);
        expect(command.text).to.match(message);
      });
    }

    it("a command that is misspelt", async () => {
      const command = new Command("ouput", "apiUrl");
      expect(await command.code()).to.equal(1);
      expect(command.text).to.equal("offline: there is no command ouput, did you mean output? --help lists all\n");
    });

    it("an option that npm has kept for itself, with what to run", async () => {
      const npm = { npm_lifecycle_event: "start", npm_config_port: "true" };
      expect(() => parseOptions(["4700"], npm)).to.throw(
        UserError,
        "npm keeps --port for itself; run: npm start -- --port 4700",
      );
      const more = { ...npm, npm_config_stack: "true", npm_config_ephemeral: "true" };
      expect(() => parseOptions(["4700", "dev"], more)).to.throw("npm start -- --stack … --port … --ephemeral");
      expect(parseOptions(["--port", "4700"], { npm_lifecycle_event: "start" })).to.include({ port: 4700 });
    });

    it("a Node.js that is too old", () => {
      const requirements = JSON.stringify(join(__dirname, "../../bin/requirements.js"));
      const old = `Object.defineProperty(process.versions, "node", { value: "12.22.0" }); require(${requirements})`;
      const { status, stderr } = spawnSync(process.execPath, ["--eval", old], { encoding: "utf8" });
      expect([status, stderr]).to.deep.equal([
        1,
        "offline: Node.js 20.19 or newer is needed, and this is 12.22.0; https://nodejs.org has one\n",
      ]);
    });

    it("packages that are not installed", () => {
      copyFileSync(join(__dirname, "../../bin/requirements.js"), join(folder, "requirements.js"));
      const { status, stderr } = spawnSync(process.execPath, [join(folder, "requirements.js")], { encoding: "utf8" });
      expect([status, stderr]).to.deep.equal([1, "offline: packages are not installed; run: npm ci\n"]);
    });

    it("a port in use", async () => {
      const other = createServer().listen(0, "127.0.0.1");
      await once(other, "listening");
      const { port } = Object(other.address());
      try {
        for (const [option, asked] of [
          ["--port", `--port=${port}`],
          ["--inspect=PORT", `--inspect=${port}`],
        ] as const) {
          const command = new Command(...gateway, "--ephemeral", asked);
          expect(await command.code()).to.equal(1);
          expect(command.text).to.equal(
            `offline: port ${port} is in use; stop what uses it or choose another with ${option}\n`,
          );
        }
      } finally {
        other.close();
      }
    });
  });

  it("warns of a type error, in the compiler's words, and goes on serving", async () => {
    const command = new Command(
      "--program",
      programFolder("type-error"),
      ...["--stack", "dev", "--port", "0", "--ephemeral"],
    );
    await command.url();
    const said = "the program has type errors, and `pulumi up` would refuse it:\n  index.ts(1,14): error TS2322";
    await eventually("the warning", async () => (command.text.includes(said) ? true : undefined));
    expect((await command.page("health")).status).to.equal(200);
    command.signal("SIGINT");
    expect(await command.code()).to.equal(0);
  });

  it("says where people sign in", async () => {
    const command = new Command("--program", programFolder("users"), "--stack", "dev", "--port", "0", "--ephemeral");
    await command.url();
    expect(command.text).to.match(/^Sign-in {2}http:\/\/\S+:\d+ {2}\(\S+\)$/m);
    command.signal("SIGINT");
    expect(await command.code()).to.equal(0);
  });

  it("prints a line of JSON for each thing that happens, and for its being ready", async () => {
    const command = new Command(...gateway, "--ephemeral", "--log-format", "json");
    const ready = await eventually("the first line", async () => /^.*\n/.exec(command.text)?.[0]);
    const { url, ...rest } = JSON.parse(ready);
    expect(rest).to.include({ kind: "ready", project: "gateway", stack: "dev" });
    const headers = { "x-offline-token": command.token };
    const outputs = await (await fetch(`${url}/_offline/outputs`, { headers })).json();
    await fetch(`${Object(outputs).url}/fixed/here`);
    command.signal("SIGINT");
    await command.code();
    const told = command.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(told.find(({ kind }) => kind === "request")).to.include({ path: "/fixed/here" });
  });

  for (const flag of ["--help", "-h"])
    it(`lists its options, by ${flag}`, async () => {
      const command = new Command(flag);
      expect(await command.code()).to.equal(0);
      for (const option of ["--program", "--stack", "--port", "--host", "--data", "--ephemeral", "--config"]) {
        expect(command.text).to.contain(`  ${option} `);
      }
    });

  it("takes a value for an encrypted one", async () => {
    const options = ["--program", programFolder("encrypted"), "--stack", "dev", "--port", "0", "--ephemeral"];
    const command = new Command(...options, "--config", "password=open sesame");
    expect(await command.outputs()).to.deep.equal({ password: "open sesame" });
    expect(command.text).to.not.contain("open sesame");
    command.signal("SIGINT");
    expect(await command.code()).to.equal(0);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`stops cleanly within two seconds of ${signal}, whatever runs`, async () => {
      const command = new Command(...gateway, "--ephemeral");
      const { url } = await command.outputs();
      const busy = fetch(`${url}/behave`, { method: "POST", body: '{"loop":true}' }).catch(() => "cut off");
      await (await fetch(`${url}/fixed/here`)).text();
      const signalled = Date.now();
      command.signal(signal);
      expect(await command.code()).to.equal(0);
      expect(Date.now() - signalled).to.be.below(2000);
      expect(await busy).to.equal("cut off");
    });
  }

  it("says where things are, and of the rest how much there is", async () => {
    const command = new Command(...gateway, "--ephemeral");
    await command.url();
    command.signal("SIGINT");
    await command.code();
    expect(command.text)
      .to.match(/^API {6}http:\S+_user_request_ {2}\(\d+ routes\)$/m)
      .and.to.match(/^Missing {2}GET \/ has no handler: .* is not served \(and 2 more: --verbose lists them\)$/m);
    expect(command.text).to.not.contain("/keyed");
  });

  it("names routes, functions and what is only recorded, if it is asked to", async () => {
    const command = new Command(...gateway, "--ephemeral", "--verbose");
    await command.url();
    command.signal("SIGINT");
    await command.code();
    expect(command.text).to.match(/^gateway\/dev is ready at http:\/\/localhost:\d+ after \d+\.\d s\n/);
    expect(command.text)
      .to.match(/ {2}GET +\/keyed +x-api-key\n/)
      .and.to.match(/ {2}GET +\/guarded +not served: the authorizer cognito\n/);
    expect(command.text).to.match(/ {2}behave-[0-9a-f]{7} +128 MB +1 s\n/);
    expect(command.text).to.contain("Recorded only, not served\n  aws:sns/topic:Topic\n");
  });

  it("prints what functions log so that no terminal obeys it, and no line passes for one of the host's", async () => {
    const command = new Command("--program", programFolder("logs"), "--stack", "dev", "--port", "0", "--ephemeral");
    const endpoint = await command.url();
    const { plain: FunctionName } = await command.outputs();
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const lambda = new LambdaClient({ endpoint, region: "eu-west-1", credentials });
    const say = [["info", "\u001b]0;title\u0007\u001b[2J\u009bcleared\r\nIAM denies a call, as AWS would:\rforged"]];
    await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ say }) }));
    lambda.destroy();
    command.signal("SIGINT");
    await command.code();
    expect(command.text).to.match(
      /^\S+ {2}plain {2}\\x1b\]0;title\\x07\\x1b\[2J\\x9bcleared\n {2}IAM denies .*\\x0dforged$/m,
    );
    expect(command.text).to.not.match(/(?!\n)\p{Cc}/u);
  });

  describe("data", () => {
    const own = (): string[] => ["--port", "0", "--data", folder, "--ec2-transition-seconds", "0"];

    it("outlives a kill: ids, keys and the state of instances", async () => {
      const first = new Command(...own());
      const url = await first.url();
      const before = await first.outputs();
      // It is no terminal that it prints to.
      for (const secret of [String(before.apiKey), first.token]) expect(first.text).to.not.contain(secret);
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      const ec2 = new EC2Client({ endpoint: url, region: "us-east-1", credentials });
      await ec2.send(new StopInstancesCommand({ InstanceIds: [String(before.instanceId)] }));
      ec2.destroy();
      await first.kill();

      const second = new Command(...own());
      const after = await second.outputs();
      expect([after.instanceId, after.apiKey]).to.deep.equal([before.instanceId, before.apiKey]);
      const answer = await fetch(`${after.apiUrl}/infra?action=status`, {
        headers: { "x-api-key": String(after.apiKey) },
      });
      expect(await answer.json()).to.include({ state: "stopped" });
      second.signal("SIGINT");
      await second.code();
    });

    it("keeps its secrets from others, and they differ from folder to folder", async () => {
      const options = ["--program", programFolder("gateway"), "--stack", "dev", "--port", "0"];
      const keys: string[] = [];
      for (const name of ["one", "other"]) {
        const command = new Command(...options, "--data", join(folder, name));
        keys.push(String((await command.outputs()).planned));
        command.signal("SIGINT");
        await command.code();
        expect(statSync(join(folder, name, "seed")).mode & 0o777).to.equal(0o600);
      }
      expect(keys[0]).to.not.equal(keys[1]);
    });

    it("is kept nowhere with --ephemeral", async () => {
      const command = new Command(...gateway, "--ephemeral");
      await command.url();
      command.signal("SIGINT");
      await command.code();
      expect(existsSync(join(programFolder("gateway"), ".offline"))).to.equal(false);
    });
  });
});

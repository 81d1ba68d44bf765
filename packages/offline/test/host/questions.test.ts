import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { expect } from "chai";
import { banner } from "../../src/host/banner";
import type { Host } from "../../src/host/host";
import { failure, say } from "../support/ask";
import { output, testHost } from "../support/host";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";
import { administratorOf } from "../support/sdk";

describe("host/questions: what the command line asks a host that runs", () => {
  let folder: string;
  let host: Host;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "questions-"));
    host = await testHost({ program: programFolder("gateway"), stack: "dev", data: folder });
  });

  after(async () => {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe("output", () => {
    it("says one output as it is, a secret one too, and what is no text as JSON", async () => {
      expect(await say("output", ["region", "--data", folder])).to.equal("us-east-1");
      expect(await say("output", ["--data", folder, "planned"])).to.match(/^[0-9a-f]{40}$/);
      expect(await say("output", ["words", "--data", folder])).to.equal('["one","two"]');
    });

    it("says all, without what is secret unless that is asked for", async () => {
      const all = await say("output", ["--data", folder]);
      expect(all)
        .to.match(/^region +us-east-1$/m)
        .and.to.match(/^planned +\[secret\]$/m);
      expect(await say("output", ["--data", folder, "--show-secrets"])).to.match(/^planned +[0-9a-f]{40}$/m);
    });

    it("names the outputs there are to a name that is none", async () => {
      const { message } = await failure(say("output", ["moon", "--data", folder]));
      expect(message).to.match(/^the program has no output moon; there are .*region/);
    });

    it("refuses a second name and unknown options", async () => {
      expect((await failure(say("output", ["a", "b"]))).message).to.equal(
        "output takes the name of one output, or none for all",
      );
      expect((await failure(say("output", ["--colour"]))).message).to.match(/^Unknown option '--colour'/);
    });
  });

  describe("fire", () => {
    it("says in the host's words that there is no such schedule", async () => {
      const { message } = await failure(say("fire", ["moon/../outputs", "--data", folder]));
      expect(message).to.equal("Schedule not found: no schedule moon/../outputs; the program declares none");
    });

    it("takes a name", async () => {
      expect((await failure(say("fire", ["--data", folder]))).message).to.equal("fire takes the name of a schedule");
    });
  });

  describe("mail", () => {
    it("says that there is none", async () => {
      expect(await say("mail", ["--data", folder])).to.equal("no mail yet");
    });

    it("says what topics have sent, the newest last", async () => {
      const other = mkdtempSync(join(tmpdir(), "questions-"));
      const topics = await testHost({ program: programFolder("topics"), stack: "dev", data: other });
      const sns = new SNSClient(administratorOf(topics));
      try {
        for (const Subject of ["first", "second"])
          await sns.send(new PublishCommand({ TopicArn: output(topics, "newsArn"), Message: "hello", Subject }));
        const text = await eventually("two mails", async () => {
          const said = await say("mail", ["--data", other]);
          return said.includes("Subject: first") && said.includes("Subject: second") ? said : undefined;
        });
        expect(text).to.match(/^Sent: .*Z\nFrom: The news <.*>\nTo: me@example.org\nSubject: first\n\nhello\n\nSent: /);
      } finally {
        sns.destroy();
        await topics.close();
        rmSync(other, { recursive: true, force: true });
      }
    });
  });

  describe("which host is meant", () => {
    it("tells the data folder, whose lock has the address and whose token nobody else may read", () => {
      expect(readFileSync(join(folder, "token"), "utf8")).to.equal(`${host.token}\n`);
      expect(statSync(join(folder, "token")).mode & 0o777).to.equal(0o600);
    });

    it("tells an address as well, with the token of the environment", async () => {
      const nowhere = ["region", "--data", join(folder, "none"), "--url", `${host.url}/`];
      expect(await say("output", nowhere, { OFFLINE_TOKEN: host.token })).to.equal("us-east-1");
      expect((await failure(say("output", nowhere, { OFFLINE_TOKEN: "guess" }))).message).to.match(/^Token missing: /);
      expect((await failure(say("output", nowhere))).message).to.match(/^the token of the host at .* OFFLINE_TOKEN$/);
    });

    it("is said in one line not to run, or not to be one", async () => {
      expect((await failure(say("output", ["--data", join(folder, "none")]))).message).to.match(
        /^no host is running with the data folder \S+none: start it, .*--url$/,
      );
      const token = { OFFLINE_TOKEN: "any" };
      expect((await failure(say("output", ["--url", "http://127.0.0.1:1"], token))).message).to.equal(
        "no offline host answers at http://127.0.0.1:1",
      );
    });

    it("has a token of its own for each data folder", async () => {
      const other = mkdtempSync(join(tmpdir(), "questions-"));
      const second = await testHost({ program: programFolder("gateway"), stack: "dev", data: other });
      expect(second.token)
        .to.match(/^[0-9a-f]{64}$/)
        .and.to.not.equal(host.token);
      await second.close();
      rmSync(other, { recursive: true, force: true });
    });
  });
});

describe("host/banner", () => {
  let host: Host;

  before(async () => {
    host = await testHost({ program: programFolder("gateway"), stack: "dev" });
    const curl = `curl -H 'x-api-key: ${String(host.graph.outputs.planned)}' …`;
    const { graph } = host;
    host = { ...host, graph: { ...graph, outputs: { ...graph.outputs, curl }, secretOutputs: ["curl", "planned"] } };
  });

  after(() => host.close());

  it("shows a terminal the command to try, last, and the address of the console with its token", () => {
    const text = banner(host, { seconds: 1, isVerbose: false, showsSecrets: true });
    expect(text)
      .to.contain(`\nConsole  ${host.url}/_offline/?token=${host.token}\n`)
      .and.to.contain(`\nTry\n  ${String(host.graph.outputs.curl)}\n`);
  });

  it("shows others no secret, but how to read it", () => {
    const text = banner(host, { seconds: 1, isVerbose: true, showsSecrets: false });
    expect(text)
      .to.contain("\nOutputs  npx pulumi-offline output --show-secrets\n")
      .and.to.contain("\nTry\n  npx pulumi-offline output curl\n");
    for (const secret of [host.token, String(host.graph.outputs.planned)]) expect(text).to.not.contain(secret);
  });
});

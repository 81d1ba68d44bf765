import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { failure, say } from "../support/ask";
import { type LogsHost, startLogs } from "../support/logs";
import { eventually } from "../support/poll";
import { administratorOf } from "../support/sdk";

describe("host/questions: functions, by the program's names", () => {
  let folder: string;
  let program: LogsHost;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "questions-"));
    program = await startLogs({ data: folder });
  });
  after(async () => {
    await program.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const told = (text: string) => JSON.stringify({ say: [["info", text]] });
  const invoke = (...words: string[]) => say("invoke", [...words, "--data", folder]);

  it("are found by Lambda as well", async () => {
    const lambda = new LambdaClient(administratorOf(program.host, "eu-west-1"));
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "plain" }));
    expect(Configuration?.FunctionName).to.equal(program.name("plain"));
    lambda.destroy();
  });

  describe("invoke", () => {
    it("prints the answer to an event of its words, of a file, or to none", async () => {
      expect(await invoke("plain", told("by word"))).to.match(/^".*\[\$LATEST\][0-9a-f]{32}"$/);
      const file = join(folder, "event.json");
      writeFileSync(file, '{"call":{"command":"no such"}}');
      expect(JSON.parse(await invoke("plain", `@${file}`))).to.have.property("error", "TypeError");
      expect(await invoke(program.name("plain"))).to.contain("[$LATEST]");
    });

    it("fails as the function does, with its stack", async () => {
      const { message } = await failure(invoke("plain", '{"fail":"out of range"}'));
      expect(message)
        .to.match(/^plain failed: RangeError: out of range\n\s+at .*talk\.js/)
        .and.to.not.contain("node:");
    });

    it("refuses what is no event, and names that are of no function", async () => {
      expect((await failure(invoke("plain", "{"))).message).to.equal("the event is no JSON: {");
      expect((await failure(invoke("plain", "@nowhere"))).message).to.equal("there is no file nowhere with an event");
      expect((await failure(invoke("moon"))).message).to.match(/^Function not found: arn:\S+:function:moon$/);
      expect((await failure(invoke())).message).to.match(/^invoke takes the name of a function and its event/);
    });
  });

  describe("logs", () => {
    it("prints what a function has logged, and no other", async () => {
      await invoke("plain", told("of plain"));
      await invoke("structured", told("of structured"));
      const text = await say("logs", ["plain", "--data", folder]);
      expect(text)
        .to.match(/\tINFO\tof plain$/m)
        .and.to.not.contain("of structured");
    });

    it("prints what all have logged, by their names, in the order of time", async () => {
      await invoke("plain", told("first of all"));
      await invoke("structured", told("second of all"));
      const lines = (await say("logs", ["--data", folder])).split("\n").filter((line) => line.includes("of all"));
      expect(lines.map((line) => line.split("  ")[0])).to.deep.equal([
        program.name("plain"),
        program.name("structured"),
      ]);
    });

    it("follows, if it is asked to: each line once", async () => {
      await invoke("plain", told("before"));
      const bin = join(__dirname, "../../bin/pulumi-offline.js");
      const logs = spawn(process.execPath, [bin, "logs", "plain", "--follow", "--data", folder]);
      let text = "";
      logs.stdout.on("data", (chunk) => (text += chunk));
      const seen = (part: string) => eventually(part, async () => (text.includes(part) ? true : undefined));
      await seen("before");
      await invoke("plain", told("followed"));
      await seen("followed");
      await invoke("plain", told("last"));
      await seen("last");
      logs.kill();
      await once(logs, "close");
      for (const part of ["before", "followed", "last"]) expect(text.split(`\t${part}`), part).to.have.length(2);
    });
  });
});

describe("host/questions: reset", () => {
  it("deletes a data folder that no host uses, once it is confirmed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "reset-"));
    const data = join(folder, "data");
    const reset = (...words: string[]) => say("reset", ["--data", data, ...words]);
    expect(await reset("--yes")).to.equal(`there is nothing to delete: ${data} does not exist`);
    const program = await startLogs({ data });
    expect((await failure(reset("--yes"))).message).to.match(/^process \d+ is using the data folder .*: stop it, or/);
    await program.close();
    expect((await failure(reset())).message).to.match(/^reset would delete \S+, with all tables.*: say --yes/);
    expect(await reset("--yes")).to.equal(`${data} is deleted: the next start is a first one, with new keys`);
    expect(existsSync(data)).to.equal(false);
    rmSync(folder, { recursive: true });
  });

  it("deletes no other folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "reset-"));
    expect((await failure(say("reset", ["--data", folder, "--yes"]))).message).to.equal(
      `${folder} is no data folder of a host: nothing is deleted`,
    );
    rmSync(folder, { recursive: true });
  });
});

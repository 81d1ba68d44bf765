import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { ChangingProgram } from "../../support/changing-program";
import { Command } from "../../support/command";
import { type JobClient, jobClient, type SeenRecords } from "../../support/event-sources";
import { testHost } from "../../support/host";
import { eventually } from "../../support/poll";
import { programFolder } from "../../support/programs";

describe("services/event-sources: batches that a reload or a kill meets", () => {
  it("sees a batch through that the function has while the program is loaded again, and goes on with the new one", async () => {
    const program = new ChangingProgram("queue-jobs");
    const host = await testHost({ program: program.folder, stack: "dev", watch: true });
    const jobs = jobClient(host.url, Object(host.graph.outputs.urls));
    try {
      await jobs.send("slow", "long");
      await jobs.seen();
      program.edit("worker.js", "functionName, Records", "functionName: `new ${functionName}`, Records");
      await eventually("a reload", async () => host.logs.find((line) => /^reloaded/.test(line)));
      expect(await jobs.seen()).to.deep.equal({ functionName: "slow", ended: ["long"] });
      await jobs.emptied("slow");
      await jobs.send("jobs", "after");
      expect(await jobs.seen()).to.deep.include({ functionName: "new plain" });
      await jobs.emptied("jobs");
    } finally {
      jobs.destroy();
      await host.close();
      program.remove();
    }
  });

  it("hands messages over again that a kill interrupted", async () => {
    const folder = mkdtempSync(join(tmpdir(), "event-sources-"));
    const options = ["--program", programFolder("queue-jobs"), "--stack", "dev", "--port", "0", "--data", folder];
    const start = async () => {
      const command = new Command(...options);
      const client = jobClient(await command.url(), Object((await command.outputs()).urls));
      return { command, ...client };
    };
    try {
      const first = await start();
      await first.send("jobs", "hang");
      const before = await first.seen();
      first.destroy();
      await first.command.kill();
      const second = await start();
      const after = await second.seen();
      expect(after.Records[0]).to.include({ messageId: before.Records[0]?.messageId, body: "hang" });
      expect(after.Records[0]?.attributes.ApproximateReceiveCount).to.equal("2");
      second.destroy();
      second.command.signal("SIGINT");
      expect(await second.command.code()).to.equal(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const put = async ({ url: endpoint }: { url: string }, TableName: string, ...ids: string[]) => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const database = new DynamoDBClient({ endpoint, region: "eu-west-1", credentials });
    for (const id of ids) await database.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
    database.destroy();
  };

  /** The items that a function says next that it got. */
  const idsSeen = async ({ next }: Pick<JobClient, "next">) => {
    const { Records }: SeenRecords = JSON.parse((await next("seen")).Body ?? "");
    return Records.map(({ dynamodb }) => dynamodb.Keys.id?.S);
  };

  it("hands records over again that a kill interrupted, and none that were taken before", async () => {
    const folder = mkdtempSync(join(tmpdir(), "event-sources-"));
    const options = ["--program", programFolder("streams"), "--stack", "dev", "--port", "0", "--data", folder];
    const start = async () => {
      const command = new Command(...options);
      const url = await command.url();
      return { command, url, ...jobClient(url, Object((await command.outputs()).urls)) };
    };
    try {
      const first = await start();
      await put(first, "kept", "1", "2", "hang", "4");
      const before = [await idsSeen(first), await idsSeen(first), await idsSeen(first)];
      expect(before).to.deep.equal([["1"], ["2"], ["hang"]]);
      first.destroy();
      await first.command.kill();
      const second = await start();
      expect(await idsSeen(second)).to.deep.equal(["hang"]);
      second.destroy();
      await second.command.kill();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("has the new program's function take what the old one failed, and no record that the old one still has", async () => {
    const program = new ChangingProgram("streams");
    const host = await testHost({ program: program.folder, stack: "dev", watch: true });
    const jobs = jobClient(host.url, Object(host.graph.outputs.urls));
    try {
      await put(host, "stubborn", "fail", "later");
      expect(await idsSeen(jobs)).to.deep.equal(["fail"]);
      await put(host, "kept", "long", "behind");
      program.edit("worker.js", 'isFor("fail")', 'isFor("nothing")');
      await eventually("a reload", async () => host.logs.find((line) => /^reloaded/.test(line)));
      let [longs, laters] = [0, 0];
      for (let id: string | undefined; id !== "behind"; [id] = await idsSeen(jobs)) {
        if (id === "long") longs++;
        if (id === "later") laters++;
      }
      expect({ longs, laters }).to.deep.equal({ longs: 1, laters: 1 });
    } finally {
      jobs.destroy();
      await host.close();
      program.remove();
    }
  });
});

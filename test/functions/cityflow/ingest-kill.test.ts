import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { Command } from "../../../packages/offline/test/support/command";
import { clientsOf } from "../../../packages/offline/test/support/data";
import type { Answer } from "../../support/api";
import { csv } from "../../support/city";
import { until } from "../../support/events";

const date = "2025-11-03";

describe("city analytics: a host that is killed between drop and aggregation", function () {
  this.timeout(180_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "city-kill-"));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  async function start() {
    const command = new Command("--port", "0", "--data", folder);
    const url = await command.url();
    const { apiUrl, apiKey = "", dataBucket } = await command.outputs();
    const clients = clientsOf(url, "us-east-1");
    const get = async (path: string): Promise<Answer> => {
      const answer = await fetch(apiUrl + path, { headers: { "x-api-key": apiKey } });
      return { status: answer.status, headers: answer.headers, body: await answer.json() };
    };
    return { command, dataBucket, clients, get };
  }

  it("has every file in its metrics once it runs again, and in the totals once", async () => {
    const types = ["bikes", "traffic", "weather"];
    // Large enough that the host is killed before its functions are through.
    const pair = `${date}T00:00:00Z,Rivoli,49\n${date}T23:59:59Z,Bastille,50\n`;
    const content = csv() + pair.repeat(50_000);
    const first = await start();
    const drop = (type: string) =>
      first.clients.s3.send(
        new PutObjectCommand({ Bucket: first.dataBucket, Key: `measurements/${type}/${date}.csv`, Body: content }),
      );
    await Promise.all(types.map(drop));
    first.command.signal("SIGKILL");
    await first.command.code();
    first.clients.destroy();

    const second = await start();
    const all = await until(
      () => second.get(`/metrics/${date}`),
      ({ body }) => Object(body).metrics?.length === types.length,
      60,
    );
    for (const metric of Object(all.body).metrics) expect(metric).to.include({ count: 100_000, mean: 49.5 });
    expect((await second.get("/stats")).body).to.include({ days: 1, metrics: 3, measurements: 300_000 });
    second.clients.destroy();
    second.command.signal("SIGINT");
    expect(await second.command.code()).to.equal(0);
  });
});

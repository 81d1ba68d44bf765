import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Host } from "../../packages/offline/src/host/host";
import { testHost } from "../../packages/offline/test/support/host";
import { type Api, answered, apiOf, sharedApi } from "../support/api";
import { builtTools } from "../support/tools";

/** The stack whose API `API_URL` names; without it the tests have a host of their own. */
const { STACK } = process.env;

describe("backups: a day that a person brings back", function () {
  // Exports of tables that AWS makes take minutes.
  this.timeout(STACK === undefined ? 120_000 : 30 * 60_000);
  let host: Host | undefined;
  let api: Api;
  const lost: string[] = [];

  before(async () => {
    if (STACK === undefined) host = await testHost();
    api = host ? apiOf(host) : await sharedApi();
  });

  after(async () => {
    for (const id of lost) await api.client.DELETE("/events/{id}", { params: { path: { id } } });
    await host?.close();
  });

  /** What one of the tools prints. */
  async function run(tool: string, ...options: string[]): Promise<string> {
    const where = host ? ["--url", host.url] : ["--stack", String(STACK)];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(builtTools, tool, "main.js"), ...where, ...options],
      { env: { ...process.env, NODE_NO_WARNINGS: "1", OFFLINE_TOKEN: host?.token } },
    );
    return stdout;
  }

  it("has what was deleted since, as it was, and leaves what has changed since", async () => {
    const make = (title: string) =>
      answered(api.client.POST("/events", { body: { title, date: "2030-03-15T09:00:00Z" } }));
    const [deleted, changed] = [(await make("deleted")).data, (await make("before")).data];
    lost.push(deleted.id, changed.id);
    const backup = / as (\S+)\n$/.exec(await run("backup"))?.[1] ?? "none";
    await api.client.DELETE("/events/{id}", { params: { path: { id: deleted.id } } });
    const body = { title: "after", date: changed.date };
    await answered(api.client.PUT("/events/{id}", { params: { path: { id: changed.id } }, body }));
    expect(await run("restore", "--date", backup)).to.contain(`Restoring ${backup} into `);
    const read = async (id: string) =>
      (await answered(api.client.GET("/events/{id}", { params: { path: { id } } }))).data;
    expect(await read(deleted.id)).to.deep.equal(deleted);
    expect(await read(changed.id)).to.include({ title: "after" });
  });
});

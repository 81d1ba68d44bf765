import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { expect } from "chai";

const run = promisify(execFile);
const packageFolder = join(__dirname, "..");

/** The versions that are promised: of Node.js, and the oldest and the newest Pulumi that it takes. */
const versions = [
  { node: "20", pulumi: "3.200.0" },
  { node: "20", pulumi: "3.248.0" },
  { node: "22", pulumi: "latest" },
  { node: "24", pulumi: "latest" },
];

/** What `pulumi new aws-typescript` writes, which names no ts-node. */
const manifest = (pulumi: string) => ({
  name: "stranger",
  private: true,
  dependencies: { "@pulumi/aws": "7.48.0", "@pulumi/pulumi": pulumi },
  devDependencies: { "@types/node": "^20", typescript: "^5.0.0" },
});

/** Installs from the registry, so this is none of `npm test`: `npm run test:package`. */
describe("pulumi-offline, installed from its tarball in a stranger's project", function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), "tarball-"));
  let tarball: string;

  before(async () => {
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: packageFolder });
    const [packed]: { filename: string }[] = JSON.parse(stdout.slice(stdout.indexOf("[")));
    tarball = join(folder, packed?.filename ?? "");
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A Node.js of a major version: this one, or the one of the npm package `node`. */
  async function nodeOf(major: string): Promise<string> {
    if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
    const place = join(folder, `node-${major}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "package.json"), "{}");
    await run("npm", ["install", "--no-audit", "--no-fund", `node@${major}`], { cwd: place });
    return realpathSync(join(place, "node_modules", ".bin", "node"));
  }

  for (const { node, pulumi } of versions) {
    it(`serves a program on Node.js ${node} with Pulumi ${pulumi}`, async () => {
      const program = join(folder, `program-${node}-${pulumi}`);
      cpSync(join(__dirname, "program"), program, { recursive: true });
      writeFileSync(join(program, "package.json"), JSON.stringify(manifest(pulumi)));
      const nodePath = await nodeOf(node);
      const token = "a token for tests";
      const env = { ...process.env, PATH: `${dirname(nodePath)}:${process.env.PATH}`, OFFLINE_TOKEN: token };
      await run("npm", ["install", "--no-audit", "--no-fund", "--save-dev", tarball], { cwd: program, env });
      const host = spawn("npx", ["pulumi-offline", "--port", "0"], { cwd: program, env, detached: true });
      try {
        const lines: string[] = [];
        host.stderr.on("data", (text) => lines.push(String(text)));
        for await (const line of createInterface({ input: host.stdout })) {
          lines.push(line);
          if (line.startsWith("Ctrl-C")) break;
        }
        const endpoint = /is ready at (\S+)/.exec(lines.join("\n"))?.[1];
        expect(endpoint, lines.join("\n")).to.be.a("string");
        const outputs: { url: string } = JSON.parse(
          await (await fetch(`${endpoint}/_offline/outputs`, { headers: { "x-offline-token": token } })).text(),
        );
        const answer = await fetch(outputs.url, { method: "POST", body: "stranger" });
        expect([answer.status, await answer.text()]).to.deep.equal([200, "hello stranger"]);
      } finally {
        const ended = once(host, "close");
        // npx and what it runs are one group.
        if (host.pid !== undefined) process.kill(-host.pid, "SIGTERM");
        await ended;
      }
    });
  }
});

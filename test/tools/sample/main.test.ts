import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Host } from "../../../packages/offline/src/host/host";
import { lastDays } from "../../../tools/sample/measurements";
import { apiOf } from "../../support/api";
import { City, valuesOf } from "../../support/city";
import { testHost } from "../../../packages/offline/test/support/host";
import { builtTools } from "../../support/tools";

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** `npm run sample` in a process of its own, with the token of a host without a data folder. */
const runWith = (token: string, options: string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const parameters = [join(builtTools, "sample/main.js"), ...options];
    const env = { ...process.env, NODE_NO_WARNINGS: "1", OFFLINE_TOKEN: token, ...environment };
    execFile(process.execPath, parameters, { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

const dates = lastDays(15, new Date());

describe("tools/sample/main: npm run sample", function () {
  this.timeout(180_000);
  let host: Host;
  let city: City;
  let folder: string;

  const run = (options: string[], environment?: NodeJS.ProcessEnv): Promise<Ended> =>
    runWith(host.token, options, environment);

  before(async () => {
    host = await testHost();
    city = new City(apiOf(host));
    folder = mkdtempSync(join(tmpdir(), "sample-"));
  });

  after(async () => {
    await city.clean();
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A Pulumi CLI that knows one stack, which runs on the host. */
  function fakePulumi(): NodeJS.ProcessEnv {
    const config = {
      "aws:region": { value: "us-east-1" },
      "aws:endpoints": { value: JSON.stringify([{ s3: host.url }]) },
    };
    const answers = { stack: host.graph.outputs, config };
    const script = `#!${process.execPath}
const [command, ...rest] = process.argv.slice(2);
if (rest.at(-1) !== "localstack") { console.error("error: no stack named '" + rest.at(-1) + "' found"); process.exit(255); }
console.log(JSON.stringify(${JSON.stringify(answers)}[command]));`;
    writeFileSync(join(folder, "pulumi"), script);
    chmodSync(join(folder, "pulumi"), 0o755);
    return { PATH: folder };
  }

  it("loads fifteen days into the host that runs, or a stack that the Pulumi CLI knows, twice as well as once", async () => {
    const { code, stdout, stderr } = await run(["--url", host.url]);
    expect(stderr).to.equal("");
    expect(code).to.equal(0);
    for (const date of dates)
      expect(stdout).to.match(new RegExp(`^  ${date}  bikes \\d+  traffic \\d+  weather \\d+$`, "m"));
    expect(stdout)
      .to.match(/made up/)
      .and.to.contain(`reports: ${dates.slice(7).join(" ")}`);
    expect(await city.stats()).to.deep.include({ days: 15, metrics: 45, firstDate: dates[0], lastDate: dates[14] });
    const commands = [...stdout.matchAll(/^ {2}curl -H 'x-api-key: (\S+)' '(\S+)'$/gm)];
    expect(commands).to.have.length(4);
    const answers = await Promise.all(
      commands.map(([, key = "", url = ""]) => fetch(url, { headers: { "x-api-key": key } })),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
    const report = Object(await answers[3]?.json());
    expect(report.types[0]).to.include({ type: "bikes", anomaly: true });

    const before = await city.stats();
    const again = await run(["--stack", "localstack"], fakePulumi());
    expect(again).to.include({ code: 0, stderr: "" });
    expect(again.stdout).to.contain("Sample data for stack localstack").and.to.contain("no report was out of date");
    expect(await city.stats()).to.deep.equal(before);
  });

  it("overwrites no measurements that are no samples, and drops nothing then", async () => {
    const [first = ""] = lastDays(1, new Date());
    const key = `measurements/weather/${first}.csv`;
    await city.put(key, valuesOf(first, 1));
    const before = await city.text(`measurements/bikes/${first}.csv`);
    const { code, stderr } = await run(["--url", host.url]);
    expect(code).to.equal(1);
    expect(stderr).to.match(/^sample: measurements\/weather\/\S+ is in \S+ and is no sample: nothing was dropped/);
    expect(await city.text(key)).to.equal(valuesOf(first, 1));
    expect(await city.text(`measurements/bikes/${first}.csv`)).to.equal(before);
    await city.remove(key);
  });

  for (const [what, options, message] of [
    [
      "where no host runs",
      ["--url", "http://127.0.0.1:1"],
      /^sample: no offline host answers at http:\/\/127.0.0.1:1\n$/,
    ],
    ["of an unknown stack", ["--stack", "moon"], /^sample: pulumi: error: no stack named 'moon' found\n$/],
    ["of an unknown option", ["--colour"], /^sample: Unknown option '--colour'/],
  ] as const) {
    it(`ends with one clear message ${what}`, async () => {
      const { code, stderr } = await run([...options], fakePulumi());
      expect(code).to.equal(1);
      expect(stderr).to.match(message);
    });
  }

  it("ends with one clear message where there is no Pulumi CLI", async () => {
    const { code, stderr } = await run(["--stack", "localstack"], { PATH: "", PULUMI_HOME: folder });
    expect(code).to.equal(1);
    expect(stderr).to.match(/^sample: .*there is no Pulumi CLI .*`npm start` first\n$/);
  });
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const variable = "MALLOC_TRIM_THRESHOLD_";

describe("bin/memory: a process that glibc is to take memory back from", () => {
  let folder: string;
  let entry: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "offline-memory-"));
    entry = join(folder, "entry.js");
    const memory = JSON.stringify(join(__dirname, "../../bin/memory.js"));
    const shown = `console.log(process.env.${variable}, ...process.argv.slice(2))`;
    writeFileSync(entry, `require(${memory});\n${shown};\n`);
  });

  after(() => rmSync(folder, { recursive: true }));

  /** What an entry tells that begins like the host's. */
  function told(words: string[], given?: string): string {
    const { [variable]: _, ...env } = process.env;
    const variables = given === undefined ? env : { ...env, [variable]: given };
    return spawnSync(process.execPath, [entry, ...words], { env: variables, encoding: "utf8" }).stdout;
  }

  it("begins again with the same words, where Node.js can do that", () => {
    const canBeginAgain = process.platform === "linux" && "execve" in process;
    expect(told(["--port", "0"])).to.equal(`${canBeginAgain ? "131072" : "undefined"} --port 0\n`);
  });

  it("goes on as it is for a command that is soon over", () => {
    expect(told(["output", "apiUrl"])).to.equal("undefined output apiUrl\n");
  });

  it("leaves a setting of the person's own", () => {
    expect(told(["--port", "0"], "1")).to.equal("1 --port 0\n");
  });
});

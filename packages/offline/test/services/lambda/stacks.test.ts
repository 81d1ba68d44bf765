import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "@jridgewell/sourcemap-codec";
import { expect } from "chai";
import type { Host } from "../../../src/host/host";
import { output, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { eventually } from "../../support/poll";
import { functionsOf } from "../../support/pool";
import { programFolder } from "../../support/programs";

const program = programFolder("closures");
const source = readFileSync(join(program, "greeter.ts"), "utf8").split("\n");
/** Where a piece of the program's text stands, as stacks tell it. */
const placeOf = (text: string): string => {
  const line = source.findIndex((one) => one.includes(text));
  return `greeter.ts:${line + 1}:${(source[line] ?? "").indexOf(text) + 1}`;
};

describe("services/lambda/stacks: a closure that Pulumi has serialized", () => {
  let host: Host & { logs: string[] };

  before(async () => {
    host = await testHost({ program, stack: "dev" });
  });

  after(() => host.close());

  const greet = (name: string) => rawRequest(output(host, "url"), "GET", `/greet?name=${name}`);

  it("is told by the file and line of the program where it threw", async () => {
    expect((await greet("nobody")).status).to.equal(502);
    expect(host.logs.join("\n")).to.match(/Error: nobody is there\n\s+at /);
    expect(host.logs.join("\n")).to.contain(`(${placeOf('new Error("nobody')})`);
  });

  it("is so told where nobody caught its error", async () => {
    await greet("later");
    const told = await eventually("the error", async () => host.logs.find((text) => text.includes("too late")));
    expect(told).to.contain(`(${placeOf('new Error("too late')})`);
  });
});

describe("services/lambda/stacks: a bundle of somebody's own", () => {
  it("is told by the map that it came with, whose sources are not here", async () => {
    const mappings = encode([[[0, 0, 6, 2]]]);
    const map = { version: 3, sources: ["src/elsewhere.ts"], names: [], mappings };
    const code = 'exports.handler = async () => { throw new Error("bundled") };\n//# sourceMappingURL=index.js.map';
    const files = { "index.js": Buffer.from(code), "index.js.map": Buffer.from(JSON.stringify(map)) };
    const functions = functionsOf({ bundled: "" }, { files });
    try {
      const { trace } = JSON.parse((await functions.invoke("bundled")).payload);
      expect(trace[1]).to.match(/ \(src\/elsewhere\.ts:7:3\)$/);
    } finally {
      await functions.close();
    }
  });
});

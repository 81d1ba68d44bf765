import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Host } from "../../../src/host/host";
import { output, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { eventually } from "../../support/poll";
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

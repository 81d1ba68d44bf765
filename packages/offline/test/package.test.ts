import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { ownClients } from "../src/services/lambda/unpack";

const folder = join(__dirname, "..");
const dist = join(folder, "dist");

/** The packages that a script requires, by their names. */
const requiredBy = (script: string): string[] =>
  [...readFileSync(join(dist, script), "utf8").matchAll(/require\("([^".][^"]*)"\)/g)]
    .map(([, specifier = ""]) => specifier)
    .filter((specifier) => !isBuiltin(specifier))
    .map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);

describe("the package pulumi-offline", () => {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );

  it("depends on each package that its scripts require, and on no other", () => {
    const scripts = readdirSync(dist).filter((name) => name.endsWith(".js"));
    // Clients of AWS are for functions, which find them beside those of the program.
    const required = new Set([...scripts.flatMap(requiredBy), ...ownClients]);
    expect([...required].sort()).to.deep.equal(Object.keys(dependencies).sort());
  });

  it("runs functions by a script that requires no package at all", () => {
    expect(requiredBy("boot.js")).to.deep.equal([]);
  });
});

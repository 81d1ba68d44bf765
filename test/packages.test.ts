import { readFileSync } from "node:fs";
import { expect } from "chai";

describe("the packages", () => {
  const lock: { packages: Record<string, { version?: string }> } = JSON.parse(
    readFileSync("package-lock.json", "utf8"),
  );

  it("hold one @pulumi/pulumi: a nested copy would slip past mocks", () => {
    const copies = Object.keys(lock.packages).filter((path) => path.endsWith("node_modules/@pulumi/pulumi"));
    expect(copies).to.deep.equal(["node_modules/@pulumi/pulumi"]);
  });

  it("are pinned, so that every clone is the same", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    for (const [name, version] of Object.entries<string>({ ...dependencies, ...devDependencies })) {
      expect(version, name).to.match(/^\d+\.\d+\.\d+$/);
    }
  });
});

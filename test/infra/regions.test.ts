import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

/** Where a region may be named, since AWS itself demands it, and why. */
const demanded: Record<string, { regions: string[]; why: string }> = {
  "infra/monitoring/health-check.ts": {
    regions: ["us-east-1", "eu-west-1", "ap-southeast-1"],
    why: "Route 53 asks from three of its own regions at least",
  },
  "infra/firewall/firewall.ts": { regions: ["us-east-1"], why: "WAF wants what stands before CloudFront there" },
  "infra/site/domain.ts": { regions: ["us-east-1"], why: "CloudFront takes certificates of this region alone" },
};

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name).replaceAll("\\", "/"));

/** Names of regions; in Route 53's and CloudFront's terms some things are of no region, and AWS calls that `aws-global`. */
const regions =
  /\b(?:us|eu|ap|ca|sa|me|af|il|mx|cn)(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central)+[a-z]*-\d\b/g;

describe("the program and regions", () => {
  const files = ["index.ts", ...filesBelow("infra"), ...filesBelow("functions")];

  it("has a pattern that knows regions", () => {
    const names = ["us-east-1", "eu-west-3", "ap-northeast-1", "us-gov-west-1", "ca-central-1", "mx-central-1"];
    expect(names.join(" ").match(regions)).to.deep.equal(names);
  });

  for (const file of files.filter((name) => !Object.hasOwn(demanded, name)))
    it(`names no region in ${file}`, () => {
      expect(readFileSync(file, "utf8").match(regions) ?? []).to.deep.equal([]);
    });

  for (const [file, { regions: named, why }] of Object.entries(demanded))
    it(`names ${named.join(", ")} in ${file}, and no other: ${why}`, () => {
      expect(new Set(readFileSync(file, "utf8").match(regions))).to.deep.equal(new Set(named));
    });
});

import { expect } from "chai";
import { Machine } from "../../support/tools";

describe("tools/delivery: test:deployed", () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = new Machine();
    await machine.open();
    machine.install("pulumi");
    machine.write(
      "Pulumi.other.yaml",
      `config:\n  aws:region: eu-west-1\n  aws:endpoints:\n    - s3: ${machine.url}\n`,
    );
  });

  afterEach(() => machine.close());

  /** A suite that says what it was told. */
  const suite = (verdict = "") => `
    const { API_URL, SITE_URL, STACK_TAG, AWS_REGION, API_KEY } = process.env;
    it([API_URL, SITE_URL, STACK_TAG, AWS_REGION].join(" "), () => { if (API_KEY !== "the-secret-key") throw new Error("no key"); ${verdict} });`;

  it("runs the HTTP suites with the addresses of any stack", async () => {
    const { apiUrl, siteUrl } = machine.deploy();
    machine.write("test/functions/one.test.ts", suite());
    machine.write("test/site/one.test.ts", suite(`throw new Error("not asked for");`));
    const { code, stdout, stderr } = await machine.run("test:deployed", {}, ["--stack", "other"]);
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(stdout).to.contain(`✔ ${apiUrl} ${siteUrl} atelier/other eu-west-1`);
    expect(stdout.endsWith("other answers as it should\n")).to.equal(true);
    expect(stdout).to.not.contain("the-secret-key");
  });

  it("runs those of the pages when they are asked for", async () => {
    machine.deploy();
    machine.write("test/site/one.test.ts", suite());
    const { code, stdout } = await machine.run("test:deployed", {}, ["--stack", "other", "--browser"]);
    expect(code).to.equal(0);
    expect(stdout).to.contain("1 passing");
  });

  it("sends the token of whoever runs it where people sign in, and says in one line that there is none", async () => {
    machine.deployWithSignIn();
    const check = `if (process.env.API_TOKEN !== "the-token" || process.env.API_KEY) throw new Error("no token");`;
    machine.write("test/functions/one.test.ts", `it("sends a token", () => { ${check} });`);
    const options = ["--stack", "other"];
    const { code, stdout } = await machine.run("test:deployed", { API_TOKEN: "the-token" }, options);
    expect(code).to.equal(0);
    expect(stdout).to.contain("✔ sends a token").and.to.not.contain("the-token");
    const without = await machine.run("test:deployed", { API_TOKEN: "" }, options);
    expect(without.code).to.equal(1);
    expect(without.stderr).to.equal(
      "test:deployed: people sign in to other: set API_TOKEN to an operator's access token, which docs/sign-in.md says how to get\n",
    );
  });

  it("sends no token to a stack that asks for a key", async () => {
    machine.deploy();
    machine.write("test/functions/one.test.ts", suite(`if (process.env.API_TOKEN) throw new Error("a token");`));
    const { code } = await machine.run("test:deployed", { API_TOKEN: "the-token" }, ["--stack", "other"]);
    expect(code).to.equal(0);
  });

  it("says how to go back where a test fails", async () => {
    machine.deploy();
    machine.write("test/functions/one.test.ts", suite(`throw new Error("wrong");`));
    const { code, stderr } = await machine.run("test:deployed", {}, ["--stack", "other"]);
    expect(code).to.equal(1);
    expect(stderr).to.contain(
      "test:deployed: tests failed; to go back to the last commit that passed: npm run rollback -- --stack other\n",
    );
  });
});

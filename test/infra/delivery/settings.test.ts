import { expect } from "chai";
import { readsSettings, refusalOf, settingsOf } from "../../support/settings";

const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

describe("infra/delivery: settings", () => {
  readsSettings();

  it("name the repository that deploys, and none by default or where the value is empty", () => {
    expect(settingsOf("prod", {}).delivery).to.equal(undefined);
    expect(settingsOf("prod", { github: "" }).delivery).to.equal(undefined);
    expect(settingsOf("prod", { github: "you/atelier", githubProvider: provider }).delivery).to.deep.equal({
      repository: "you/atelier",
      provider,
    });
  });

  it("refuse what is no repository or no provider of GitHub's, and a provider without a repository", () => {
    for (const github of ["atelier", "you/atelier/tree", "https://github.com/you/atelier", "-you/atelier"])
      expect(refusalOf({ github }, "prod")).to.match(/^atelier:github is .* owner\/repository; run: pulumi config set/);
    const other = "arn:aws:iam::123456789012:oidc-provider/example.org";
    expect(refusalOf({ github: "you/atelier", githubProvider: other }, "prod")).to.match(/^atelier:githubProvider is/);
    expect(refusalOf({ githubProvider: provider }, "prod")).to.match(/^atelier:github is "" but must be/);
  });

  it("refuse certificates of an engine that the boundary keeps functions from", () => {
    const engine = { dockerHost: "https://engine.example.org:2376", github: "you/atelier" };
    expect(settingsOf("prod", { ...engine, dockerCertificates: "/atelier/docker" }).docker).to.not.equal(undefined);
    expect(refusalOf({ ...engine, dockerCertificates: "/engine" }, "prod")).to.match(
      /^atelier:dockerCertificates is "\/engine" but must be a path below \/atelier\/ where github is set/,
    );
  });
});

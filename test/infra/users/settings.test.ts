import { expect } from "chai";
import { readsSettings, refusalOf, settingsOf } from "../../support/settings";

const endpoints = (...services: string[]) =>
  JSON.stringify([Object.fromEntries(services.map((service) => [service, "http://localhost:4566"]))]);

describe("infra/users: the settings", () => {
  readsSettings();

  it("ask for an API key unless the stack says otherwise", () => {
    for (const stack of ["localstack", "prod"]) {
      expect(settingsOf(stack, {})).to.deep.include({ apiKeyRequired: true, signIn: undefined });
    }
  });

  it("have people sign in, and then ask for no key", () => {
    for (const stack of ["localstack", "prod"]) {
      expect(settingsOf(stack, { auth: "cognito" })).to.deep.include({
        apiKeyRequired: false,
        signIn: { selfSignUp: false, url: undefined },
      });
    }
  });

  it("take the address of an emulator's own pages", () => {
    const signInUrl = "http://localhost:4566/_aws/cognito-idp/login";
    expect(settingsOf("localstack", { auth: "cognito", signInUrl }).signIn?.url).to.equal(signInUrl);
    expect(settingsOf("localstack", { auth: "cognito", signInUrl: "" }).signIn?.url).to.equal(undefined);
  });

  it("refuse an address of the pages on AWS: people type their passwords there", () => {
    const message = refusalOf({ auth: "cognito", signInUrl: "https://example.org" }, "prod");
    expect(message).to.contain('atelier:signInUrl is "https://example.org" but must be left out on AWS');
  });

  it("refuse sign-in on AWS without CloudFront: people are led back to https alone", () => {
    const message = refusalOf({ auth: "cognito", cdn: "false" }, "prod");
    expect(message).to.contain('atelier:cdn is "false" but must be true where auth is cognito');
    expect(settingsOf("localstack", { auth: "cognito", cdn: "false" }).signIn).to.not.equal(undefined);
  });

  it("refuse sign-in on an emulator whose Cognito is not named: the provider would turn to AWS itself", () => {
    const message = refusalOf({ auth: "cognito", "aws:endpoints": endpoints("s3", "apigateway") });
    expect(message).to.contain(
      'atelier:auth is "cognito" but must be apiKey where aws:endpoints does not name cognitoidp',
    );
  });

  it("refuse what says how keys are asked for beside sign-in, and the reverse", () => {
    for (const [key, value] of [
      ["apiKeyRequired", "true"],
      ["apiKeyRequired", "false"],
      ["quotaLimit", "9"],
    ] as const) {
      expect(refusalOf({ auth: "cognito", [key]: value })).to.contain(
        `atelier:${key} is "${value}" but must be left out where auth is cognito`,
      );
    }
    expect(refusalOf({ selfSignUp: "true" })).to.contain(
      'atelier:auth is "apiKey" but must be cognito where selfSignUp is true',
    );
    expect(refusalOf({ signInUrl: "http://localhost:4566/login" })).to.contain(
      "must be cognito where signInUrl is set",
    );
  });
});

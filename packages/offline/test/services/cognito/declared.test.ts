import { expect } from "chai";
import { UserError } from "../../../src/errors";
import type { Properties } from "../../../src/graph/graph";
import { poolsOf } from "../../../src/services/cognito/declared/pools";
import { unservedIn } from "../../../src/services/cognito/declared/unserved";
import { graphWith } from "../../support/graph";

const pool = (inputs: Properties = {}, name = "people") => ({ type: "aws:cognito/userPool:UserPool", name, inputs });

/** The id that a pool of this name gets. */
const idOf = (name = "people"): string => graphWith([pool({}, name)]).resources[0]?.id ?? "";

/** What belongs to the pool. */
const part = (kind: string, inputs: Properties, name = "part") => ({
  type: `aws:cognito/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`,
  name,
  inputs: { userPoolId: idOf(), ...inputs },
});

const client = (inputs: Properties) =>
  part("UserPoolClient", {
    allowedOauthFlowsUserPoolClient: true,
    allowedOauthFlows: ["code"],
    allowedOauthScopes: ["openid"],
    callbackUrls: ["https://example.org/"],
    ...inputs,
  });

const site = { urn: "", name: "", url: "http://192.0.2.1:4567", localUrl: "http://192.0.2.1:4567" };

const read = (...resources: Parameters<typeof graphWith>[0]) => poolsOf(graphWith([pool(), ...resources]), [site]);

describe("services/cognito: what a program declares", () => {
  it("has the ids and outputs that AWS's provider gives", () => {
    const [resource] = graphWith([pool({ name: "people" })]).resources;
    expect(resource?.id).to.match(/^eu-west-1_[0-9a-z]{9}$/);
    expect(resource?.outputs).to.include({
      arn: `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${resource?.id}`,
      endpoint: `cognito-idp.eu-west-1.amazonaws.com/${resource?.id}`,
      name: "people",
    });
    const [open, secret] = graphWith([client({}), client({ generateSecret: true })]).resources;
    expect(open?.id).to.match(/^[0-9a-z]{26}$/);
    expect(open?.outputs.clientSecret).to.equal("");
    expect(secret?.outputs.clientSecret).to.match(/^[0-9a-f]{64}$/);
    const [server] = graphWith([
      part("ResourceServer", { identifier: "api", scopes: [{ scopeName: "all" }] }),
    ]).resources;
    expect(server?.outputs.scopeIdentifiers).to.deep.equal(["api/all"]);
    expect(server?.id).to.equal(`${idOf()}|api`);
  });

  it("has Cognito's own defaults where it says nothing", () => {
    const [found] = read(part("UserPoolClient", {}));
    expect(found?.password).to.deep.equal({
      ...{ minimumLength: 8, lowercase: true, uppercase: true, numbers: true, symbols: true, temporaryDays: 7 },
    });
    expect(found).to.include({ mfa: "OFF", isAdminOnly: false, isCaseSensitive: true });
    const [one] = found?.clients ?? [];
    expect([...(one?.flows ?? [])]).to.deep.equal(["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "CUSTOM_AUTH"]);
    expect(one?.validity).to.deep.equal({ access: 3600, id: 3600, refresh: 2_592_000 });
    expect(one).to.include({ hidesUsers: false, revokes: true, usesPages: false, sessionSeconds: 180 });
  });

  it("reads validities in their units", () => {
    const [found] = read(
      client({
        ...{ accessTokenValidity: 15, idTokenValidity: 2, refreshTokenValidity: 12 },
        tokenValidityUnits: { accessToken: "minutes", refreshToken: "hours" },
      }),
    );
    expect(found?.clients[0]?.validity).to.deep.equal({ access: 900, id: 7200, refresh: 43_200 });
  });

  it("lets callbacks go without TLS to this machine and to the program's own sites, which have TLS on AWS", () => {
    const callbackUrls = [
      "http://localhost:3000/",
      "http://127.0.0.1/",
      "http://192.0.2.1:4567/",
      "app://x",
      "https://x/",
    ];
    expect(read(client({ callbackUrls }))[0]?.clients[0]?.callbacks).to.deep.equal(callbackUrls);
  });

  const refusals: [what: string, part: ReturnType<typeof part>, message: RegExp][] = [
    [
      "a callback without TLS",
      client({ callbackUrls: ["http://example.org/"] }),
      /http:\/\/example.org\/ is HTTP without TLS/,
    ],
    ["a sign-out without TLS", client({ logoutUrls: ["http://example.org/"] }), /HTTP without TLS/],
    ["a callback that is no URL", client({ callbackUrls: ["/here"] }), /\/here is no absolute URL/],
    ["a callback with a fragment", client({ callbackUrls: ["https://x/#y"] }), /has a fragment/],
    ["a callback that is a script", client({ callbackUrls: ["javascript:alert(1)"] }), /is no callback/],
    ["a flow without callbacks", client({ callbackUrls: [] }), /need callbackUrls/],
    ["pages without scopes", client({ allowedOauthScopes: [] }), /goes with allowedOauthFlows and allowedOauthScopes/],
    [
      "a scope of no resource server",
      client({ allowedOauthScopes: ["api/all"] }),
      /no resource server of its pool has the scope api\/all/,
    ],
    [
      "client credentials without a secret",
      client({ allowedOauthFlows: ["client_credentials"] }),
      /goes with generateSecret/,
    ],
    ["a default that is no callback", client({ defaultRedirectUri: "https://y/" }), /is none of its callbackUrls/],
    ["a flow that is none", client({ explicitAuthFlows: ["ALLOW_MAGIC"] }), /MAGIC is none of its explicitAuthFlows/],
    [
      "tokens that are good for too long",
      client({ accessTokenValidity: 25 }),
      /accessTokenValidity in seconds is 90000/,
    ],
    [
      "an exchange of refresh tokens beside their reuse",
      client({ refreshTokenRotation: { feature: "ENABLED" }, explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] }),
      /refreshTokenRotation does not go with ALLOW_REFRESH_TOKEN_AUTH/,
    ],
    [
      "a domain that has a name of AWS's",
      part("UserPoolDomain", { domain: "my-aws" }),
      /without aws, amazon and cognito/,
    ],
    [
      "a domain of one's own without a certificate",
      part("UserPoolDomain", { domain: "auth.example.org" }),
      /needs a certificateArn/,
    ],
    [
      "a part of a pool that there is not",
      part("UserGroup", { userPoolId: "x", name: "y" }),
      /is none that the program declares/,
    ],
    ["a member of a group that there is not", part("UserInGroup", { groupName: "x", username: "y" }), /has no group x/],
  ];
  for (const [what, resource, message] of refusals)
    it(`is refused with ${what}`, () => {
      expect(() => read(resource)).to.throw(UserError, message);
    });

  const poolRefusals: [what: string, inputs: Properties, message: RegExp][] = [
    ["two ways of naming users", { usernameAttributes: ["email"], aliasAttributes: ["email"] }, /only one of/],
    ["a second factor that is none", { mfaConfiguration: "ON" }, /needs a second factor/],
    ["passwords that are too short", { passwordPolicy: { minimumLength: 5 } }, /must be from 6 to 99/],
  ];
  for (const [what, inputs, message] of poolRefusals)
    it(`is refused with ${what}`, () => {
      expect(() => poolsOf(graphWith([pool(inputs)]), [])).to.throw(UserError, message);
    });

  it("is told, where it is not served, by what that means", () => {
    const graph = graphWith([
      pool({
        ...{ smsConfiguration: { externalId: "x" }, usernameAttributes: ["phone_number"] },
        lambdaConfig: { preSignUp: "arn:aws:lambda:eu-west-1:000000000000:function:check" },
      }),
      client({ supportedIdentityProviders: ["COGNITO", "Google"], explicitAuthFlows: ["ALLOW_CUSTOM_AUTH"] }),
      part("IdentityProvider", { providerName: "Google" }, "google"),
    ]);
    expect(unservedIn(graph, poolsOf(graph, [])).map(({ text }) => text)).to.deep.equal([
      "IdentityProvider google is recorded only: nobody signs in by another provider",
      "user pool people: its triggers preSignUp are not invoked: users sign up and in, and tokens say, what they would without them",
      "user pool people: no text messages are sent: nobody signs in by one, and no code comes by one",
      "user pool client part: its flows ALLOW_CUSTOM_AUTH answer NotImplemented",
      "user pool client part: nobody signs in by Google",
      "user pool people: no text messages are sent, so no phone number is verified by a code",
    ]);
  });
});

import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { expect } from "chai";
import { TestClock } from "../../support/clock";
import { output, testHost, type TestHost } from "../../support/host";
import { programFolder } from "../../support/programs";
import { refusalOf } from "../../support/sdk";
import { claimsOf, cognitoOf, isSigned, post, SrpClient } from "../../support/users";

describe("services/cognito: tokens", () => {
  let host: TestHost;
  let cognito: CognitoIdentityProviderClient;
  let app: string;
  let site: string;
  const clock = new TestClock();
  const Username = "eve@example.org";
  const password = "a Better password 1";

  before(async () => {
    host = await testHost({ program: programFolder("users"), stack: "dev", clock });
    cognito = cognitoOf(host);
    [app, site] = [output(host, "appClient"), output(host, "siteClient")];
    const person = { UserPoolId: output(host, "teamId"), Username };
    await cognito.send(new AdminCreateUserCommand({ ...person, MessageAction: "SUPPRESS" }));
    await cognito.send(new AdminSetUserPasswordCommand({ ...person, Password: password, Permanent: true }));
  });

  after(async () => {
    cognito.destroy();
    await host.close();
  });

  /** Tokens of the client whose refresh tokens stay good. */
  async function signIn() {
    const AuthParameters = { USERNAME: "ada", PASSWORD: "Analytical-1843" };
    const call = new InitiateAuthCommand({ ClientId: app, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
    const { AccessToken = "", IdToken = "", RefreshToken = "" } = (await cognito.send(call)).AuthenticationResult ?? {};
    return { AccessToken, IdToken, RefreshToken };
  }

  /** A refresh token of the client that exchanges them. */
  async function exchangeable(): Promise<string> {
    const srp = new SrpClient();
    const AuthParameters = { USERNAME: Username, SRP_A: srp.A };
    const { ChallengeParameters } = await cognito.send(
      new InitiateAuthCommand({ ClientId: site, AuthFlow: "USER_SRP_AUTH", AuthParameters }),
    );
    const ChallengeResponses = srp.answer(output(host, "teamId"), ChallengeParameters, password);
    const answer = { ClientId: site, ChallengeName: "PASSWORD_VERIFIER", ChallengeResponses } as const;
    return (await cognito.send(new RespondToAuthChallengeCommand(answer))).AuthenticationResult?.RefreshToken ?? "";
  }

  const exchange = async (RefreshToken: string) =>
    (await cognito.send(new GetTokensFromRefreshTokenCommand({ ClientId: site, RefreshToken }))).AuthenticationResult;

  const refresh = async (REFRESH_TOKEN: string) => {
    const AuthParameters = { REFRESH_TOKEN };
    const call = new InitiateAuthCommand({ ClientId: app, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters });
    return (await cognito.send(call)).AuthenticationResult;
  };

  it("say what AWS's say, and are signed by a key that the pool's address shows", async () => {
    const { AccessToken, IdToken } = await signIn();
    const now = clock.now() / 1000;
    const iss = `https://cognito-idp.eu-west-1.amazonaws.com/${output(host, "openId")}`;
    const both = { sub: output(host, "ada"), iss, auth_time: now, iat: now, exp: now + 3600 };
    const access = claimsOf(AccessToken);
    expect(access).to.deep.include({
      ...{ ...both, token_use: "access", client_id: app, username: "ada", scope: "aws.cognito.signin.user.admin" },
      "cognito:groups": ["authors"],
    });
    const id = claimsOf(IdToken);
    expect(id).to.deep.include({
      ...{ ...both, token_use: "id", aud: app, "cognito:username": "ada", "cognito:groups": ["authors"] },
      ...{ email: "ada@example.org", email_verified: true, origin_jti: access.origin_jti, event_id: access.event_id },
    });
    for (const claims of [access, id]) expect(claims.jti).to.match(/^[0-9a-f-]{36}$/);
    expect(id.jti).to.not.equal(access.jti);
    const keys = `${output(host, "openUrl")}/${output(host, "openId")}/.well-known/jwks.json`;
    expect(await isSigned(AccessToken, keys)).to.equal(true);
    expect(await isSigned(IdToken, keys)).to.equal(true);
  });

  it("are renewed by a refresh token that stays good, as long as the client says", async () => {
    const first = await signIn();
    await clock.advance(1000);
    for (let count = 0; count < 2; count++) {
      const renewed = await refresh(first.RefreshToken);
      expect(renewed?.RefreshToken).to.equal(undefined);
      const [before, after] = [claimsOf(first.AccessToken), claimsOf(renewed?.AccessToken)];
      expect(after).to.include({ auth_time: before.auth_time, origin_jti: before.origin_jti, iss: before.iss });
      expect(after.iat).to.equal(Number(before.iat) + 1);
    }
    await clock.advance(30 * 86_400_000);
    expect((await refusalOf(refresh(first.RefreshToken))).message).to.equal("Refresh Token has expired");
  });

  it("expire for Cognito's own operations", async () => {
    const { AccessToken, IdToken } = await signIn();
    const get = (token: string) => cognito.send(new GetUserCommand({ AccessToken: token }));
    await get(AccessToken);
    for (const token of [IdToken, "x", `${AccessToken}x`, AccessToken.replace(/\.[^.]*$/, ".")])
      expect((await refusalOf(get(token))).message).to.equal("Invalid Access Token");
    const [, body = ""] = AccessToken.split(".");
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${body}.`;
    expect((await refusalOf(get(none))).message).to.equal("Invalid Access Token");
    await clock.advance(3_600_000);
    expect((await refusalOf(get(AccessToken))).message).to.equal("Invalid Access Token");
  });

  it("are of no other client's refresh token, and of none that is tampered with", async () => {
    const { RefreshToken } = await signIn();
    expect((await refusalOf(exchange(RefreshToken))).message).to.equal("Invalid Refresh Token");
    for (const token of ["", "x", `x${RefreshToken}`]) {
      const { name } = await refusalOf(refresh(token));
      expect(name).to.be.oneOf(["NotAuthorizedException", "InvalidParameterException"]);
    }
  });

  describe("of a client that exchanges refresh tokens", () => {
    it("are renewed with another refresh token each time; the last is good again for who missed the answer", async () => {
      const first = await exchangeable();
      const second = (await exchange(first))?.RefreshToken ?? "";
      expect(second).to.not.equal("").and.not.equal(first);
      await clock.advance(4999);
      const other = (await exchange(first))?.RefreshToken ?? "";
      expect((await exchange(second))?.RefreshToken).to.be.a("string");
      expect((await exchange(other))?.RefreshToken).to.be.a("string");
    });

    it("end with all that came of the sign-in when one is used after its exchange, which the console tells", async () => {
      const first = await exchangeable();
      const second = (await exchange(first))?.RefreshToken ?? "";
      await clock.advance(5000);
      expect((await refusalOf(exchange(first))).message).to.equal("Refresh Token has been revoked");
      expect((await refusalOf(exchange(second))).message).to.equal("Refresh Token has been revoked");
      const told = host.logs.filter((line) => line.includes("was used again after its exchange"));
      expect(told).to.have.length(1);
      expect(told[0]).to.match(/user pool team: a refresh token of eve@example.org .* is revoked$/);
      expect(host.logs.join("\n")).to.not.contain(first).and.not.contain(second);
    });

    it("are exchanged by the token endpoint alike", async () => {
      const ask = (refresh_token: string) =>
        post(`${output(host, "signInUrl")}/oauth2/token`, {
          grant_type: "refresh_token",
          client_id: site,
          refresh_token,
        });
      const first = await exchangeable();
      const { status, body } = await ask(first);
      expect(status).to.equal(200);
      expect(body).to.include.keys("access_token", "id_token", "refresh_token");
      await clock.advance(5000);
      expect((await ask(first)).body).to.deep.equal({ error: "invalid_grant" });
      expect((await ask(String(body.refresh_token))).body).to.deep.equal({ error: "invalid_grant" });
    });

    it("are of one exchange alone, of many at once that come too late", async () => {
      const first = await exchangeable();
      await exchange(first);
      await clock.advance(5000);
      const all = await Promise.allSettled(Array.from({ length: 5 }, () => exchange(first)));
      expect(all.map(({ status }) => status)).to.deep.equal(Array(5).fill("rejected"));
    });
  });

  it("are revoked with their refresh token, by both ways", async () => {
    const byOperation = await signIn();
    await cognito.send(new RevokeTokenCommand({ ClientId: app, Token: byOperation.RefreshToken }));
    const byEndpoint = await signIn();
    const form = { client_id: app, token: byEndpoint.RefreshToken };
    expect((await post(`${output(host, "openUrl")}/oauth2/revoke`, form)).status).to.equal(200);
    for (const { AccessToken, RefreshToken } of [byOperation, byEndpoint]) {
      expect((await refusalOf(refresh(RefreshToken))).message).to.equal("Refresh Token has been revoked");
      const get = cognito.send(new GetUserCommand({ AccessToken }));
      expect((await refusalOf(get)).message).to.equal("Access Token has been revoked");
    }
    const unsupported = cognito.send(new RevokeTokenCommand({ ClientId: app, Token: byOperation.AccessToken }));
    expect((await refusalOf(unsupported)).name).to.equal("UnsupportedTokenTypeException");
  });
});

import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  AssociateSoftwareTokenCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  SignUpCommand,
  VerifySoftwareTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createHmac } from "node:crypto";
import { expect } from "chai";
import { totpCode } from "../../../src/services/cognito/passwords/totp";
import { output } from "../../support/host";
import { refusalOf } from "../../support/sdk";
import { claimsOf, codeTo, SrpClient } from "../../support/users";
import { password, type UsersHost, usersHost } from "../../support/users-host";

describe("services/cognito: users of a pool", () => {
  const { clock, parts, fresh, user, signIn, accessOf } = usersHost();
  let host: UsersHost["host"];
  let cognito: UsersHost["cognito"];
  let [team, open, app, site] = ["", "", "", ""];

  before(() => void ({ host, cognito, team, open, app, site } = parts()));

  it("sign in by password, and by nothing that the client does not allow", async () => {
    const { AuthenticationResult } = await signIn("ada", "Analytical-1843");
    expect(AuthenticationResult).to.include({ TokenType: "Bearer", ExpiresIn: 3600 });
    const flow = new InitiateAuthCommand({
      ...{ ClientId: site, AuthFlow: "USER_PASSWORD_AUTH" },
      AuthParameters: { USERNAME: "x", PASSWORD: "y" },
    });
    const { name, message } = await refusalOf(cognito.send(flow));
    expect([name, message]).to.deep.equal([
      "InvalidParameterException",
      "USER_PASSWORD_AUTH flow not enabled for this client",
    ]);
    const admin = new AdminInitiateAuthCommand({
      ...{ UserPoolId: open, ClientId: app, AuthFlow: "ADMIN_USER_PASSWORD_AUTH" },
      AuthParameters: { USERNAME: "ada", PASSWORD: "x" },
    });
    expect((await refusalOf(cognito.send(admin))).message).to.match(/ADMIN_USER_PASSWORD_AUTH flow not enabled/);
  });

  it("are told a wrong password, and an unknown user only where the client tells", async () => {
    const wrong = await refusalOf(signIn(await user(), "wrong"));
    expect([wrong.name, wrong.message]).to.deep.equal(["NotAuthorizedException", "Incorrect username or password."]);
    const unknown = await refusalOf(signIn("nobody"));
    expect([unknown.name, unknown.message]).to.deep.equal(["UserNotFoundException", "User does not exist."]);
    const srp = new SrpClient();
    const AuthParameters = { USERNAME: "nobody@example.org", SRP_A: srp.A };
    const begin = () =>
      cognito.send(new InitiateAuthCommand({ ClientId: site, AuthFlow: "USER_SRP_AUTH", AuthParameters }));
    const [first, second] = [await begin(), await begin()];
    expect(first.ChallengeParameters?.SALT).to.equal(second.ChallengeParameters?.SALT);
    const hidden = await refusalOf(
      cognito.send(
        new RespondToAuthChallengeCommand({
          ...{ ClientId: site, ChallengeName: "PASSWORD_VERIFIER" },
          ChallengeResponses: srp.answer(team, second.ChallengeParameters, ""),
        }),
      ),
    );
    expect([hidden.name, hidden.message]).to.deep.equal(["NotAuthorizedException", "Incorrect username or password."]);
  });

  it("are locked out for a second by five wrong passwords, even with the right one", async () => {
    const name = await user();
    for (let wrong = 0; wrong < 5; wrong++) await refusalOf(signIn(name, "wrong"));
    const { name: code, message } = await refusalOf(signIn(name));
    expect([code, message]).to.deep.equal(["NotAuthorizedException", "Password attempts exceeded"]);
    await clock.advance(1000);
    expect(await accessOf(name)).to.not.equal("");
  });

  it("are locked out alike by many attempts at once", async () => {
    const name = await user();
    const all = await Promise.all(Array.from({ length: 12 }, () => refusalOf(signIn(name, "wrong"))));
    const messages = all.map(({ message }) => message);
    expect(messages.filter((one) => one === "Incorrect username or password.")).to.have.length(5);
    expect(messages.filter((one) => one === "Password attempts exceeded")).to.have.length(7);
  });

  it("sign in by SRP with the right password alone", async () => {
    const name = await user();
    const bySrp = async (given: string) => {
      const srp = new SrpClient();
      const AuthParameters = { USERNAME: name, SRP_A: srp.A };
      const { ChallengeParameters } = await cognito.send(
        new InitiateAuthCommand({ ClientId: app, AuthFlow: "USER_SRP_AUTH", AuthParameters }),
      );
      const ChallengeResponses = srp.answer(open, ChallengeParameters, given);
      const answer = { ClientId: app, ChallengeName: "PASSWORD_VERIFIER", ChallengeResponses } as const;
      return cognito.send(new RespondToAuthChallengeCommand(answer));
    };
    const { AuthenticationResult } = await bySrp(password);
    expect(claimsOf(AuthenticationResult?.AccessToken)).to.include({ username: name, client_id: app });
    expect((await refusalOf(bySrp("wrong"))).name).to.equal("NotAuthorizedException");
  });

  it("refuse public values by which SRP gives its secret away", async () => {
    const AuthParameters = { USERNAME: "ada", SRP_A: "0" };
    const call = new InitiateAuthCommand({ ClientId: app, AuthFlow: "USER_SRP_AUTH", AuthParameters });
    expect((await refusalOf(cognito.send(call))).name).to.equal("NotAuthorizedException");
  });

  it("ask a client with a secret to show that it knows it", async () => {
    const ClientId = output(host, "workerClient");
    const Username = "worker@example.org";
    await cognito.send(new AdminCreateUserCommand({ UserPoolId: team, Username, MessageAction: "SUPPRESS" }));
    const own = { UserPoolId: team, Username, Password: "a Better password 1", Permanent: true };
    await cognito.send(new AdminSetUserPasswordCommand(own));
    const call = (SECRET_HASH?: string) => {
      const AuthParameters = { USERNAME: Username, PASSWORD: own.Password, ...(SECRET_HASH && { SECRET_HASH }) };
      return cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }));
    };
    expect((await refusalOf(call())).message).to.match(/configured with secret but SECRET_HASH was not received/);
    expect((await refusalOf(call("x"))).message).to.match(/Unable to verify secret hash/);
    const mac = createHmac("sha256", output(host, "workerSecret")).update(Username + ClientId);
    expect((await call(mac.digest("base64"))).AuthenticationResult?.AccessToken).to.be.a("string");
  });

  it("sign up with a code by e-mail, where anybody may", async () => {
    const Username = fresh();
    const email = `${Username}@example.org`;
    const request = {
      ClientId: app,
      Username,
      Password: password,
      UserAttributes: [{ Name: "email", Value: email }],
    };
    const signedUp = await cognito.send(new SignUpCommand(request));
    expect(signedUp).to.deep.include({
      UserConfirmed: false,
      CodeDeliveryDetails: { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "u***@e***" },
    });
    expect((await refusalOf(signIn(Username))).name).to.equal("UserNotConfirmedException");
    const confirm = (ConfirmationCode: string) =>
      cognito.send(new ConfirmSignUpCommand({ ClientId: app, Username, ConfirmationCode }));
    const first = await codeTo(host, email);
    await cognito.send(new ResendConfirmationCodeCommand({ ClientId: app, Username }));
    const code = await codeTo(host, email);
    const wrong = first === code ? "abcdef" : first;
    expect((await refusalOf(confirm(wrong))).name).to.equal("CodeMismatchException");
    await confirm(code);
    expect((await signIn(Username)).AuthenticationResult?.AccessToken).to.be.a("string");
    const closed = cognito.send(new SignUpCommand({ ...request, ClientId: site, Username: email }));
    expect((await refusalOf(closed)).message).to.equal("SignUp is not permitted for this user pool");
  });

  it("set another password by a mailed code, of which only a few may be guessed", async () => {
    const Username = await user();
    await cognito.send(new ForgotPasswordCommand({ ClientId: app, Username }));
    const code = await codeTo(host, `${Username}@example.org`);
    const confirm = (ConfirmationCode: string) =>
      cognito.send(
        new ConfirmForgotPasswordCommand({ ClientId: app, Username, ConfirmationCode, Password: "Another-Horse-2" }),
      );
    const guesses = await Promise.all(Array.from({ length: 12 }, () => refusalOf(confirm("none"))));
    expect(guesses.map(({ name }) => name).sort()).to.deep.equal([
      ...Array<string>(10).fill("CodeMismatchException"),
      ...Array<string>(2).fill("LimitExceededException"),
    ]);
    expect((await refusalOf(confirm(code))).name).to.equal("LimitExceededException");
    const another = cognito.send(new ForgotPasswordCommand({ ClientId: app, Username }));
    expect((await refusalOf(another)).name).to.equal("LimitExceededException");
  });

  it("see themselves, change their password, and sign out everywhere", async () => {
    const Username = await user();
    const { AuthenticationResult: { AccessToken, RefreshToken } = {} } = await signIn(Username);
    const { UserAttributes } = await cognito.send(new GetUserCommand({ AccessToken }));
    expect(UserAttributes).to.deep.include({ Name: "email", Value: `${Username}@example.org` });
    const change = (PreviousPassword: string) =>
      cognito.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword: "Another-Horse-2" }));
    expect((await refusalOf(change("wrong"))).name).to.equal("NotAuthorizedException");
    await change(password);
    expect((await signIn(Username, "Another-Horse-2")).AuthenticationResult?.AccessToken).to.be.a("string");
    await cognito.send(new GlobalSignOutCommand({ AccessToken }));
    const after = await refusalOf(cognito.send(new GetUserCommand({ AccessToken })));
    expect(after.message).to.equal("Access Token has been revoked");
    const AuthParameters = { REFRESH_TOKEN: RefreshToken ?? "" };
    const refresh = new InitiateAuthCommand({ ClientId: app, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters });
    expect((await refusalOf(cognito.send(refresh))).message).to.equal("Refresh Token has been revoked");
  });

  it("have an authenticator app as a second factor, whose codes are good once", async () => {
    const Username = "totp@example.org";
    await cognito.send(new AdminCreateUserCommand({ UserPoolId: team, Username, MessageAction: "SUPPRESS" }));
    const Password = "a Better password 1";
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId: team, Username, Password, Permanent: true }));
    const bySrp = async () => {
      const srp = new SrpClient();
      const AuthParameters = { USERNAME: Username, SRP_A: srp.A };
      const { ChallengeParameters } = await cognito.send(
        new InitiateAuthCommand({ ClientId: site, AuthFlow: "USER_SRP_AUTH", AuthParameters }),
      );
      const ChallengeResponses = srp.answer(team, ChallengeParameters, Password);
      const answer = { ClientId: site, ChallengeName: "PASSWORD_VERIFIER", ChallengeResponses } as const;
      return cognito.send(new RespondToAuthChallengeCommand(answer));
    };
    const AccessToken = (await bySrp()).AuthenticationResult?.AccessToken;
    const { SecretCode = "" } = await cognito.send(new AssociateSoftwareTokenCommand({ AccessToken }));
    const verify = (UserCode: string) => cognito.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
    const earlier = totpCode(SecretCode, clock.now() - 30_000);
    const now = totpCode(SecretCode, clock.now());
    expect((await refusalOf(verify("000000"))).name).to.equal("EnableSoftwareTokenMFAException");
    await verify(earlier);
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    await cognito.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings }));
    const challenge = await bySrp();
    expect(challenge.ChallengeName).to.equal("SOFTWARE_TOKEN_MFA");
    const answer = (SOFTWARE_TOKEN_MFA_CODE: string, Session = challenge.Session) =>
      cognito.send(
        new RespondToAuthChallengeCommand({
          ...{ ClientId: site, ChallengeName: "SOFTWARE_TOKEN_MFA", Session },
          ChallengeResponses: { USERNAME: Username, SOFTWARE_TOKEN_MFA_CODE },
        }),
      );
    expect((await refusalOf(answer(earlier))).name).to.equal("ExpiredCodeException");
    expect((await answer(now)).AuthenticationResult?.AccessToken).to.be.a("string");
    const next = await bySrp();
    expect((await refusalOf(answer(now, next.Session))).name).to.equal("ExpiredCodeException");
  });

  it("tell the console who has signed in and who has not, and never a password or a token", async () => {
    const name = await user();
    await refusalOf(signIn(name, "a wrong password"));
    const token = await accessOf(name);
    const said = host.logs.filter((line) => line.includes(name)).join("\n");
    expect(said).to.match(new RegExp(`user pool open: a wrong password for ${name}\n`));
    expect(said).to.match(new RegExp(`${name} has signed in to app`));
    expect(host.logs.join("\n")).to.not.contain(token).and.not.contain("a wrong password\n").and.not.contain(password);
  });
});

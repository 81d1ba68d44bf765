import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AssociateSoftwareTokenCommand,
  ChangePasswordCommand,
  type CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ListGroupsCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  SignUpCommand,
  VerifySoftwareTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createHmac } from "node:crypto";
import { expect } from "chai";
import { totpCode } from "../../../src/services/cognito/passwords/totp";
import { TestClock } from "../../support/clock";
import { output, testHost, type TestHost } from "../../support/host";
import { programFolder } from "../../support/programs";
import { refusalOf } from "../../support/sdk";
import { claimsOf, codeTo, cognitoOf, mailsTo, SrpClient } from "../../support/users";

describe("services/cognito: operations", () => {
  let host: TestHost;
  let cognito: CognitoIdentityProviderClient;
  let team: string;
  let open: string;
  let app: string;
  let site: string;
  const password = "Correct-Horse-1";
  /** It stands still, so that a code of an app does not change while a test runs. */
  const clock = new TestClock();
  let count = 0;

  before(async () => {
    host = await testHost({ program: programFolder("users"), stack: "dev", clock });
    cognito = cognitoOf(host);
    [team, open] = [output(host, "teamId"), output(host, "openId")];
    [app, site] = [output(host, "appClient"), output(host, "siteClient")];
  });

  after(async () => {
    cognito.destroy();
    await host.close();
  });

  const fresh = (): string => `user${++count}`;

  /** A user of the open pool, who has a password. */
  async function user(name = fresh(), attributes: Record<string, string> = {}): Promise<string> {
    const UserAttributes = Object.entries({ email: `${name}@example.org`, email_verified: "true", ...attributes }).map(
      ([Name, Value]) => ({ Name, Value }),
    );
    const UserPoolId = open;
    await cognito.send(
      new AdminCreateUserCommand({ UserPoolId, Username: name, UserAttributes, MessageAction: "SUPPRESS" }),
    );
    await cognito.send(
      new AdminSetUserPasswordCommand({ UserPoolId, Username: name, Password: password, Permanent: true }),
    );
    return name;
  }

  const signIn = (USERNAME: string, PASSWORD = password) =>
    cognito.send(
      new InitiateAuthCommand({
        ClientId: app,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME, PASSWORD },
      }),
    );

  const accessOf = async (name: string): Promise<string> =>
    (await signIn(name)).AuthenticationResult?.AccessToken ?? "";

  describe("of who runs a pool", () => {
    it("make a user, who is told a temporary password by e-mail and chooses another at the first sign-in", async () => {
      const Username = "grace@example.org";
      const { User } = await cognito.send(new AdminCreateUserCommand({ UserPoolId: team, Username }));
      expect(User).to.include({ UserStatus: "FORCE_CHANGE_PASSWORD", Enabled: true });
      expect(User?.Username).to.match(/^[0-9a-f-]{36}$/);
      const [invitation] = await mailsTo(host, Username);
      expect(invitation?.subject).to.equal("Your temporary password");
      const temporary = /password is (\S+)\.$/.exec(invitation?.text ?? "")?.[1] ?? "";
      expect(host.logs).to.include(`mail to ${Username}: Your temporary password`);
      expect(host.logs.join("\n")).to.not.contain(temporary);

      const srp = new SrpClient();
      const begun = await cognito.send(
        new InitiateAuthCommand({
          ...{ ClientId: site, AuthFlow: "USER_SRP_AUTH" },
          AuthParameters: { USERNAME: "Grace@Example.org", SRP_A: srp.A },
        }),
      );
      expect(begun.ChallengeName).to.equal("PASSWORD_VERIFIER");
      const challenge = await cognito.send(
        new RespondToAuthChallengeCommand({
          ...{ ClientId: site, ChallengeName: "PASSWORD_VERIFIER" },
          ChallengeResponses: srp.answer(team, begun.ChallengeParameters, temporary),
        }),
      );
      expect(challenge.ChallengeName).to.equal("NEW_PASSWORD_REQUIRED");
      expect(challenge.ChallengeParameters?.USER_ID_FOR_SRP).to.equal(User?.Username);
      const answer = (NEW_PASSWORD: string) =>
        cognito.send(
          new RespondToAuthChallengeCommand({
            ...{ ClientId: site, ChallengeName: "NEW_PASSWORD_REQUIRED", Session: challenge.Session },
            ChallengeResponses: { USERNAME: Username, NEW_PASSWORD },
          }),
        );
      const weak = await refusalOf(answer("short"));
      expect(weak.name).to.equal("InvalidPasswordException");
      expect(weak.message).to.equal("Password did not conform with policy: Password not long enough");
      const { AuthenticationResult } = await answer("a Better password 1");
      expect(claimsOf(AuthenticationResult?.IdToken)).to.include({ email: Username, aud: site, token_use: "id" });
      const again = await refusalOf(answer("a Better password 2"));
      expect([again.name, again.message]).to.deep.equal(["NotAuthorizedException", "Invalid session for the user."]);
    });

    it("make no two users of one name", async () => {
      const name = await user();
      const call = cognito.send(new AdminCreateUserCommand({ UserPoolId: open, Username: name }));
      expect((await refusalOf(call)).name).to.equal("InvalidParameterException");
      const UserAttributes = [{ Name: "email", Value: "x@example.org" }];
      const both = [1, 2].map(() =>
        cognito.send(new AdminCreateUserCommand({ UserPoolId: open, Username: "twin", UserAttributes })),
      );
      const settled = await Promise.allSettled(both);
      expect(settled.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
      const third = cognito.send(new AdminCreateUserCommand({ UserPoolId: open, Username: "twin", UserAttributes }));
      expect((await refusalOf(third)).name).to.equal("UsernameExistsException");
    });

    it("refuse attributes that users of the pool do not have", async () => {
      const name = await user();
      const UserAttributes = [{ Name: "custom:shoe", Value: "42" }];
      const call = new AdminUpdateUserAttributesCommand({ UserPoolId: open, Username: name, UserAttributes });
      expect((await refusalOf(cognito.send(call))).message).to.match(/custom:shoe: Attribute does not exist/);
    });

    it("put users into groups and take them out, which their next tokens say", async () => {
      const Username = await user();
      const inGroup = { UserPoolId: open, Username, GroupName: "authors" };
      expect(claimsOf(await accessOf(Username))).to.not.have.property("cognito:groups");
      await cognito.send(new AdminAddUserToGroupCommand(inGroup));
      expect(claimsOf(await accessOf(Username))["cognito:groups"]).to.deep.equal(["authors"]);
      const { Groups } = await cognito.send(new AdminListGroupsForUserCommand({ UserPoolId: open, Username }));
      expect(Groups?.map(({ GroupName }) => GroupName)).to.deep.equal(["authors"]);
      const { Users } = await cognito.send(new ListUsersInGroupCommand({ UserPoolId: open, GroupName: "authors" }));
      expect(Users?.map((one) => one.Username)).to.include.members(["ada", Username]);
      await cognito.send(new AdminRemoveUserFromGroupCommand(inGroup));
      expect(claimsOf(await accessOf(Username))).to.not.have.property("cognito:groups");
      const unknown = cognito.send(new AdminAddUserToGroupCommand({ ...inGroup, GroupName: "nobodies" }));
      expect((await refusalOf(unknown)).name).to.equal("ResourceNotFoundException");
    });

    it("leave to the program what it declares of users", async () => {
      const ada = { UserPoolId: open, Username: "ada" };
      const out = cognito.send(new AdminRemoveUserFromGroupCommand({ ...ada, GroupName: "authors" }));
      expect((await refusalOf(out)).message).to.match(/the program declares that ada is in the group authors/);
      const gone = cognito.send(new AdminDeleteUserCommand(ada));
      expect((await refusalOf(gone)).message).to.match(/the program declares the user ada/);
    });

    it("disable a user, whose refresh tokens are good no more, and enable the same again", async () => {
      const Username = await user();
      const { AuthenticationResult } = await signIn(Username);
      await cognito.send(new AdminDisableUserCommand({ UserPoolId: open, Username }));
      expect((await refusalOf(signIn(Username))).message).to.equal("User is disabled.");
      const AuthParameters = { REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? "" };
      const refresh = new InitiateAuthCommand({ ClientId: app, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters });
      expect((await refusalOf(cognito.send(refresh))).name).to.equal("NotAuthorizedException");
      await cognito.send(new AdminEnableUserCommand({ UserPoolId: open, Username }));
      expect(await accessOf(Username)).to.not.equal("");
    });

    it("delete a user, and what was issued to the same", async () => {
      const Username = await user();
      const AccessToken = await accessOf(Username);
      await cognito.send(new AdminDeleteUserCommand({ UserPoolId: open, Username }));
      expect((await refusalOf(cognito.send(new GetUserCommand({ AccessToken })))).name).to.equal(
        "NotAuthorizedException",
      );
      const get = cognito.send(new AdminGetUserCommand({ UserPoolId: open, Username }));
      expect((await refusalOf(get)).name).to.equal("UserNotFoundException");
    });

    it("have a user set another password by a mailed code", async () => {
      const Username = await user();
      await cognito.send(new AdminResetUserPasswordCommand({ UserPoolId: open, Username }));
      expect((await refusalOf(signIn(Username))).name).to.equal("PasswordResetRequiredException");
      const ConfirmationCode = await codeTo(host, `${Username}@example.org`);
      const next = "Another-Horse-2";
      await cognito.send(
        new ConfirmForgotPasswordCommand({ ClientId: app, Username, ConfirmationCode, Password: next }),
      );
      expect((await signIn(Username, next)).AuthenticationResult?.AccessToken).to.be.a("string");
    });

    it("find users by the common filters, page by page", async () => {
      const names = [await user(), await user()];
      const list = async (Filter?: string) =>
        (await cognito.send(new ListUsersCommand({ UserPoolId: open, Filter }))).Users?.map((one) => one.Username);
      expect(await list(`email = "${names[0]}@example.org"`)).to.deep.equal([names[0]]);
      expect(await list('username ^= "ad"')).to.deep.equal(["ada"]);
      expect(await list('cognito:user_status = "UNCONFIRMED" ')).to.deep.equal([]);
      expect((await refusalOf(list("email like x"))).name).to.equal("InvalidParameterException");
      const all: (string | undefined)[] = [];
      let PaginationToken: string | undefined;
      do {
        const page = await cognito.send(new ListUsersCommand({ UserPoolId: open, Limit: 2, PaginationToken }));
        expect(page.Users).to.have.length.within(1, 2);
        all.push(...(page.Users ?? []).map((one) => one.Username));
        ({ PaginationToken } = page);
      } while (PaginationToken !== undefined);
      expect(all).to.deep.equal(await list());
    });

    it("describe pools, clients and groups as the program declares them", async () => {
      const { UserPools } = await cognito.send(new ListUserPoolsCommand({ MaxResults: 10 }));
      expect(UserPools?.map(({ Id }) => Id)).to.include.members([team, open]);
      const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId: team }));
      expect(UserPool).to.deep.include({ Arn: output(host, "teamArn"), Domain: "team-of-tests" });
      expect(UserPool?.Policies?.PasswordPolicy).to.include({ MinimumLength: 12, RequireSymbols: false });
      const { UserPoolClients } = await cognito.send(new ListUserPoolClientsCommand({ UserPoolId: team }));
      expect(UserPoolClients?.map(({ ClientId }) => ClientId)).to.include.members([site]);
      const { UserPoolClient } = await cognito.send(
        new DescribeUserPoolClientCommand({ UserPoolId: team, ClientId: site }),
      );
      expect(UserPoolClient).to.deep.include({
        CallbackURLs: [output(host, "siteUrl")],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 5 },
      });
      const { Groups } = await cognito.send(new ListGroupsCommand({ UserPoolId: team }));
      expect(Groups?.map(({ GroupName }) => GroupName)).to.have.members(["operators", "readers"]);
    });

    it("are refused unsigned, of another region, and where they are not embedded", async () => {
      const unsigned = await fetch(host.url, {
        method: "POST",
        headers: { "x-amz-target": "AWSCognitoIdentityProviderService.ListUsers" },
        body: JSON.stringify({ UserPoolId: team }),
      });
      expect(unsigned.status).to.equal(400);
      expect(await unsigned.json()).to.include({ __type: "MissingAuthenticationTokenException" });
      const elsewhere = cognitoOf({ url: host.url, graph: { ...host.graph, region: "us-east-1" } });
      const call = elsewhere.send(new DescribeUserPoolCommand({ UserPoolId: team }));
      expect((await refusalOf(call)).name).to.equal("ResourceNotFoundException");
      elsewhere.destroy();
      const made = refusalOf(cognito.send(new CreateUserPoolCommand({ PoolName: "x" })));
      expect((await made).message).to.equal("cognito-idp CreateUserPool is not embedded in the offline host");
    });
  });

  describe("of users themselves", () => {
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
      expect([hidden.name, hidden.message]).to.deep.equal([
        "NotAuthorizedException",
        "Incorrect username or password.",
      ]);
    });

    it("are locked out for a second by five wrong passwords, even with the right one", async () => {
      const name = await user();
      for (let wrong = 0; wrong < 5; wrong++) await refusalOf(signIn(name, "wrong"));
      const { name: code, message } = await refusalOf(signIn(name));
      expect([code, message]).to.deep.equal(["NotAuthorizedException", "Password attempts exceeded"]);
      await clock.advance(1000);
      expect(await accessOf(name)).to.not.equal("");
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
      for (let guess = 0; guess < 10; guess++)
        expect((await refusalOf(confirm("none"))).name).to.equal("CodeMismatchException");
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
  });

  it("tell the console who has signed in and who has not, and never a password or a token", async () => {
    const name = await user();
    await refusalOf(signIn(name, "a wrong password"));
    const token = await accessOf(name);
    const said = host.logs.filter((line) => line.includes(name)).join("\n");
    expect(said).to.match(new RegExp(`user pool open-\\w+: a wrong password for ${name}\n`));
    expect(said).to.match(new RegExp(`${name} has signed in to app-`));
    expect(host.logs.join("\n")).to.not.contain(token).and.not.contain("a wrong password\n").and.not.contain(password);
  });
});

import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminResetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmForgotPasswordCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListGroupsCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { output } from "../../support/host";
import { administratorOf, refusalOf } from "../../support/sdk";
import { claimsOf, codeTo, cognitoOf, mailsTo, SrpClient } from "../../support/users";
import { type UsersHost, usersHost } from "../../support/users-host";

describe("services/cognito: who runs a pool", () => {
  const { parts, user, signIn, accessOf } = usersHost();
  let host: UsersHost["host"];
  let cognito: UsersHost["cognito"];
  let [team, open, app, site] = ["", "", "", ""];

  before(() => void ({ host, cognito, team, open, app, site } = parts()));

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
    await cognito.send(new ConfirmForgotPasswordCommand({ ClientId: app, Username, ConfirmationCode, Password: next }));
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

  it("are let a function do what its role may, on the pool that it names; a sign-in needs no role", async () => {
    const lambda = new LambdaClient(administratorOf(host));
    const ask = async (operation: string, input: object) => {
      const Payload = Buffer.from(JSON.stringify({ operation, input }));
      const answer = await lambda.send(new InvokeCommand({ FunctionName: "asker", Payload }));
      return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
    };
    try {
      expect(await ask("AdminGetUser", { UserPoolId: open, Username: "ada" })).to.include({ Username: "ada" });
      const { errorType, errorMessage } = await ask("AdminGetUser", { UserPoolId: team, Username: "x" });
      expect(errorType).to.equal("AccessDeniedException");
      expect(errorMessage).to.contain(`cognito-idp:AdminGetUser on resource: ${output(host, "teamArn")}`);
      const other = await ask("AdminDeleteUser", { UserPoolId: open, Username: "ada" });
      expect(other.errorType).to.equal("AccessDeniedException");
      const AuthParameters = { USERNAME: "ada", PASSWORD: "Analytical-1843" };
      const signIn = { ClientId: app, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters };
      const { AuthenticationResult } = await ask("InitiateAuth", signIn);
      expect(AuthenticationResult).to.include({ TokenType: "Bearer" });
    } finally {
      lambda.destroy();
    }
  });
});

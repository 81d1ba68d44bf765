import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ChangingProgram } from "../../support/changing-program";
import { Command } from "../../support/command";
import { output, testHost } from "../../support/host";
import { eventually } from "../../support/poll";
import { programFolder } from "../../support/programs";
import { refusalOf } from "../../support/sdk";
import { Browser, claimsOf, cognitoOf, isSigned, post, proofKey } from "../../support/users";

const password = "Analytical-1843";

describe("services/cognito: what a host must not forget", () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "offline-users-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is there after a kill: users, tokens and the key that they are signed with; in the clear there is none", async () => {
    const start = async () => {
      const options = ["--program", programFolder("users"), "--stack", "dev", "--port", "0", "--data", folder];
      const command = new Command(...options);
      const outputs = await command.outputs();
      const graph = JSON.parse('{"region":"eu-west-1"}');
      return { command, outputs, cognito: cognitoOf({ url: await command.url(), graph }) };
    };
    const first = await start();
    const { openId: UserPoolId = "", appClient: ClientId = "" } = first.outputs;
    const Username = "grace";
    const UserAttributes = [{ Name: "email", Value: "grace@example.org" }];
    const person = { UserPoolId, Username };
    await first.cognito.send(new AdminCreateUserCommand({ ...person, UserAttributes, MessageAction: "SUPPRESS" }));
    await first.cognito.send(new AdminSetUserPasswordCommand({ ...person, Password: password, Permanent: true }));
    const AuthParameters = { USERNAME: Username, PASSWORD: password };
    const signIn = new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
    const { AccessToken = "", RefreshToken = "" } = (await first.cognito.send(signIn)).AuthenticationResult ?? {};
    await first.command.kill();
    first.cognito.destroy();

    const files = join(folder, "cognito");
    for (const name of readdirSync(files)) {
      expect(statSync(join(files, name)).mode & 0o077, name).to.equal(0);
      const text = readFileSync(join(files, name), "utf8");
      for (const secret of [password, RefreshToken, ...RefreshToken.split("."), AccessToken])
        expect(text).to.not.contain(secret);
    }
    const second = await start();
    const { openUrl = "", openId = "" } = second.outputs;
    expect(openId).to.equal(UserPoolId);
    expect(await isSigned(AccessToken, `${openUrl}/.well-known/jwks.json`)).to.equal(true);
    const renewed = await second.cognito.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }));
    expect(claimsOf(renewed.AuthenticationResult?.AccessToken)).to.include({ username: Username });
    const user = await second.cognito.send(new AdminGetUserCommand(person));
    expect(user.UserStatus).to.equal("CONFIRMED");
    second.cognito.destroy();
    second.command.signal("SIGINT");
    expect(await second.command.code()).to.equal(0);
  });

  it("goes on while the program is replaced: who is signing in signs in, and groups follow the program", async () => {
    const program = new ChangingProgram("users");
    const host = await testHost({ program: program.folder, stack: "dev", watch: true, data: folder });
    const cognito = cognitoOf(host);
    const key = proofKey();
    const query = new URLSearchParams({
      ...{ client_id: output(host, "appClient"), response_type: "code", scope: "openid profile" },
      ...{ redirect_uri: "http://localhost:9/callback", code_challenge: key.challenge, code_challenge_method: "S256" },
    });
    const change = async (from: string, to: string) => {
      const before = host.logs.length;
      program.edit("index.ts", from, to);
      await eventually(
        "the reload",
        async () => host.logs.slice(before).find((line) => line.startsWith("reloaded")),
        30,
      );
    };
    try {
      const browser = new Browser(output(host, "openUrl"));
      const page = await browser.open(`/login?${query}`);
      await change(
        'name: "authors" });',
        'name: "authors" });\nnew aws.cognito.UserGroup("more", { userPoolId: open.id, name: "more" });',
      );
      const { url } = await browser.submit(page, { username: "ada", password });
      const code = new URL(url).searchParams.get("code") ?? "";
      await change("groupName: authors.name", 'groupName: "more"');
      const { body } = await post(`${output(host, "openUrl")}/oauth2/token`, {
        ...{ grant_type: "authorization_code", code, client_id: output(host, "appClient") },
        ...{ redirect_uri: "http://localhost:9/callback", code_verifier: key.verifier },
      });
      expect(claimsOf(String(body.access_token))["cognito:groups"]).to.deep.equal(["more"]);
      await change('password: "Analytical-1843"', 'password: "Analytical-1844"');
      const as = (PASSWORD: string) => {
        const AuthParameters = { USERNAME: "ada", PASSWORD };
        const ClientId = output(host, "appClient");
        return cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }));
      };
      expect((await refusalOf(as(password))).name).to.equal("NotAuthorizedException");
      expect((await as("Analytical-1844")).AuthenticationResult?.AccessToken).to.be.a("string");
    } finally {
      cognito.destroy();
      await host.close();
      program.remove();
    }
  });
});

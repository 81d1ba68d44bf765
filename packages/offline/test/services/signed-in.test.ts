import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { expect } from "chai";
import { object, text } from "../../src/graph/graph";
import { output, testHost, type TestHost } from "../support/host";
import { rawRequest } from "../support/http";
import { programFolder } from "../support/programs";
import { administratorOf } from "../support/sdk";

describe("offline: an API that a user pool opens", () => {
  let host: TestHost;
  let client: CognitoIdentityProviderClient;

  before(async () => {
    host = await testHost({ program: programFolder("signed-in"), stack: "dev", sitePort: 0 });
    client = new CognitoIdentityProviderClient(administratorOf(host));
  });

  after(async () => {
    client.destroy();
    await host.close();
  });

  const pool = (name: "own" | "other") => object(object(host.graph.outputs, "pools"), name);

  /** An access token of a pool's client, with a scope. */
  async function accessToken(name: "own" | "other"): Promise<string> {
    const { clientId, clientSecret, url } = pool(name);
    const authorization = `Basic ${Buffer.from(`${String(clientId)}:${String(clientSecret)}`).toString("base64")}`;
    const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
    const body = "grant_type=client_credentials&scope=notes%2Fapi";
    const answer = await rawRequest(String(url), "POST", "/oauth2/token", headers, body);
    return String(JSON.parse(answer.body).access_token);
  }

  /** The tokens of somebody who is in both groups. */
  async function signedIn(): Promise<{ IdToken?: string; AccessToken?: string }> {
    const [UserPoolId, ClientId] = [text(pool("own"), "id"), text(pool("own"), "peopleId")];
    const [Username, Password] = ["ada", "Analytical-1843"];
    await client.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: "SUPPRESS" }));
    await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
    for (const GroupName of ["operators", "readers"])
      await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    const AuthParameters = { USERNAME: Username, PASSWORD: Password };
    const { AuthenticationResult = {} } = await client.send(
      new AdminInitiateAuthCommand({ UserPoolId, ClientId, AuthFlow: "ADMIN_USER_PASSWORD_AUTH", AuthParameters }),
    );
    return AuthenticationResult;
  }

  const ask = (path: string, token: string) =>
    rawRequest(output(host, "url"), "GET", path, { authorization: `Bearer ${token}` });

  it("lets in who has an access token of the pool, and nobody of another one", async () => {
    const { status, body } = await ask("/scoped", await accessToken("own"));
    expect(status).to.equal(200);
    expect(JSON.parse(body).claims).to.include({ token_use: "access", scope: "notes/api" });
    expect((await ask("/scoped", await accessToken("other"))).status).to.equal(401);
  });

  it("knows somebody's groups by the ID token, and takes no access token without a scope for it", async () => {
    const { IdToken = "", AccessToken = "" } = await signedIn();
    const { status, body } = await ask("/signed-in", IdToken);
    expect(status).to.equal(200);
    const { claims } = JSON.parse(body);
    expect(claims.token_use).to.equal("id");
    expect(claims["cognito:groups"].split(",").sort()).to.deep.equal(["operators", "readers"]);
    expect((await ask("/signed-in", AccessToken)).status).to.equal(401);
    expect((await ask("/scoped", AccessToken)).status).to.equal(401);
  });
});

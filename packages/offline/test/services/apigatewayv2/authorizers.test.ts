import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type AuthenticationResultType,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { expect } from "chai";
import { output, type TestHost, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { programFolder } from "../../support/programs";
import { signedRequest } from "../../support/signed";
import { cognitoOf } from "../../support/users";

describe("services/apigatewayv2: authorizers of HTTP APIs", () => {
  let host: TestHost;
  let tokens: AuthenticationResultType;

  before(async () => {
    host = await testHost({ program: programFolder("http-api-authorizers"), stack: "dev" });
    const cognito = cognitoOf(host);
    const [UserPoolId, ClientId, Username, Password] = [
      output(host, "poolId"),
      output(host, "clientId"),
      "somebody",
      "Correct-Horse-1",
    ];
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: "SUPPRESS" }));
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
    const AuthParameters = { USERNAME: Username, PASSWORD: Password };
    const signedIn = await cognito.send(
      new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters }),
    );
    tokens = signedIn.AuthenticationResult ?? {};
    cognito.destroy();
  });

  after(() => host.close());

  const ask = (path: string, headers: Record<string, string> = {}) =>
    rawRequest(output(host, "url"), "GET", path, headers);
  const bearer = (token = "") => ({ authorization: `Bearer ${token}` });
  const authorizerIn = (body: string) => JSON.parse(body).requestContext.authorizer;

  it("let in whom a user pool has signed in, by either token, and say who it is", async () => {
    const { status, body } = await ask("/users", bearer(tokens.AccessToken));
    expect(status, body).to.equal(200);
    expect(authorizerIn(body).jwt.claims).to.include({ username: "somebody", token_use: "access" });
    expect(authorizerIn(body).jwt.claims.exp).to.match(/^\d+$/);
    expect((await ask("/users", bearer(tokens.IdToken))).status).to.equal(200);
    const before = await ask("/users-before", bearer(tokens.AccessToken));
    expect(authorizerIn(before.body).claims).to.include({ username: "somebody" });
  });

  it("refuse those without a token, and tokens that somebody has changed", async () => {
    const nobody = await ask("/users");
    expect([nobody.status, nobody.body]).to.deep.equal([401, '{"message":"Unauthorized"}']);
    expect(nobody.headers["www-authenticate"]).to.equal("Bearer");
    const [head, payload = "", signature] = (tokens.AccessToken ?? "").split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, username: "admin" })).toString("base64url");
    const forged = await ask("/users", bearer([head, changed, signature].join(".")));
    expect(forged.status).to.equal(401);
    expect(forged.headers["www-authenticate"]).to.contain('error="invalid_token"');
  });

  it("refuse tokens for another audience", async () => {
    expect((await ask("/others", bearer(tokens.AccessToken))).status).to.equal(401);
  });

  it("ask for one of the route's scopes", async () => {
    const { status, body } = await ask("/scoped", bearer(tokens.AccessToken));
    expect(status, body).to.equal(200);
    expect(authorizerIn(body).jwt.scopes).to.deep.equal(["aws.cognito.signin.user.admin"]);
    const refused = await ask("/admins", bearer(tokens.AccessToken));
    expect([refused.status, refused.body]).to.deep.equal([403, '{"message":"Forbidden"}']);
  });

  it("let nobody in by tokens of others than the program's pools, and say so at the start", async () => {
    expect((await ask("/elsewhere", bearer(tokens.AccessToken))).status).to.equal(501);
    const said = host.unserved.map(({ text }) => text).join("\n");
    expect(said).to.contain("GET /elsewhere has no handler: the authorizer elsewhere");
    expect(said).to.contain("by tokens of https://example.auth0.com, which is no user pool of the program");
  });

  it("ask for signatures where IAM authorizes", async () => {
    const nobody = await ask("/signed", bearer(tokens.AccessToken));
    expect([nobody.status, nobody.body]).to.deep.equal([403, '{"message":"Forbidden"}']);
    const { status, body } = await signedRequest(`${output(host, "url")}/signed`, "GET");
    expect(status, body).to.equal(200);
    expect(authorizerIn(body).iam).to.include({ accessKey: "test", userArn: "arn:aws:iam::000000000000:root" });
  });

  it("ask functions, which say yes or no, and keep what they said for all routes", async () => {
    const first = await ask("/kept", { "x-who": "friend" });
    expect(first.status, first.body).to.equal(200);
    expect(authorizerIn(first.body).lambda).to.include({ count: 1, version: "2.0", type: "REQUEST" });
    expect(authorizerIn(first.body).lambda.routeArn).to.match(/:execute-api:.*\/\$default\/GET\/kept$/);
    const second = await ask("/kept-too", { "x-who": "friend" });
    expect(authorizerIn(second.body).lambda.count).to.equal(1);
    const refused = await ask("/kept", { "x-who": "stranger" });
    expect([refused.status, refused.body]).to.deep.equal([403, '{"message":"Forbidden"}']);
  });

  it("do not ask functions about callers who say nothing of what they judge by", async () => {
    expect((await ask("/kept")).status).to.equal(401);
    expect((await ask("/asked")).status).to.equal(401);
  });

  it("go by policies that functions answer", async () => {
    const { status, body } = await ask("/asked?token=allow");
    expect(status, body).to.equal(200);
    expect(authorizerIn(body)).to.include({ principalId: "somebody", version: "1.0" });
    expect((await ask("/asked?token=deny")).status).to.equal(403);
    expect((await ask("/asked?token=nobody")).status).to.equal(401);
    expect((await ask("/asked?token=broken")).status).to.equal(500);
    expect(host.logs.join("\n")).to.contain("answered the authorizer asked nothing that it takes");
  });
});

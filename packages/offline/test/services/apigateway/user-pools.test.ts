import { expect } from "chai";
import { answeredBy, echo, testGateway } from "../../support/gateway";
import { TestPool } from "../../support/tokens";

const pool = new TestPool("eu-west-1_Mine");
const stranger = new TestPool("eu-west-1_Other");
/** What the test's clock says, in seconds. */
const now = Date.parse("2026-11-21T12:00:00Z") / 1000;

const access = {
  sub: "someone",
  "cognito:groups": ["operators", "readers"],
  token_use: "access",
  scope: "openid atelier/api",
  auth_time: now,
  iat: now,
  exp: now + 600,
  client_id: "site",
  username: "someone",
};
const id = { ...access, token_use: "id", aud: "site", scope: undefined, client_id: undefined, email_verified: true };

const scheme = (more: object = {}, name = "Authorization") => ({
  type: "apiKey",
  name,
  in: "header",
  "x-amazon-apigateway-authtype": "cognito_user_pools",
  "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [pool.arn], ...more },
});

const gateway = (more: object = {}, accessLogFormat?: string) =>
  testGateway({
    functions: { echo },
    userPools: new Map([[pool.arn, pool]]),
    accessLogFormat,
    document: {
      openapi: "3.0.1",
      info: { title: "users", version: "1" },
      paths: {
        "/open": { get: answeredBy("echo", { security: [] }) },
        "/scoped": { get: answeredBy("echo", { security: [{ users: ["atelier/api", "atelier/admin"] }] }) },
        "/signed-in": { get: answeredBy("echo", { security: [{ users: [] }] }) },
        "/other-header": { get: answeredBy("echo", { security: [{ elsewhere: ["atelier/api"] }] }) },
        "/of-client": { get: answeredBy("echo", { security: [{ clients: ["atelier/api"] }] }) },
        "/nowhere": { get: answeredBy("echo", { security: [{ unknown: ["atelier/api"] }] }) },
        "/either": { get: answeredBy("echo", { security: [{ users: ["a/b"] }, { users: ["atelier/api"] }] }) },
        "/unnamed": { get: answeredBy("echo", { security: [{ unnamed: [] }] }) },
        "/twice": { get: answeredBy("echo", { security: [{ users: [], clients: [] }] }) },
        "/checked": {
          get: answeredBy("echo", {
            security: [{ users: ["atelier/api"], key: [] }],
            "x-amazon-apigateway-request-validator": "all",
            parameters: [{ name: "q", in: "query", required: true }],
          }),
        },
      },
      components: {
        securitySchemes: {
          users: scheme(),
          elsewhere: scheme({ identitySource: "method.request.header.X-Token" }),
          clients: scheme({ identityValidationExpression: "site|app" }),
          unknown: scheme({ providerARNs: [stranger.arn] }),
          unnamed: { ...scheme({ type: "jwt" }), "x-amazon-apigateway-authtype": undefined },
          key: { type: "apiKey", name: "x-api-key", in: "header" },
        },
      },
      "x-amazon-apigateway-request-validators": { all: { validateRequestParameters: true } },
      ...more,
    },
  });

describe("services/apigateway: user pools' authorizers", () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const eventOf = (body: string) => JSON.parse(body);

  it("let in whom the pool has signed in, with Bearer before the token and without", async () => {
    const { ask } = gateway();
    const token = pool.sign(access);
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, token])
      expect((await ask("/scoped", { authorization })).status).to.equal(200);
  });

  it("tell the function the token's claims, as texts", async () => {
    const { body } = await gateway().ask("/scoped", bearer(pool.sign(access)));
    expect(eventOf(body).requestContext.authorizer).to.deep.equal({
      claims: {
        iss: pool.issuer,
        sub: "someone",
        "cognito:groups": "operators,readers",
        token_use: "access",
        scope: "openid atelier/api",
        auth_time: String(now),
        iat: "Sat Nov 21 12:00:00 UTC 2026",
        exp: "Sat Nov 21 12:10:00 UTC 2026",
        client_id: "site",
        username: "someone",
      },
    });
  });

  it("take ID tokens where a method names no scope", async () => {
    const { status, body } = await gateway().ask("/signed-in", bearer(pool.sign(id)));
    expect(status).to.equal(200);
    expect(eventOf(body).requestContext.authorizer.claims).to.include({ token_use: "id", email_verified: "true" });
  });

  it("say nothing of anybody to the function of an open method", async () => {
    const { status, body } = await gateway().ask("/open", bearer(pool.sign(access)));
    expect(status).to.equal(200);
    expect(eventOf(body).requestContext).to.not.have.property("authorizer");
  });

  const [head = "", payload = "", signature = ""] = pool.sign(access).split(".");
  const altered = Buffer.from(JSON.stringify({ ...access, iss: pool.issuer, sub: "else" })).toString("base64url");
  const jwk = pool.publicKey.export({ format: "jwk" });
  for (const [what, token, path = "/scoped"] of [
    ["there is none", ""],
    ["it is no token", "a.b"],
    ["it has four parts", `${head}.${payload}.${signature}.x`],
    ["another pool has signed it", stranger.sign(access)],
    ["another pool's key has signed it in this pool's name", stranger.sign({ ...access, iss: pool.issuer })],
    ["the pool has signed it in another's name", pool.sign({ ...access, iss: stranger.issuer })],
    ["its claims were altered", `${head}.${altered}.${signature}`],
    ["its signature was cut off", `${head}.${payload}.`],
    ["its signature is another one", `${head}.${payload}.${stranger.sign(access).split(".")[2]}`],
    ["it says that nobody signs it", pool.unsigned(access)],
    ["the public key is its secret", pool.signedByPublicKey(access)],
    ["it is signed by RSA, and says another algorithm", pool.sign(access, { alg: "RS512" })],
    ["it brings its key along", stranger.sign({ ...access, iss: pool.issuer }, { kid: "own", jwk })],
    ["its key is unknown", pool.sign(access, { kid: "key-2" })],
    ["it asks for what is not known", pool.sign(access, { crit: ["b64"], b64: true })],
    ["it never expires", pool.sign({ ...access, exp: undefined })],
    ["it is an ID token, and a scope is asked for", pool.sign({ ...id, scope: access.scope })],
    ["it is an access token, and no scope is asked for", pool.sign(access), "/signed-in"],
    ["it has none of the scopes", pool.sign({ ...access, scope: "openid atelier/apis" })],
    ["it has no scope at all", pool.sign({ ...access, scope: undefined })],
    ["it has the scopes as a list", pool.sign({ ...access, scope: ["atelier/api"] })],
    ["it is a client's that the expression does not match", pool.sign({ ...access, client_id: "sites" }), "/of-client"],
  ] as const)
    it(`answer 401 where ${what}`, async () => {
      const { status, headers, body } = await gateway().ask(path, token === "" ? {} : bearer(token));
      expect([status, headers["x-amzn-errortype"], body]).to.deep.equal([
        401,
        "UnauthorizedException",
        '{"message":"Unauthorized"}',
      ]);
    });

  it("say so where a token has expired, and not where it was altered besides", async () => {
    const { ask, clock } = gateway();
    const token = pool.sign(access);
    expect((await ask("/scoped", bearer(token))).status).to.equal(200);
    await clock.advance(600_000);
    const { status, headers, body } = await ask("/scoped", bearer(token));
    expect([status, headers["x-amzn-errortype"], body]).to.deep.equal([
      401,
      "UnauthorizedException",
      '{"message":"The incoming token has expired"}',
    ]);
    expect((await ask("/scoped", bearer(`${token.slice(0, -8)}AAAAAAAA`))).body).to.contain('"Unauthorized"');
  });

  it("verify a token once in five minutes, and each token by itself", async () => {
    const { ask, clock } = gateway();
    const token = pool.sign({ ...access, exp: now + 3600 });
    const asked = pool.asked;
    await ask("/scoped", bearer(token));
    await ask("/scoped", bearer(token));
    expect(pool.asked - asked).to.equal(1);
    await clock.advance(300_000);
    await ask("/scoped", bearer(token));
    expect(pool.asked - asked).to.equal(2);
    expect((await ask("/scoped", bearer(`${token}A`))).status).to.equal(401);
  });

  it("do not take for one method what they know of another", async () => {
    const { ask } = gateway();
    const token = bearer(pool.sign({ ...access, client_id: "sites" }));
    expect((await ask("/scoped", token)).status).to.equal(200);
    expect((await ask("/of-client", token)).status).to.equal(401);
    expect((await ask("/signed-in", token)).status).to.equal(401);
  });

  it("look where the identity source says", async () => {
    const { ask } = gateway();
    const token = pool.sign(access);
    expect((await ask("/other-header", { "x-token": token })).status).to.equal(200);
    expect((await ask("/other-header", { authorization: token })).status).to.equal(401);
  });

  it("come before keys and validators", async () => {
    const { ask } = gateway();
    expect((await ask("/checked")).status).to.equal(401);
    expect((await ask("/checked", bearer(pool.sign(access)))).status).to.equal(403);
  });

  it("ask for one of the scopes of all requirements", async () => {
    expect((await gateway().ask("/either", bearer(pool.sign(access)))).status).to.equal(200);
  });

  it("open nothing where the pool or the kind is unknown, or two of them guard a method", async () => {
    const { ask } = gateway();
    for (const [path, message] of [
      ["/nowhere", "the authorizer unknown is not served offline"],
      ["/unnamed", "the authorizer unnamed is not served offline"],
      ["/twice", "a second authorizer, clients is not served offline"],
    ] as const) {
      const { status, body } = await ask(path, bearer(pool.sign(access)));
      expect([status, JSON.parse(body).message]).to.deep.equal([501, message]);
    }
  });

  it("are answered for as the document says", async () => {
    const template = '{"why":$context.error.messageString,"type":"$context.error.responseType"}';
    const more = {
      "x-amazon-apigateway-gateway-responses": {
        UNAUTHORIZED: { statusCode: 401, responseTemplates: { "application/json": template } },
      },
    };
    expect((await gateway(more).ask("/scoped")).body).to.equal('{"why":"Unauthorized","type":"UNAUTHORIZED"}');
  });

  it("are told of in the access log, with claims and errors, and without the token", async () => {
    const format =
      "$context.authorizer.claims.sub $context.authorizer.claims.client_id $context.authorizer.status $context.authorizer.error $context.authorizer.principalId";
    const { ask, accessLog } = gateway({}, format);
    await ask("/scoped", bearer(pool.sign(access)));
    await ask("/scoped");
    expect(accessLog).to.deep.equal(["someone site 200 - -", "- - 401 Unauthorized -"]);
  });
});

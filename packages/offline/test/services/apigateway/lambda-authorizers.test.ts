import { expect } from "chai";
import { answeredBy, echo, invokeUri, testGateway, type TestGatewayOptions } from "../../support/gateway";

type Event = Record<string, unknown>;

const policyFor = (Effect: string, Resource: unknown) => ({
  Version: "2012-10-17",
  Statement: [{ Action: "execute-api:Invoke", Effect, Resource }],
});

const scheme = (authorizer: object, name = "Authorization") => ({
  type: "apiKey",
  name,
  in: "header",
  "x-amazon-apigateway-authtype": "custom",
  "x-amazon-apigateway-authorizer": { authorizerUri: invokeUri("judge"), ...authorizer },
});

/** An API whose function judges by the answer that a test gives. */
function gateway(judge: (event: Event) => unknown, more: Partial<TestGatewayOptions> = {}) {
  const events: Event[] = [];
  const guarded = (name: string) => ({ get: answeredBy("echo", { security: [{ [name]: [] }] }) });
  const made = testGateway({
    functions: {
      echo,
      judge(event) {
        events.push(event);
        return judge(event);
      },
    },
    document: {
      openapi: "3.0.1",
      info: { title: "judged", version: "1" },
      paths: {
        "/token": guarded("token"),
        "/token/{id}": guarded("token"),
        "/pattern": guarded("pattern"),
        "/request": guarded("request"),
        "/request/{id}": guarded("request"),
        "/anybody": guarded("anybody"),
        "/fresh": guarded("fresh"),
        "/gone": guarded("gone"),
        "/signed": guarded("iam"),
      },
      components: {
        securitySchemes: {
          token: scheme({ type: "token" }),
          pattern: scheme({ type: "token", identityValidationExpression: "Bearer \\w+" }),
          request: scheme({
            type: "request",
            identitySource: "method.request.header.X-Who, method.request.querystring.tenant",
          }),
          anybody: scheme({ type: "request" }),
          fresh: scheme({ type: "token", authorizerResultTtlInSeconds: 0 }),
          gone: scheme({ type: "token", authorizerUri: invokeUri("gone") }),
          iam: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
        },
      },
    },
    ...more,
  });
  return { ...made, events };
}

const allow = (event: Event, more: object = {}) => ({
  principalId: "me",
  policyDocument: policyFor("Allow", event.methodArn),
  ...more,
});

const authorization = { authorization: "Bearer abc" };
const refusedBy = async (judge: (event: Event) => unknown, path = "/token") => {
  const { ask, logs } = gateway(judge);
  const { status, headers, body } = await ask(path, authorization);
  return { answer: [status, headers["x-amzn-errortype"], body], logs };
};

describe("services/apigateway: Lambda authorizers", () => {
  it("ask by a token, and tell the function what was said of the caller", async () => {
    const { ask, events } = gateway((event) => allow(event, { context: { text: "a", number: 1, boolean: true } }));
    const { status, body } = await ask("/token", authorization);
    expect(status).to.equal(200);
    const [asked] = events;
    expect(asked).to.have.all.keys("type", "methodArn", "authorizationToken");
    expect(asked).to.include({ type: "TOKEN", authorizationToken: "Bearer abc" });
    expect(asked?.methodArn).to.match(/^arn:aws:execute-api:eu-west-1:000000000000:\w+\/v1\/GET\/token$/);
    const { authorizer } = JSON.parse(body).requestContext;
    expect(authorizer).to.include({ principalId: "me", text: "a", number: "1", boolean: "true" });
    expect(authorizer.integrationLatency).to.be.a("number");
  });

  it("ask by the request, without its body", async () => {
    const { ask, events } = gateway((event) => allow(event));
    await ask("/request/7?tenant=a", { "x-who": "me" });
    const [asked] = events;
    expect(asked).to.deep.include({
      type: "REQUEST",
      resource: "/request/{id}",
      path: "/request/7",
      httpMethod: "GET",
      pathParameters: { id: "7" },
      queryStringParameters: { tenant: "a" },
      stageVariables: { colour: "green" },
    });
    expect(asked).to.not.have.any.keys("body", "isBase64Encoded");
    expect(asked?.headers).to.include({ "X-Who": "me" });
    await ask("/anybody");
    expect(events[1]).to.deep.include({ queryStringParameters: {}, pathParameters: {} });
  });

  it("ask nobody where the identity is missing, empty or not of the pattern", async () => {
    const { ask, events } = gateway((event) => allow(event));
    for (const [path, headers] of [
      ["/token", {}],
      ["/token", { authorization: "" }],
      ["/pattern", { authorization: "Basic abc" }],
      ["/pattern", { authorization: "Bearer abc or more" }],
      ["/request?tenant=a", {}],
      ["/request?tenant=", { "x-who": "me" }],
    ] as const) {
      const { status, body } = await ask(path, headers);
      expect([path, status, body]).to.deep.equal([path, 401, '{"message":"Unauthorized"}']);
    }
    expect(events).to.deep.equal([]);
    expect((await ask("/pattern", authorization)).status).to.equal(200);
  });

  it("answer 401 to whom the function calls Unauthorized", async () => {
    const judge = () => {
      throw new Error("Unauthorized");
    };
    expect((await refusedBy(judge)).answer).to.deep.equal([401, "UnauthorizedException", '{"message":"Unauthorized"}']);
  });

  it("answer 403 to whom the policy denies, or does not allow", async () => {
    const denied = (judged: object) => refusedBy(() => ({ principalId: "me", policyDocument: judged }));
    const said = (words: string) => [403, "AccessDeniedException", `{"Message":"${words}"}`];
    const words = "User is not authorized to access this resource";
    const explicit = await denied(policyFor("Deny", "*"));
    expect(explicit.answer).to.deep.equal(said(`${words} with an explicit deny in an identity-based policy`));
    const implicit = await denied(policyFor("Allow", "arn:aws:execute-api:*:*:*/v1/POST/*"));
    expect(implicit.answer).to.deep.equal(said(words));
  });

  for (const [what, result, why] of [
    ["is no object", "yes", /it is not an object/],
    ["has no principal", { policyDocument: policyFor("Allow", "*") }, /no principalId/],
    ["has no policy", { principalId: "me" }, /no policyDocument/],
    [
      "has a policy that IAM refuses",
      { principalId: "me", policyDocument: { Statement: [] } },
      /policyDocument: .*Version/,
    ],
    [
      "has objects in its context",
      { principalId: "me", policyDocument: policyFor("Allow", "*"), context: { of: { a: 1 } } },
      /context\.of is neither/,
    ],
    [
      "is too long",
      { principalId: "me", policyDocument: policyFor("Allow", "*"), context: { a: "x".repeat(8200) } },
      /longer than 8192 bytes/,
    ],
  ] as const)
    it(`answer 500 where the function's answer ${what}, and say why`, async () => {
      const { answer, logs } = await refusedBy(() => result);
      expect(answer).to.deep.equal([500, "AuthorizerConfigurationException", '{"message":null}']);
      expect(logs.join()).to.match(why);
    });

  it("answer 500 where the function fails, or is not there", async () => {
    const judge = () => {
      throw new Error("no table");
    };
    const failed = [500, "AuthorizerConfigurationException", '{"message":null}'];
    expect((await refusedBy(judge)).answer).to.deep.equal(failed);
    const { answer, logs } = await refusedBy(judge, "/gone");
    expect(answer).to.deep.equal(failed);
    expect(logs.join()).to.match(/the authorizer gone guards .* there is no such function here/);
  });

  it("keep what was said of a caller for five minutes, and judge each method by it", async () => {
    const { ask, events, clock } = gateway((event) => allow(event));
    expect((await ask("/token/1", authorization)).status).to.equal(200);
    const again = await ask("/token/1", authorization);
    expect(JSON.parse(again.body).requestContext.authorizer.integrationLatency).to.equal(0);
    expect((await ask("/token/2", authorization)).status).to.equal(403);
    expect(events).to.have.length(1);
    await ask("/token/1", { authorization: "Bearer other" });
    expect(events).to.have.length(2);
    await clock.advance(300_000);
    await ask("/token/1", authorization);
    expect(events).to.have.length(3);
  });

  it("keep nothing that has no identity, whose time is 0, or that failed", async () => {
    let isBroken = true;
    const { ask, events } = gateway((event) => {
      if (isBroken) throw new Error("Unauthorized");
      return allow(event);
    });
    expect((await ask("/token", authorization)).status).to.equal(401);
    isBroken = false;
    expect((await ask("/token", authorization)).status).to.equal(200);
    for (const path of ["/anybody", "/anybody", "/fresh", "/fresh"]) await ask(path, authorization);
    expect(events).to.have.length(6);
  });

  it("open nothing where IAM's signatures are asked for, which a token is not", async () => {
    const { ask } = gateway((event) => allow(event));
    const { status, body } = await ask("/signed", authorization);
    expect(status, body).to.equal(403);
  });

  it("are told of in the access log by what they say", async () => {
    const accessLogFormat =
      "$context.authorizer.principalId $context.authorizer.tenant_id $context.authorizer.integrationLatency";
    const { ask, accessLog } = gateway((event) => allow(event, { context: { tenant_id: 7 } }), { accessLogFormat });
    await ask("/token", authorization);
    await ask("/token", authorization);
    expect(accessLog[1]).to.equal("me 7 0");
  });
});

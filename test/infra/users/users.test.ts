import { expect } from "chai";
import { domainPrefix } from "../../../infra/users/domain";
import { type Graph, object, ofType, type Properties, text } from "../../../packages/offline/src/graph/graph";
import { documentOf, graphOf, only } from "../../../packages/offline/test/support/graph";
import { guarded, signedIn } from "../../support/graphs";

const poolOf = (graph: Graph): Properties => only(graph, "aws:cognito/userPool:UserPool").inputs;
const clientOf = (graph: Graph): Properties => only(graph, "aws:cognito/userPoolClient:UserPoolClient").inputs;
const stageOf = (graph: Graph): Properties => only(graph, "aws:apigateway/stage:Stage").inputs;

interface Operation {
  operationId: string;
  security: Record<string, string[]>[];
  responses: Record<string, unknown>;
}

/** What a document says of routes, but for preflights. */
const operationsOf = (document: { paths: Record<string, Record<string, Operation>> }): Operation[] =>
  Object.values(document.paths).flatMap((item) =>
    Object.entries(item).flatMap(([verb, operation]) => (verb === "options" ? [] : [operation])),
  );

const variablesOf = (graph: Graph): [string, Properties][] =>
  ofType(graph, "aws:lambda/function:Function").map(({ name, inputs }) => [
    name,
    object(object(inputs, "environment"), "variables"),
  ]);

describe("infra/users: the pool", () => {
  it("names people by their e-mail address, and takes passwords of twelve characters of all kinds", async () => {
    const pool = poolOf(await guarded());
    expect(pool).to.deep.include({
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
    });
    expect(object(pool, "passwordPolicy")).to.deep.include({
      minimumLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireNumbers: true,
      requireSymbols: true,
    });
  });

  it("lets people add an authenticator app, and asks for nothing that costs", async () => {
    const pool = poolOf(await guarded());
    expect(pool).to.deep.include({
      mfaConfiguration: "OPTIONAL",
      softwareTokenMfaConfiguration: { enabled: true },
      userPoolTier: "ESSENTIALS",
    });
    for (const costly of ["smsConfiguration", "userPoolAddOns", "lambdaConfig"])
      expect(pool).to.not.have.property(costly);
  });

  it("has operators alone make users, unless the stack lets anybody", async () => {
    expect(poolOf(await guarded()).adminCreateUserConfig).to.deep.equal({ allowAdminCreateUserOnly: true });
    expect(poolOf(await signedIn()).adminCreateUserConfig).to.deep.equal({ allowAdminCreateUserOnly: false });
  });

  it("refuses to be deleted where tables do", async () => {
    expect(poolOf(await guarded()).deletionProtection).to.equal("ACTIVE");
    expect(poolOf(await signedIn()).deletionProtection).to.equal("INACTIVE");
  });

  it("has the groups operators and readers, and one scope for the API", async () => {
    const graph = await guarded();
    const groups = ofType(graph, "aws:cognito/userGroup:UserGroup").map(({ inputs }) => inputs.name);
    expect(groups).to.have.members(["operators", "readers"]);
    const server = only(graph, "aws:cognito/resourceServer:ResourceServer").inputs;
    expect(server.identifier).to.equal("atelier");
    expect(server.scopes).to.deep.equal([{ scopeName: "api", scopeDescription: "Call the API" }]);
  });
});

describe("infra/users: the site's client", () => {
  it("is public, by authorization code alone, with tokens of a quarter of an hour and rotating refresh tokens", async () => {
    const client = clientOf(await guarded());
    expect(client).to.deep.include({
      generateSecret: false,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid", "email", "atelier/api"],
      explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      accessTokenValidity: 15,
      idTokenValidity: 15,
      refreshTokenValidity: 1,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "days" },
      enableTokenRevocation: true,
      preventUserExistenceErrors: "ENABLED",
    });
    expect(object(client, "refreshTokenRotation").feature).to.equal("ENABLED");
  });

  it("leads people back to the site's own pages, and nowhere else", async () => {
    for (const graph of [await guarded(), await signedIn()]) {
      const home = `${String(graph.outputs.siteUrl)}/`;
      const pages = [home, `${home}city/`, `${home}infrastructure/`];
      expect(clientOf(graph)).to.deep.include({ callbackUrls: pages, logoutUrls: [home] });
    }
  });

  it("is named by the API's stage, which is how functions know it", async () => {
    for (const graph of [await guarded(), await signedIn()]) {
      const client = only(graph, "aws:cognito/userPoolClient:UserPoolClient");
      expect(object(stageOf(graph), "variables").signInClientId).to.equal(client.id);
    }
  });

  it("is told to the pages, with the scopes and the address where people sign in", async () => {
    const graph = await guarded();
    const file = ofType(graph, "aws:s3/bucketObjectv2:BucketObjectv2").find(
      ({ inputs }) => inputs.key === "config.json",
    );
    const config: { signIn: { url: string }; apiKeyRequired: boolean } = JSON.parse(
      text(file?.inputs ?? {}, "content"),
    );
    const { domain } = only(graph, "aws:cognito/userPoolDomain:UserPoolDomain").inputs;
    const url = `https://${String(domain)}.auth.eu-west-3.amazoncognito.com`;
    expect(config.apiKeyRequired).to.equal(false);
    expect(config.signIn).to.deep.equal({
      issuer: `https://cognito-idp.eu-west-3.amazonaws.com/${only(graph, "aws:cognito/userPool:UserPool").id}`,
      url,
      clientId: only(graph, "aws:cognito/userPoolClient:UserPoolClient").id,
      scopes: ["openid", "email", "atelier/api"],
    });
    expect(graph.outputs).to.include({ signInUrl: url });
    const headers = only(graph, "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").inputs;
    expect(JSON.stringify(headers), "what pages may ask").to.match(new RegExp(`connect-src 'self' [^;]*${url}/`));
  });
});

describe("infra/users: the prefix of the pages' name", () => {
  it("is the stack's own in each account, of a form that Cognito takes", () => {
    const prefix = domainPrefix("atelier", "prod", "123456789012");
    expect(prefix).to.match(/^atelier-prod-[0-9a-f]{10}$/);
    expect(domainPrefix("atelier", "prod", "123456789012")).to.equal(prefix);
    expect(domainPrefix("atelier", "prod", "210987654321")).to.not.equal(prefix);
    expect(domainPrefix("atelier-prod", "", "123456789012")).to.not.equal(prefix);
  });

  for (const [project, stack] of [
    ["my-aws-amazon-cognito", "Prod"],
    ["awawss", "cogncognitoito"],
    ["a".repeat(100), "dev"],
    ["é_ü", "ß"],
    ["aws", "amazon"],
    [`${"a".repeat(51)}-`, "b"],
  ] as const) {
    it(`is of that form for ${project.slice(0, 30)} and ${stack} as well`, () => {
      const prefix = domainPrefix(project, stack, "123456789012");
      expect(prefix).to.match(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/);
      expect(prefix).to.not.match(/aws|amazon|cognito/);
    });
  }
});

describe("infra/api: where people sign in", () => {
  const open = ["getHealth", "getImage"];

  it("asks for an access token of the pool on every route but the open ones", async () => {
    const graph = await guarded();
    const document = documentOf(graph);
    expect(document.components.securitySchemes).to.deep.equal({
      cognito: {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": {
          type: "cognito_user_pools",
          providerARNs: [only(graph, "aws:cognito/userPool:UserPool").outputs.arn],
        },
      },
    });
    const operations = operationsOf(document);
    const asked = operations.filter(({ operationId }) => !open.includes(operationId));
    expect(asked.length).to.equal(operations.length - open.length);
    for (const { operationId, security } of asked) {
      expect(security, operationId).to.deep.equal([{ cognito: ["atelier/api"] }]);
    }
    for (const { operationId, security } of operations.filter((one) => !asked.includes(one))) {
      expect(security, operationId).to.deep.equal([]);
    }
  });

  it("makes no API key and no usage plan, and exports none", async () => {
    const graph = await guarded();
    for (const type of ["apiKey:ApiKey", "usagePlan:UsagePlan", "usagePlanKey:UsagePlanKey"]) {
      expect(ofType(graph, `aws:apigateway/${type}`), type).to.deep.equal([]);
    }
    expect(Object.keys(graph.outputs)).to.include.members(["userPoolId", "signInUrl"]).and.to.not.include("apiKey");
    expect(graph.outputs.curl).to.contain('curl -H "authorization: Bearer $TOKEN"');
    expect(graph.secretOutputs).to.deep.equal([]);
  });

  it("keeps operators' routes to operators, and all others but the open ones to users", async () => {
    const variables = variablesOf(await guarded());
    const of = (callers: string) => variables.flatMap(([name, { CALLERS }]) => (CALLERS === callers ? [name] : []));
    expect(of("operators")).to.have.members(["control-manage", "control-infra", "cityflow-create-upload-url"]);
    const ofRoutes = variables.filter(([, { ALLOWED_ORIGIN }]) => ALLOWED_ORIGIN !== undefined).map(([name]) => name);
    const without = ofRoutes.filter((name) => ![...of("operators"), ...of("users")].includes(name));
    expect(without).to.have.members(["health-get", "events-get-image"]);
  });

  it("lets browsers send a token, and answers what is no good by a 401 that says so", async () => {
    const document = documentOf(await guarded());
    const headers = JSON.stringify(document.paths["/events"].options);
    expect(headers).to.contain("idempotency-key,authorization'");
    const responses = document["x-amazon-apigateway-gateway-responses"];
    for (const type of ["UNAUTHORIZED", "EXPIRED_TOKEN"]) {
      expect(responses[type].statusCode, type).to.equal(401);
      expect(responses[type].responseTemplates["application/json"], type).to.contain('"title":"Unauthorized"');
      expect(responses[type].responseParameters, type).to.include({
        "gatewayresponse.header.WWW-Authenticate": "'Bearer'",
      });
    }
  });

  it("says of every route that asks for a token whom it refuses", async () => {
    for (const { operationId, responses } of operationsOf(documentOf(await guarded()))) {
      expect(Object.hasOwn(responses, 403), operationId).to.equal(!open.includes(operationId));
    }
  });

  it("logs who asked by the user's id, where the stage logs", async () => {
    const { format } = object(stageOf(await guarded()), "accessLogSettings");
    expect(JSON.parse(String(format))).to.include({ userId: "$context.authorizer.claims.sub" });
    expect(String(format)).to.not.match(/authorization|username|email/i);
  });

  it("has nothing of this where the API asks for keys", async () => {
    const graph = await graphOf("prod");
    expect(graph.resources.filter(({ type }) => /cognito|wafv2/.test(type))).to.deep.equal([]);
    expect(JSON.stringify(documentOf(graph))).to.not.match(/cognito|authorization|Not allowed|Bearer/i);
    expect(variablesOf(graph).some(([, variables]) => "CALLERS" in variables)).to.equal(false);
    expect(stageOf(graph).variables).to.equal(undefined);
  });
});

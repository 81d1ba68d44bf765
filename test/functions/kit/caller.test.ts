import { mock } from "node:test";
import { expect } from "chai";
import { newId } from "../../../functions/kit/idempotency";
import { json, respond } from "../../../functions/kit/http";
import { takeWrittenLines } from "../../support/written-lines";

/** What API Gateway says of a user's access token. */
const claims = {
  sub: "5f2b1c0d-7e34-4f6a-9b8c-1d2e3f4a5b6c",
  token_use: "access",
  scope: "openid email atelier/api",
  client_id: "client-of-the-site",
  "cognito:groups": "readers",
};

const eventOf = (said: Record<string, string> | undefined, variables: Record<string, string> | null) =>
  Object({
    httpMethod: "POST",
    resource: "/events",
    stageVariables: variables,
    requestContext: { requestId: "request", identity: {}, ...(said && { authorizer: { claims: said } }) },
  });

const ofSite = { signInClientId: claims.client_id };

describe("functions/kit/caller: who may call, where people sign in", () => {
  let lines: Record<string, unknown>[];
  let handled: number;

  beforeEach(() => {
    lines = takeWrittenLines();
    handled = 0;
  });

  afterEach(() => {
    delete process.env.CALLERS;
    mock.restoreAll();
  });

  /** What a route answers that is open to some callers. */
  async function answerTo(
    callers: string | undefined,
    said: Record<string, string> | undefined,
    variables: Record<string, string> | null = ofSite,
  ): Promise<{ status: number; title?: string; detail?: string }> {
    if (callers !== undefined) process.env.CALLERS = callers;
    const handler = respond(() => {
      handled++;
      return Promise.resolve(json(200, {}));
    });
    const { statusCode, body } = await handler(eventOf(said, variables), { awsRequestId: "lambda" });
    const { title, detail }: { title?: string; detail?: string } = JSON.parse(body);
    return { status: statusCode, title, detail };
  }

  const without = (claim: keyof typeof claims): Record<string, string> =>
    Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));

  it("is any user whom the site signed in, of whatever group or none", async () => {
    expect(await answerTo("users", claims)).to.include({ status: 200 });
    expect(await answerTo("users", without("cognito:groups"))).to.include({ status: 200 });
    expect(handled).to.equal(2);
  });

  const refused: Record<string, [Record<string, string> | undefined, Record<string, string> | null]> = {
    "a token of another client": [{ ...claims, client_id: "another" }, ofSite],
    "a token of no client": [without("client_id"), ofSite],
    "a token that does not give access": [{ ...claims, token_use: "id" }, ofSite],
    "a token of nobody": [without("sub"), ofSite],
    "a request without a token": [undefined, ofSite],
    "a stage that names no client": [claims, null],
    "a stage whose client's name is empty": [{ ...claims, client_id: "" }, { signInClientId: "" }],
  };

  for (const [what, [said, variables]] of Object.entries(refused)) {
    it(`is nobody by ${what}: 403, and no handler sees it`, async () => {
      for (const callers of ["users", "operators"]) {
        const { status, title, detail } = await answerTo(callers, said, variables);
        expect([status, title]).to.deep.equal([403, "Not allowed"]);
        expect(detail).to.contain("sign in there");
      }
      expect(handled).to.equal(0);
    });
  }

  it("is nobody where a token was asked for and the function does not know whom it is open to", async () => {
    expect(await answerTo(undefined, { ...claims, client_id: "another" })).to.include({ status: 403 });
    expect(handled).to.equal(0);
  });

  it("is anybody where no token was asked for", async () => {
    expect(await answerTo(undefined, undefined, null)).to.include({ status: 200 });
  });

  it("is operators alone on some routes; the others are told what to do", async () => {
    for (const groups of ["operators", "readers,operators"]) {
      expect(await answerTo("operators", { ...claims, "cognito:groups": groups })).to.include({ status: 200 });
    }
    expect(handled).to.equal(2);
    for (const groups of ["readers", "", "operators2", "co-operators", "Operators"]) {
      const { status, title, detail } = await answerTo("operators", { ...claims, "cognito:groups": groups });
      expect([status, title], groups).to.deep.equal([403, "Not allowed"]);
      expect(detail).to.contain("group operators").and.to.contain("npm run user");
    }
    expect(handled).to.equal(2);
  });

  it("is operators where it is a word that nobody knows", async () => {
    expect(await answerTo("everybody", claims)).to.include({ status: 403 });
  });

  it("is logged by the user's id, and by nothing else that the token says", async () => {
    await answerTo("users", { ...claims, username: "me@example.org" });
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({ userId: claims.sub, status: 200 });
    expect(JSON.stringify(lines)).to.not.contain("me@example.org").and.to.not.contain(claims.client_id);
  });
});

describe("functions/kit/idempotency: whose key it is", () => {
  const key = "one-key";
  const idOf = (sub: string): string => newId(eventOf({ ...claims, sub }, ofSite), key);
  const idOfKey = (apiKeyId: string): string => {
    const event = eventOf(undefined, null);
    return newId({ ...event, requestContext: { ...event.requestContext, identity: { apiKeyId } } }, key);
  };

  it("is the user's: two users never share one", () => {
    expect(idOf("one")).to.equal(idOf("one"));
    expect(idOf("one")).to.not.equal(idOf("another"));
  });

  it("is the API key's where nobody signs in", () => {
    expect(idOfKey("one")).to.equal(idOfKey("one"));
    expect(idOfKey("one")).to.not.equal(idOfKey("another"));
  });
});

import { expect } from "chai";
import { output, testHost, type TestHost } from "../support/host";
import { rawRequest } from "../support/http";
import { programFolder } from "../support/programs";

describe("offline: Lambda authorizers of a program", () => {
  let host: TestHost;

  before(async () => {
    host = await testHost({ program: programFolder("guarded"), stack: "dev" });
  });

  after(() => host.close());

  const ask = (api: "judged" | "keyed" | "both", path: string, authorization?: string, more: object = {}) =>
    rawRequest(output(host, `${api}Url`), "GET", path, { ...(authorization && { authorization }), ...more });
  const contextOf = (body: string) => JSON.parse(body).requestContext;

  it("let in whom their function lets in, and are asked once for each caller", async () => {
    const { status, body } = await ask("judged", "/judged", "me");
    expect(status).to.equal(200);
    const { principalId, asked } = contextOf(body).authorizer;
    expect(principalId).to.equal("me");
    expect(contextOf((await ask("judged", "/judged", "me")).body).authorizer).to.include({ principalId, asked });
    expect(contextOf((await ask("judged", "/judged", "you")).body).authorizer.asked).to.not.equal(asked);
  });

  it("refuse whom it refuses, and who says nothing", async () => {
    const statuses = [];
    for (const who of [undefined, "nobody", "deny", "other"])
      statuses.push((await ask("judged", "/judged", who)).status);
    expect(statuses).to.deep.equal([401, 401, 403, 403]);
  });

  it("invoke their function by a role, or as its own policy allows, and answer 500 where neither does", async () => {
    expect((await ask("judged", "/by-role", "me")).status).to.equal(200);
    const { status, headers } = await ask("judged", "/unpermitted", "me");
    expect([status, headers["x-amzn-errortype"]]).to.deep.equal([500, "AuthorizerConfigurationException"]);
    expect(host.logs.join()).to.match(
      /the authorizer unpermitted guards .*declare one with sourceArn .*\/authorizers\//,
    );
  });

  it("give the API key of a caller, who needs to send none", async () => {
    const { status, body } = await ask("keyed", "/keyed", "plan");
    expect(status).to.equal(200);
    expect(contextOf(body).identity.apiKey).to.equal("a-key-of-twenty-letters");
    const sent = { "x-api-key": "a-key-of-twenty-letters" };
    expect((await ask("keyed", "/keyed", "me", sent)).status).to.equal(403);
  });

  it("and the API's own policy let a caller in if one of them does, and neither denies it", async () => {
    const statuses: Record<string, number[]> = {};
    for (const path of ["allowed", "unsaid", "denied"])
      // What was said of a caller is kept, and is about one path.
      for (const who of [`me at ${path}`, "other", "deny"])
        (statuses[path] ??= []).push((await ask("both", `/${path}`, who)).status);
    expect(statuses).to.deep.equal({ allowed: [200, 200, 403], unsaid: [200, 403, 403], denied: [403, 403, 403] });
    const { body } = await ask("both", "/denied", "never seen");
    expect(JSON.parse(body).Message).to.match(/^User: anonymous is not authorized to perform: execute-api:Invoke on/);
  });
});

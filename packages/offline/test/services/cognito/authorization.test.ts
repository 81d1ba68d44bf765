import { expect } from "chai";
import { rawRequest } from "../../support/http";
import { PoolPages } from "../../support/pool-pages";
import { Browser, claimsOf, isSigned, post, proofKey } from "../../support/users";

describe("services/cognito: endpoints for applications", () => {
  const pages = new PoolPages();

  before(() => pages.start());
  after(() => pages.close());

  it("sign a person in by a code that the site's own address gets, and redeem it for tokens of the pool's", async () => {
    const location = await pages.signIn(new Browser(pages.url));
    expect(location.origin + location.pathname).to.equal(pages.output("siteUrl"));
    expect(location.searchParams.get("state")).to.equal("a state");
    const { status, headers, body } = await pages.redeem(location.searchParams.get("code") ?? "");
    expect(status).to.equal(200);
    expect(headers.get("access-control-allow-origin")).to.equal("*");
    expect(headers.get("cache-control")).to.contain("no-store");
    expect(body).to.include({ token_type: "Bearer", expires_in: 900 });
    const issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${pages.output("teamId")}`;
    const access = claimsOf(String(body.access_token));
    expect(access).to.include({
      ...{ iss: issuer, client_id: pages.output("siteClient"), token_use: "access", scope: "openid email team/api" },
      ...{ version: 2, auth_time: pages.clock.now() / 1000, exp: pages.clock.now() / 1000 + 900 },
    });
    const id = claimsOf(String(body.id_token));
    expect(id).to.include({ iss: issuer, aud: pages.output("siteClient"), token_use: "id", nonce: "a nonce" });
    expect(id).to.include({ email: "eve@example.org", sub: access.sub, "cognito:username": access.username });
    const keys = `${pages.url}/${pages.output("teamId")}/.well-known/jwks.json`;
    expect(await isSigned(String(body.access_token), keys)).to.equal(true);
    expect(await isSigned(String(body.id_token), keys)).to.equal(true);
    expect(await isSigned(String(body.id_token), `${pages.openUrl}/.well-known/jwks.json`)).to.equal(false);
  });

  it("let who has signed in within the hour go straight on, and ask again where the application says so", async () => {
    const browser = new Browser(pages.url);
    await pages.signIn(browser);
    const again = await browser.open(`/oauth2/authorize${pages.asked({ prompt: "none" })}`);
    expect(new URL(again.url).searchParams.get("code")).to.be.a("string");
    expect((await browser.open(`/oauth2/authorize${pages.asked({ prompt: "login" })}`)).body).to.contain(
      "<h1>Sign in</h1>",
    );
    await pages.clock.advance(3_600_000);
    const later = await browser.open(`/oauth2/authorize${pages.asked({ prompt: "none" })}`);
    expect(new URL(later.url).searchParams.get("error")).to.equal("login_required");
  });

  it("forget who has signed in by /logout, which leads to registered addresses alone", async () => {
    const browser = new Browser(pages.url);
    await pages.signIn(browser);
    const client = `client_id=${pages.output("siteClient")}`;
    const out = await browser.open(`/logout?${client}&logout_uri=${encodeURIComponent(pages.output("siteUrl"))}`);
    expect(out.url).to.equal(pages.output("siteUrl"));
    expect((await browser.open(`/oauth2/authorize${pages.asked()}`)).body).to.contain("<h1>Sign in</h1>");
    const astray = await browser.open(`/logout?${client}&logout_uri=https%3A%2F%2Fevil.example%2F`);
    expect([astray.status, astray.headers.location]).to.deep.equal([400, undefined]);
  });

  describe("tell the application", () => {
    const refusals: [what: string, more: Record<string, string | undefined>, error: string][] = [
      ["a response type that is none", { response_type: "id_token" }, "unsupported_response_type"],
      ["a flow that the client is not allowed", { response_type: "token" }, "unauthorized_client"],
      ["a scope that the client is not allowed", { scope: "openid phone" }, "invalid_scope"],
      ["a challenge that is plain", { code_challenge_method: "plain" }, "invalid_request"],
      ["a challenge without a method", { code_challenge_method: undefined }, "invalid_request"],
      ["a challenge that is no hash", { code_challenge: "short" }, "invalid_request"],
      ["another identity provider", { identity_provider: "Google" }, "invalid_request"],
      ["that nobody has signed in, where no page is wanted", { prompt: "none" }, "login_required"],
    ];
    for (const [what, more, error] of refusals)
      it(what, async () => {
        const { url: location } = await new Browser(pages.url).open(`/oauth2/authorize${pages.asked(more)}`);
        expect(location.startsWith(pages.output("siteUrl"))).to.equal(true);
        const told = new URLSearchParams(location.split(/[?#]/)[1]);
        expect([told.get("error"), told.get("state")]).to.deep.equal([error, "a state"]);
      });
  });

  it("lead nowhere for an unknown application, or an address that is not registered for it", async () => {
    const site = pages.output("siteUrl");
    const wrong: Record<string, string | undefined>[] = [
      { client_id: "x" },
      { client_id: undefined },
      { client_id: pages.output("appClient") },
      { redirect_uri: "https://evil.example/" },
      { redirect_uri: `${site}x` },
      { redirect_uri: site.slice(0, -1) },
      { redirect_uri: `${site}?next=1` },
      { redirect_uri: site.replace("http:", "https:") },
      { redirect_uri: "" },
    ];
    for (const path of ["/oauth2/authorize", "/login", "/forgotPassword"])
      for (const more of wrong) {
        const page = await new Browser(pages.url).open(`${path}${pages.asked(more)}`);
        expect([page.status, page.headers.location], path + JSON.stringify(more)).to.deep.equal([400, undefined]);
        expect(page.body).to.match(/<p role="alert">The application /);
      }
  });

  it("give the tokens at once where the client allows that, behind the sign that no server sees", async () => {
    const browser = new Browser(pages.openUrl);
    const page = await browser.open(
      `/login${pages.appAsked({ response_type: "token", code_challenge: undefined, code_challenge_method: undefined })}`,
    );
    const { url: location } = await browser.submit(page, { username: "ada", password: "Analytical-1843" });
    const [address, fragment] = location.split("#");
    expect(address).to.equal("http://localhost:9/callback");
    const told = new URLSearchParams(fragment);
    expect(told.get("token_type")).to.equal("Bearer");
    expect(claimsOf(told.get("access_token") ?? "")).to.include({ username: "ada" });
    expect(told.has("refresh_token")).to.equal(false);
  });

  it("redirect to an app by the scheme of its own", async () => {
    const browser = new Browser(pages.openUrl);
    const page = await browser.open(`/login${pages.appAsked({ redirect_uri: "app://signed-in" })}`);
    expect(page.headers["content-security-policy"]).to.match(/form-action 'self' .* app:$/);
    const { url: location } = await browser.submit(page, { username: "ada", password: "Analytical-1843" });
    expect(location).to.match(/^app:\/\/signed-in\?code=/);
  });

  describe("redeem no code", () => {
    const wrong: [what: string, more: () => Record<string, string>][] = [
      ["without what shows who has asked for it", () => ({ code_verifier: "" })],
      ["with what shows somebody else", () => ({ code_verifier: proofKey().verifier })],
      ["for another address", () => ({ redirect_uri: "https://evil.example/" })],
      ["that is none", () => ({ code: "x" })],
    ];
    for (const [what, more] of wrong)
      it(what, async () => {
        const code = await pages.code();
        const { status, body } = await pages.redeem(code, more());
        expect([status, body]).to.deep.equal([400, { error: "invalid_grant" }]);
      });

    it("of another client's", async () => {
      const form = { client_id: pages.output("workerClient"), client_secret: pages.output("workerSecret") };
      expect((await pages.redeem(await pages.code(), form)).body).to.deep.equal({ error: "invalid_grant" });
    });

    it("after five minutes", async () => {
      const code = await pages.code();
      await pages.clock.advance(300_000);
      expect((await pages.redeem(code)).body).to.deep.equal({ error: "invalid_grant" });
    });

    it("twice: then what it has become is revoked, and the console says so", async () => {
      const code = await pages.code();
      const { body } = await pages.redeem(code);
      expect((await pages.redeem(code)).body).to.deep.equal({ error: "invalid_grant" });
      const renewed = await post(`${pages.url}/oauth2/token`, {
        ...{ grant_type: "refresh_token", client_id: pages.output("siteClient") },
        refresh_token: String(body.refresh_token),
      });
      expect(renewed.body).to.deep.equal({ error: "invalid_grant" });
      expect(pages.host.logs.join("\n")).to.match(/user pool team: an authorization code was used twice/);
    });

    it("with a verifier, where none was asked for with a challenge", async () => {
      const query = pages.asked({ code_challenge: undefined, code_challenge_method: undefined });
      const code = (await pages.signIn(new Browser(pages.url), query)).searchParams.get("code") ?? "";
      expect((await pages.redeem(code)).body).to.deep.equal({ error: "invalid_grant" });
    });
  });

  it("give an application a token for itself, for its secret and its scopes alone", async () => {
    const [id, secret] = [pages.output("workerClient"), pages.output("workerSecret")];
    const ask = (form: Record<string, string>, key = secret) =>
      post(
        `${pages.url}/oauth2/token`,
        { grant_type: "client_credentials", ...form },
        {
          authorization: `Basic ${Buffer.from(`${id}:${key}`).toString("base64")}`,
        },
      );
    const { body } = await ask({ scope: "team/api" });
    expect(Object.keys(body)).to.have.members(["access_token", "expires_in", "token_type"]);
    expect(claimsOf(String(body.access_token))).to.include({ sub: id, client_id: id, scope: "team/api" });
    expect((await ask({}, "wrong")).body).to.deep.equal({ error: "invalid_client" });
    expect((await ask({ scope: "openid" })).body).to.deep.equal({ error: "invalid_scope" });
  });

  it("show applications who a token is of, and refuse what is no token", async () => {
    const { body } = await pages.redeem(await pages.code());
    const ask = (token: string) =>
      fetch(`${pages.url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } });
    const shown = await (await ask(String(body.access_token))).json();
    expect(shown).to.include({ email: "eve@example.org", username: claimsOf(String(body.access_token)).username });
    for (const token of [String(body.id_token), "x", `${String(body.access_token).slice(0, -9)}AAAAAAAAA`]) {
      const refused = await ask(token);
      expect(refused.status).to.equal(401);
      expect(refused.headers.get("www-authenticate")).to.match(/^Bearer error="invalid_token"/);
    }
  });

  it("answer the pages of other sites where applications ask, and nowhere else", async () => {
    const preflight = (path: string) =>
      rawRequest(pages.url, "OPTIONS", path, {
        ...{ origin: pages.output("siteUrl"), "access-control-request-method": "POST" },
        "access-control-request-headers": "authorization",
      });
    for (const path of ["/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke", "/.well-known/jwks.json", "/"]) {
      const { status, headers } = await preflight(path);
      expect([status, headers["access-control-allow-origin"]], path).to.deep.equal([204, "*"]);
      expect(headers["access-control-allow-headers"]).to.equal("authorization");
    }
    const page = await preflight("/login");
    expect([page.status, page.headers["access-control-allow-origin"]]).to.deep.equal([405, undefined]);
  });

  it("serve the operations that need no signature to web pages, which the AWS endpoint does not", async () => {
    const ask = (base: string) =>
      rawRequest(
        base,
        "POST",
        "/",
        {
          origin: pages.output("siteUrl"),
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
        },
        JSON.stringify({
          ...{ ClientId: pages.output("appClient"), AuthFlow: "USER_PASSWORD_AUTH" },
          AuthParameters: { USERNAME: "ada", PASSWORD: "Analytical-1843" },
        }),
      );
    const { status, headers, body } = await ask(pages.openUrl);
    expect([status, headers["access-control-allow-origin"]]).to.deep.equal([200, "*"]);
    expect(body).to.contain("AccessToken");
    const refused = await ask(pages.host.url);
    expect([refused.status, refused.headers["access-control-allow-origin"]]).to.deep.equal([403, undefined]);
  });
});

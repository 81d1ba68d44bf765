import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { expect } from "chai";
import { totpCode } from "../../../src/services/cognito/passwords/totp";
import { TestClock } from "../../support/clock";
import { output, testHost, type TestHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { programFolder } from "../../support/programs";
import { Browser, claimsOf, codeTo, cognitoOf, isSigned, mailsTo, post, proofKey } from "../../support/users";

describe("services/cognito: pages", () => {
  let host: TestHost;
  let cognito: CognitoIdentityProviderClient;
  let url: string;
  let openUrl: string;
  const clock = new TestClock();
  const password = "a Better password 1";
  const key = proofKey();

  before(async () => {
    host = await testHost({ program: programFolder("users"), stack: "dev", clock });
    cognito = cognitoOf(host);
    [url, openUrl] = [output(host, "signInUrl"), output(host, "openUrl")];
    const person = { UserPoolId: output(host, "teamId"), Username: "eve@example.org" };
    await cognito.send(new AdminCreateUserCommand({ ...person, MessageAction: "SUPPRESS" }));
    await cognito.send(new AdminSetUserPasswordCommand({ ...person, Password: password, Permanent: true }));
  });

  after(async () => {
    cognito.destroy();
    await host.close();
  });

  /** What the site asks for; undefined leaves something out. */
  function asked(more: Record<string, string | undefined> = {}): string {
    const all: Record<string, string | undefined> = {
      client_id: output(host, "siteClient"),
      response_type: "code",
      redirect_uri: output(host, "siteUrl"),
      scope: "openid email team/api",
      state: "a state",
      nonce: "a nonce",
      code_challenge: key.challenge,
      code_challenge_method: "S256",
      ...more,
    };
    const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return `?${new URLSearchParams(Object.fromEntries(given))}`;
  }

  const appAsked = (more: Record<string, string | undefined> = {}) =>
    asked({
      ...{ client_id: output(host, "appClient"), redirect_uri: "http://localhost:9/callback", scope: "openid" },
      ...more,
    });

  /** Signs a person in; returns where the browser has been sent. */
  async function signIn(browser: Browser, query = asked(), username = "eve@example.org"): Promise<URL> {
    const page = await browser.open(`/oauth2/authorize${query}`);
    return new URL((await browser.submit(page, { username, password })).url);
  }

  const redeem = (code: string, more: Record<string, string> = {}) =>
    post(`${url}/oauth2/token`, {
      ...{ grant_type: "authorization_code", client_id: output(host, "siteClient"), code },
      ...{ redirect_uri: output(host, "siteUrl"), code_verifier: key.verifier, ...more },
    });

  const codeOf = async (browser = new Browser(url)): Promise<string> =>
    (await signIn(browser)).searchParams.get("code") ?? "";

  it("sign a person in by a code that the site's own address gets, and redeem it for tokens of the pool's", async () => {
    const location = await signIn(new Browser(url));
    expect(location.origin + location.pathname).to.equal(output(host, "siteUrl"));
    expect(location.searchParams.get("state")).to.equal("a state");
    const { status, headers, body } = await redeem(location.searchParams.get("code") ?? "");
    expect(status).to.equal(200);
    expect(headers.get("access-control-allow-origin")).to.equal("*");
    expect(headers.get("cache-control")).to.contain("no-store");
    expect(body).to.include({ token_type: "Bearer", expires_in: 900 });
    const issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${output(host, "teamId")}`;
    const access = claimsOf(String(body.access_token));
    expect(access).to.include({
      ...{ iss: issuer, client_id: output(host, "siteClient"), token_use: "access", scope: "openid email team/api" },
      ...{ version: 2, auth_time: clock.now() / 1000, exp: clock.now() / 1000 + 900 },
    });
    const id = claimsOf(String(body.id_token));
    expect(id).to.include({ iss: issuer, aud: output(host, "siteClient"), token_use: "id", nonce: "a nonce" });
    expect(id).to.include({ email: "eve@example.org", sub: access.sub, "cognito:username": access.username });
    const keys = `${url}/${output(host, "teamId")}/.well-known/jwks.json`;
    expect(await isSigned(String(body.access_token), keys)).to.equal(true);
    expect(await isSigned(String(body.id_token), keys)).to.equal(true);
    expect(await isSigned(String(body.id_token), `${openUrl}/.well-known/jwks.json`)).to.equal(false);
  });

  it("let who has signed in within the hour go straight on, and ask again where the application says so", async () => {
    const browser = new Browser(url);
    await signIn(browser);
    const again = await browser.open(`/oauth2/authorize${asked({ prompt: "none" })}`);
    expect(new URL(again.url).searchParams.get("code")).to.be.a("string");
    expect((await browser.open(`/oauth2/authorize${asked({ prompt: "login" })}`)).body).to.contain("<h1>Sign in</h1>");
    await clock.advance(3_600_000);
    const later = await browser.open(`/oauth2/authorize${asked({ prompt: "none" })}`);
    expect(new URL(later.url).searchParams.get("error")).to.equal("login_required");
  });

  it("forget who has signed in by /logout, which leads to registered addresses alone", async () => {
    const browser = new Browser(url);
    await signIn(browser);
    const client = `client_id=${output(host, "siteClient")}`;
    const out = await browser.open(`/logout?${client}&logout_uri=${encodeURIComponent(output(host, "siteUrl"))}`);
    expect(out.url).to.equal(output(host, "siteUrl"));
    expect((await browser.open(`/oauth2/authorize${asked()}`)).body).to.contain("<h1>Sign in</h1>");
    const astray = await browser.open(`/logout?${client}&logout_uri=https%3A%2F%2Fevil.example%2F`);
    expect([astray.status, astray.headers.location]).to.deep.equal([400, undefined]);
  });

  it("have who was invited choose a password, and say what is wrong with it", async () => {
    const Username = "new@example.org";
    await cognito.send(new AdminCreateUserCommand({ UserPoolId: output(host, "teamId"), Username }));
    const temporary = /password is (\S+)\.$/.exec((await mailsTo(host, Username))[0]?.text ?? "")?.[1] ?? "";
    const browser = new Browser(url);
    const first = await browser.open(`/login${asked()}`);
    const second = await browser.submit(first, { username: Username, password: temporary });
    expect(second.body).to.contain("<h1>Choose a password</h1>");
    const weak = await browser.submit(second, { new_password: "weak" });
    expect(weak.body).to.match(/<p role="alert" id="problem">The password is not strong enough\.</);
    const done = await browser.submit(weak, { new_password: "a Chosen password 1" });
    expect(new URL(done.url).searchParams.get("code")).to.be.a("string");
  });

  it("say that a password is wrong, and keep the name, never the password", async () => {
    const browser = new Browser(url);
    const page = await browser.open(`/login${asked()}`);
    const wrong = await browser.submit(page, { username: "eve@example.org", password: "wrong-secret" });
    expect(wrong.body).to.match(/<p role="alert" id="problem">Wrong user name or password\.</);
    expect(wrong.body).to.match(/name="username"[^>]* value="eve@example.org"/);
    expect(wrong.body).to.match(/name="password"[^>]* autofocus aria-invalid="true" aria-describedby="problem"/);
    expect(wrong.body).to.not.contain("wrong-secret");
    const unknown = await browser.submit(page, { username: "nobody@example.org", password: "x" });
    expect(unknown.body).to.contain("Wrong user name or password.");
    expect(host.logs.join("\n")).to.not.contain("wrong-secret");
  });

  it("set another password by a mailed code, and tell nobody who has an account", async () => {
    const Username = "forgetful@example.org";
    const UserAttributes = [{ Name: "email_verified", Value: "true" }];
    const person = { UserPoolId: output(host, "teamId"), Username };
    await cognito.send(new AdminCreateUserCommand({ ...person, UserAttributes, MessageAction: "SUPPRESS" }));
    await cognito.send(new AdminSetUserPasswordCommand({ ...person, Password: password, Permanent: true }));
    const browser = new Browser(url);
    const ask = async (username: string) =>
      browser.submit(await browser.open(`/forgotPassword${asked()}`), { username });
    const known = await ask(Username);
    const unknown = await ask("nobody@example.org");
    expect(known.body).to.contain("If there is such an account");
    expect(unknown.body.replaceAll("nobody", "forgetful")).to.equal(known.body);
    const code = await codeTo(host, Username);
    const done = await browser.submit(known, { code, new_password: "a Chosen password 2" });
    expect(done.body).to.contain('<p role="status">The password is changed. Sign in with it.</p>');
    const page = await browser.submit(done, { username: Username, password: "a Chosen password 2" });
    expect(new URL(page.url).searchParams.get("code")).to.be.a("string");
  });

  it("make an account where anybody may, confirmed by a mailed code, and nowhere else", async () => {
    const browser = new Browser(openUrl);
    const page = await browser.open(`/signup${appAsked()}`);
    const email = "newcomer@example.org";
    const taken = await browser.submit(page, { username: "ada", email, new_password: "Long-enough-1" });
    expect(taken.body).to.contain("There is an account of this name already.");
    const filled = { username: "newcomer", email, new_password: "Long-enough-1" };
    const confirmation = await browser.submit(taken, filled);
    expect(confirmation.body).to.contain("<h1>Confirm your address</h1>");
    const done = await browser.submit(confirmation, { code: await codeTo(host, email) });
    expect(done.body).to.contain("Your account is confirmed. Sign in now.");
    const signedIn = await browser.submit(done, { username: "newcomer", password: "Long-enough-1" });
    expect(new URL(signedIn.url).searchParams.get("code")).to.be.a("string");
    expect((await new Browser(url).open(`/signup${asked()}`)).status).to.equal(404);
  });

  it("show the pages in the language that the browser asks for, without a script", async () => {
    const page = await new Browser(url, { "accept-language": "fr-CH, fr;q=0.9, en;q=0.8" }).open(`/login${asked()}`);
    expect(page.body).to.contain('<html lang="fr">').and.contain("<h1>Se connecter</h1>");
    expect(page.body).to.not.contain("<script");
    const policy = String(page.headers["content-security-policy"]);
    expect(policy).to.match(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; frame-ancestors 'none'; /);
    expect(policy).to.not.contain("unsafe");
    expect(page.headers).to.include({ "x-frame-options": "DENY", "cache-control": "no-store" });
    const cookies = [page.headers["set-cookie"] ?? []].flat();
    expect(cookies).to.have.length(1);
    expect(cookies[0]).to.match(new RegExp(`^cognito-form-${new URL(url).port}=.*; HttpOnly; SameSite=Lax; `));
  });

  it("take no form that another site sends, or that is not of this browser", async () => {
    const browser = new Browser(url);
    const page = await browser.open(`/login${asked()}`);
    const filled = { username: "eve@example.org", password };
    const astray: Record<string, string>[] = [
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    for (const headers of astray) expect((await browser.submit(page, filled, headers)).status).to.equal(403);
    expect((await browser.submit(page, { ...filled, _csrf: "x" })).status).to.equal(403);
    expect((await new Browser(url).submit(page, filled)).status).to.equal(403);
    expect(new URL((await browser.submit(page, filled)).url).searchParams.get("code")).to.be.a("string");
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
        const { url: location } = await new Browser(url).open(`/oauth2/authorize${asked(more)}`);
        expect(location.startsWith(output(host, "siteUrl"))).to.equal(true);
        const told = new URLSearchParams(location.split(/[?#]/)[1]);
        expect([told.get("error"), told.get("state")]).to.deep.equal([error, "a state"]);
      });
  });

  it("lead nowhere for an unknown application, or an address that is not registered for it", async () => {
    const site = output(host, "siteUrl");
    const wrong: Record<string, string | undefined>[] = [
      { client_id: "x" },
      { client_id: undefined },
      { client_id: output(host, "appClient") },
      { redirect_uri: "https://evil.example/" },
      { redirect_uri: `${site}x` },
      { redirect_uri: site.slice(0, -1) },
      { redirect_uri: `${site}?next=1` },
      { redirect_uri: site.replace("http:", "https:") },
      { redirect_uri: "" },
    ];
    for (const path of ["/oauth2/authorize", "/login", "/forgotPassword"])
      for (const more of wrong) {
        const page = await new Browser(url).open(`${path}${asked(more)}`);
        expect([page.status, page.headers.location], path + JSON.stringify(more)).to.deep.equal([400, undefined]);
        expect(page.body).to.match(/<p role="alert">The application /);
      }
  });

  it("escape whatever they show", async () => {
    const browser = new Browser(url);
    const script = '"><script>alert(1)</script>';
    const page = await browser.open(`/login${asked({ state: script })}`);
    const wrong = await browser.submit(page, { username: script, password: "x" });
    for (const { body } of [page, wrong]) expect(body).to.not.contain("<script");
  });

  it("give the tokens at once where the client allows that, behind the sign that no server sees", async () => {
    const browser = new Browser(openUrl);
    const page = await browser.open(
      `/login${appAsked({ response_type: "token", code_challenge: undefined, code_challenge_method: undefined })}`,
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
    const browser = new Browser(openUrl);
    const page = await browser.open(`/login${appAsked({ redirect_uri: "app://signed-in" })}`);
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
        const code = await codeOf();
        const { status, body } = await redeem(code, more());
        expect([status, body]).to.deep.equal([400, { error: "invalid_grant" }]);
      });

    it("of another client's", async () => {
      const form = { client_id: output(host, "workerClient"), client_secret: output(host, "workerSecret") };
      expect((await redeem(await codeOf(), form)).body).to.deep.equal({ error: "invalid_grant" });
    });

    it("after five minutes", async () => {
      const code = await codeOf();
      await clock.advance(300_000);
      expect((await redeem(code)).body).to.deep.equal({ error: "invalid_grant" });
    });

    it("twice: then what it has become is revoked, and the console says so", async () => {
      const code = await codeOf();
      const { body } = await redeem(code);
      expect((await redeem(code)).body).to.deep.equal({ error: "invalid_grant" });
      const renewed = await post(`${url}/oauth2/token`, {
        ...{ grant_type: "refresh_token", client_id: output(host, "siteClient") },
        refresh_token: String(body.refresh_token),
      });
      expect(renewed.body).to.deep.equal({ error: "invalid_grant" });
      expect(host.logs.join("\n")).to.match(/user pool team-\w+: an authorization code was used twice/);
    });

    it("with a verifier, where none was asked for with a challenge", async () => {
      const query = asked({ code_challenge: undefined, code_challenge_method: undefined });
      const code = (await signIn(new Browser(url), query)).searchParams.get("code") ?? "";
      expect((await redeem(code)).body).to.deep.equal({ error: "invalid_grant" });
    });
  });

  it("give an application a token for itself, for its secret and its scopes alone", async () => {
    const [id, secret] = [output(host, "workerClient"), output(host, "workerSecret")];
    const ask = (form: Record<string, string>, key = secret) =>
      post(
        `${url}/oauth2/token`,
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
    const { body } = await redeem(await codeOf());
    const ask = (token: string) => fetch(`${url}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } });
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
      rawRequest(url, "OPTIONS", path, {
        ...{ origin: output(host, "siteUrl"), "access-control-request-method": "POST" },
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
          origin: output(host, "siteUrl"),
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
        },
        JSON.stringify({
          ...{ ClientId: output(host, "appClient"), AuthFlow: "USER_PASSWORD_AUTH" },
          AuthParameters: { USERNAME: "ada", PASSWORD: "Analytical-1843" },
        }),
      );
    const { status, headers, body } = await ask(openUrl);
    expect([status, headers["access-control-allow-origin"]]).to.deep.equal([200, "*"]);
    expect(body).to.contain("AccessToken");
    const refused = await ask(host.url);
    expect([refused.status, refused.headers["access-control-allow-origin"]]).to.deep.equal([403, undefined]);
  });

  it("have an authenticator app set up where the pool wants one, and ask for its code from then on", async () => {
    const guarded = output(host, "guardedUrl");
    const Username = "careful";
    const person = { UserPoolId: output(host, "guardedId"), Username };
    await cognito.send(new AdminCreateUserCommand({ ...person, MessageAction: "SUPPRESS" }));
    await cognito.send(new AdminSetUserPasswordCommand({ ...person, Password: "Long-enough-1", Permanent: true }));
    const query = appAsked({ client_id: output(host, "guardedClient") });
    const signInAs = async (browser: Browser) =>
      browser.submit(await browser.open(`/login${query}`), { username: Username, password: "Long-enough-1" });
    const browser = new Browser(guarded);
    const setup = await signInAs(browser);
    const secretOf = (body: string) => (/<code>([A-Z2-7 ]+)<\/code>/.exec(body)?.[1] ?? "").replaceAll(" ", "");
    const secret = secretOf(setup.body);
    expect(setup.body).to.contain(`secret=${secret}&amp;issuer=`);
    const wrong = await browser.submit(setup, { code: "000000" });
    expect(wrong.body).to.contain("The code is wrong.");
    expect(secretOf(wrong.body)).to.equal(secret);
    const done = await browser.submit(wrong, { code: totpCode(secret, clock.now()) });
    expect(new URL(done.url).searchParams.get("code")).to.be.a("string");

    await clock.advance(30_000);
    const other = new Browser(guarded);
    const asks = await signInAs(other);
    expect(asks.body).to.contain("<h1>Enter the code of your app</h1>").and.not.contain(secret);
    const again = await other.submit(asks, { code: "1" });
    expect(again.body).to.contain("The code is wrong.");
    const through = await other.submit(again, { code: totpCode(secret, clock.now()).replace(/(...)/, "$1 ") });
    expect(new URL(through.url).searchParams.get("code")).to.be.a("string");
  });
});

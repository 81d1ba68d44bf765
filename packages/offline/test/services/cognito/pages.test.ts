import { AdminCreateUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { expect } from "chai";
import { totpCode } from "../../../src/services/cognito/passwords/totp";
import { PoolPages } from "../../support/pool-pages";
import { Browser, codeTo, mailsTo } from "../../support/users";

describe("services/cognito: pages for people", () => {
  const pages = new PoolPages();

  before(() => pages.start());
  after(() => pages.close());

  it("have who was invited choose a password, and say what is wrong with it", async () => {
    const Username = "new@example.org";
    await pages.cognito.send(new AdminCreateUserCommand({ UserPoolId: pages.output("teamId"), Username }));
    const temporary = /password is (\S+)\.$/.exec((await mailsTo(pages.host, Username))[0]?.text ?? "")?.[1] ?? "";
    const browser = new Browser(pages.url);
    const first = await browser.open(`/login${pages.asked()}`);
    const second = await browser.submit(first, { username: Username, password: temporary });
    expect(second.body).to.contain("<h1>Choose a password</h1>");
    const weak = await browser.submit(second, { new_password: "weak" });
    expect(weak.body).to.match(/<p role="alert" id="problem">The password is not strong enough\.</);
    const done = await browser.submit(weak, { new_password: "a Chosen password 1" });
    expect(new URL(done.url).searchParams.get("code")).to.be.a("string");
  });

  it("say that a password is wrong, and keep the name, never the password", async () => {
    const browser = new Browser(pages.url);
    const page = await browser.open(`/login${pages.asked()}`);
    const wrong = await browser.submit(page, { username: "eve@example.org", password: "wrong-secret" });
    expect(wrong.body).to.match(/<p role="alert" id="problem">Wrong user name or password\.</);
    expect(wrong.body).to.match(/name="username"[^>]* value="eve@example.org"/);
    expect(wrong.body).to.match(/name="password"[^>]* autofocus aria-invalid="true" aria-describedby="problem"/);
    expect(wrong.body).to.not.contain("wrong-secret");
    const unknown = await browser.submit(page, { username: "nobody@example.org", password: "x" });
    expect(unknown.body).to.contain("Wrong user name or password.");
    expect(pages.host.logs.join("\n")).to.not.contain("wrong-secret");
  });

  it("set another password by a mailed code, and tell nobody who has an account", async () => {
    const Username = "forgetful@example.org";
    await pages.person({ UserPoolId: pages.output("teamId"), Username }, { email_verified: "true" });
    const browser = new Browser(pages.url);
    const ask = async (username: string) =>
      browser.submit(await browser.open(`/forgotPassword${pages.asked()}`), { username });
    const known = await ask(Username);
    const unknown = await ask("nobody@example.org");
    expect(known.body).to.contain("If there is such an account");
    expect(unknown.body.replaceAll("nobody", "forgetful")).to.equal(known.body);
    const code = await codeTo(pages.host, Username);
    const done = await browser.submit(known, { code, new_password: "a Chosen password 2" });
    expect(done.body).to.contain('<p role="status">The password is changed. Sign in with it.</p>');
    const page = await browser.submit(done, { username: Username, password: "a Chosen password 2" });
    expect(new URL(page.url).searchParams.get("code")).to.be.a("string");
  });

  it("make an account where anybody may, confirmed by a mailed code, and nowhere else", async () => {
    const browser = new Browser(pages.openUrl);
    const page = await browser.open(`/signup${pages.appAsked()}`);
    const email = "newcomer@example.org";
    const taken = await browser.submit(page, { username: "ada", email, new_password: "Long-enough-1" });
    expect(taken.body).to.contain("There is an account of this name already.");
    const filled = { username: "newcomer", email, new_password: "Long-enough-1" };
    const confirmation = await browser.submit(taken, filled);
    expect(confirmation.body).to.contain("<h1>Confirm your address</h1>");
    const done = await browser.submit(confirmation, { code: await codeTo(pages.host, email) });
    expect(done.body).to.contain("Your account is confirmed. Sign in now.");
    const signedIn = await browser.submit(done, { username: "newcomer", password: "Long-enough-1" });
    expect(new URL(signedIn.url).searchParams.get("code")).to.be.a("string");
    expect((await new Browser(pages.url).open(`/signup${pages.asked()}`)).status).to.equal(404);
  });

  it("show the pages in the language that the browser asks for, without a script", async () => {
    const page = await new Browser(pages.url, { "accept-language": "fr-CH, fr;q=0.9, en;q=0.8" }).open(
      `/login${pages.asked()}`,
    );
    expect(page.body).to.contain('<html lang="fr">').and.contain("<h1>Se connecter</h1>");
    expect(page.body).to.not.contain("<script");
    const policy = String(page.headers["content-security-policy"]);
    expect(policy).to.match(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; frame-ancestors 'none'; /,
    );
    expect(policy).to.not.contain("unsafe");
    expect(page.headers).to.include({ "x-frame-options": "DENY", "cache-control": "no-store" });
    const cookies = [page.headers["set-cookie"] ?? []].flat();
    expect(cookies).to.have.length(1);
    expect(cookies[0]).to.match(new RegExp(`^cognito-form-${new URL(pages.url).port}=.*; HttpOnly; SameSite=Lax; `));
  });

  it("take no form that another site sends, or that is not of this browser", async () => {
    const browser = new Browser(pages.url);
    const page = await browser.open(`/login${pages.asked()}`);
    const filled = { username: "eve@example.org", password: pages.password };
    const astray: Record<string, string>[] = [
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    for (const headers of astray) expect((await browser.submit(page, filled, headers)).status).to.equal(403);
    expect((await browser.submit(page, { ...filled, _csrf: "x" })).status).to.equal(403);
    expect((await new Browser(pages.url).submit(page, filled)).status).to.equal(403);
    expect(new URL((await browser.submit(page, filled)).url).searchParams.get("code")).to.be.a("string");
  });

  it("escape whatever they show", async () => {
    const browser = new Browser(pages.url);
    const script = '"><script>alert(1)</script>';
    const page = await browser.open(`/login${pages.asked({ state: script })}`);
    const wrong = await browser.submit(page, { username: script, password: "x" });
    for (const { body } of [page, wrong]) expect(body).to.not.contain("<script");
  });

  it("have an authenticator app set up where the pool wants one, and ask for its code from then on", async () => {
    const guarded = pages.output("guardedUrl");
    const Username = "careful";
    await pages.person({ UserPoolId: pages.output("guardedId"), Username });
    const query = pages.appAsked({ client_id: pages.output("guardedClient") });
    const signInAs = async (browser: Browser) =>
      browser.submit(await browser.open(`/login${query}`), { username: Username, password: pages.password });
    const browser = new Browser(guarded);
    const setup = await signInAs(browser);
    const secretOf = (body: string) => (/<code>([A-Z2-7 ]+)<\/code>/.exec(body)?.[1] ?? "").replaceAll(" ", "");
    const secret = secretOf(setup.body);
    expect(setup.body).to.contain(`secret=${secret}&amp;issuer=`);
    const wrong = await browser.submit(setup, { code: "000000" });
    expect(wrong.body).to.contain("The code is wrong.");
    expect(secretOf(wrong.body)).to.equal(secret);
    const done = await browser.submit(wrong, { code: totpCode(secret, pages.clock.now()) });
    expect(new URL(done.url).searchParams.get("code")).to.be.a("string");

    await pages.clock.advance(30_000);
    const other = new Browser(guarded);
    const asks = await signInAs(other);
    expect(asks.body).to.contain("<h1>Enter the code of your app</h1>").and.not.contain(secret);
    const again = await other.submit(asks, { code: "1" });
    expect(again.body).to.contain("The code is wrong.");
    const through = await other.submit(again, { code: totpCode(secret, pages.clock.now()).replace(/(...)/, "$1 ") });
    expect(new URL(through.url).searchParams.get("code")).to.be.a("string");
  });
});

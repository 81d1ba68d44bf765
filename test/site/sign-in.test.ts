import { expect } from "chai";
import type { Page } from "playwright-core";
import type { Host } from "../../packages/offline/src/host/host";
import { output, testHost } from "../../packages/offline/test/support/host";
import { seriousFaults } from "../support/accessibility";
import { visits } from "../support/browser";
import { type Account, fillIn, makeAccount } from "../support/people";

describe("site: signing in", () => {
  const visit = visits();
  let host: Host;
  let siteUrl: string;
  let reader: Account;
  let operator: Account;

  before(async () => {
    host = await testHost({ config: { auth: "cognito", dockerHost: "", environment: "offline" } });
    siteUrl = output(host, "siteUrl");
    reader = await makeAccount(host, "reader@example.org", "readers");
    operator = await makeAccount(host, "operator@example.org", "operators");
  });

  after(() => host?.close());

  /** A page that somebody has come to by the pool's. */
  async function signedIn(account: Account, path = "/"): Promise<Page> {
    const page = await visit(`${siteUrl}${path}`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await fillIn(page, account);
    await page.getByRole("button", { name: `Sign out ${account.email}` }).waitFor();
    return page;
  }

  it("leads to the pool's page and back to where one was, with nothing of it in addresses and storage", async () => {
    const page = await visit(`${siteUrl}/city/?from=a-link#below`);
    await page.getByRole("heading", { name: "Sign in, please" }).waitFor();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${output(host, "signInUrl")}/**`);
    await fillIn(page, reader);
    await page.getByRole("heading", { name: "City", level: 1 }).waitFor();
    expect(page.url()).to.equal(`${siteUrl}/city/?from=a-link#below`);
    const kept = await page.evaluate("JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])");
    expect(kept).to.equal(JSON.stringify([{ signedIn: "yes" }, {}, ""]));
  });

  it("goes on without a word on the next page, and on one that is loaded again", async () => {
    const page = await signedIn(reader);
    await page.getByRole("link", { name: "City" }).click();
    await page.getByRole("heading", { name: "City", level: 1 }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "City", level: 1 }).waitFor();
    expect(page.url()).to.equal(`${siteUrl}/city/`);
  });

  it("shows readers what only operators may do, out of reach, with the reason", async () => {
    const page = await signedIn(reader, "/infrastructure/");
    for (const name of ["Instance", "Containers"]) {
      const panel = page.getByRole("region", { name });
      await panel.getByText("Only operators may do this.").waitFor();
      for (const action of ["Start", "Stop"])
        expect(await panel.getByRole("button", { name: action }).isDisabled()).to.equal(true);
    }
    await page.getByRole("link", { name: "City" }).click();
    const upload = page.getByRole("region", { name: "Bring in a day" });
    await upload.getByText("Only operators may do this.").waitFor();
    expect(await upload.getByRole("button", { name: "Bring it in" }).isDisabled()).to.equal(true);
    expect(await seriousFaults(page)).to.deep.equal([]);
  });

  it("lets operators stop and start the instance", async () => {
    const page = await signedIn(operator, "/infrastructure/");
    const panel = page.getByRole("region", { name: "Instance" });
    await panel.getByText("running").waitFor();
    await panel.getByRole("button", { name: "Stop" }).click();
    await panel.getByText("stopped").waitFor();
    await panel.getByRole("button", { name: "Start" }).click();
    await panel.getByText("running").waitFor();
  });

  it("renews the session before its token runs out", async () => {
    const page = await signedIn(reader);
    await page.getByRole("heading", { name: "Events" }).waitFor();
    const renewals: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/oauth2/token")) renewals.push(String(request.postData()));
    });
    await page.evaluate("{ const { now } = Date; Date.now = () => now() + 14.5 * 60_000; }");
    for (const choice of ["All", "Upcoming"]) {
      const answer = page.waitForResponse((one) => one.url().includes("/events?") && one.request().method() === "GET");
      await page.getByRole("button", { name: choice }).click();
      expect((await answer).status()).to.equal(200);
    }
    expect(renewals).to.have.length(1);
    expect(renewals[0]).to.contain("grant_type=refresh_token");
  });

  it("asks to sign in anew when the session has ended, and nothing that is typed is lost", async () => {
    const page = await signedIn(reader);
    await page.getByRole("button", { name: "New event" }).click();
    const form = page.getByRole("dialog", { name: "A new event" });
    await form.getByLabel("Title").fill("Written before the session ended");
    const isCreation = (url: URL): boolean => url.pathname.endsWith("/events");
    await page.route(isCreation, async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      const refusal = { type: "about:blank", title: "Unauthorized", status: 401, error: "Unauthorized" };
      await route.fulfill({ status: 401, json: refusal, headers: { "access-control-allow-origin": "*" } });
    });
    await form.getByRole("button", { name: "Save" }).click();
    const question = page.getByRole("dialog", { name: "Your session has ended" });
    const opened = page.waitForEvent("popup");
    await question.getByRole("button", { name: "Sign in" }).click();
    await (await opened).waitForEvent("close");
    await question.waitFor({ state: "detached" });
    await page.unroute(isCreation);
    expect(await form.getByLabel("Title").inputValue()).to.equal("Written before the session ended");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("String is too short").waitFor();
  });

  it("ends the session everywhere when told to", async () => {
    const page = await signedIn(reader);
    await page.getByRole("button", { name: `Sign out ${reader.email}` }).click();
    await page.getByRole("heading", { name: "Sign in, please" }).waitFor();
    expect(page.url()).to.equal(`${siteUrl}/`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("E-mail address").waitFor();
  });

  it("says what the pool refuses, and lets try again", async () => {
    const page = await visit(siteUrl);
    await page.route("**/oauth2/authorize?*", (route) => {
      const asked = new URL(route.request().url()).searchParams;
      const answer = new URLSearchParams({
        error: "invalid_request",
        error_description: "the user is disabled",
        state: asked.get("state") ?? "",
      });
      return route.fulfill({ status: 302, headers: { location: `${asked.get("redirect_uri")}?${answer}` } });
    });
    await page.getByRole("button", { name: "Sign in" }).click();
    const note = page.getByRole("alert");
    await note.getByText("the user is disabled").waitFor();
    expect(page.url()).to.equal(`${siteUrl}/`);
    await page.unroute("**/oauth2/authorize?*");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("E-mail address").waitFor();
  });

  it("takes no code that it has not asked for", async () => {
    const page = await visit(`${siteUrl}/?code=somebody-elses&state=unknown`);
    await page.getByText("That did not work. Try again.").waitFor();
    expect(page.url()).to.equal(`${siteUrl}/`);
  });

  for (const [language, title] of [
    ["en-GB", "Sign in, please"],
    ["fr-FR", "Connectez-vous"],
  ] as const)
    it(`asks in ${language}, and breaks no rule of accessibility, here and on the pool's page`, async () => {
      const page = await visit(siteUrl, { language, scheme: "dark", width: 320 });
      await page.getByRole("heading", { name: title }).waitFor();
      expect(await seriousFaults(page)).to.deep.equal([]);
      await page.locator(".key button").click();
      await page.locator("input[type=password]").waitFor();
      expect(await seriousFaults(page)).to.deep.equal([]);
    });
});

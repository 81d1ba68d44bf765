import { expect } from "chai";
import { type Api, sharedApi } from "../support/api";
import { visits } from "../support/browser";

describe("site: what all pages share", () => {
  const visit = visits();
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });

  it("asks for the key once, and keeps it in the session alone", async () => {
    const page = await visit(api.siteUrl);
    await page.getByRole("heading", { name: "The key, please" }).waitFor();
    await page.getByLabel("API key").fill(` ${api.key} `);
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("heading", { name: "Events" }).waitFor();
    await page.getByRole("link", { name: "City" }).click();
    await page.getByRole("heading", { name: "City", level: 1 }).waitFor();
    expect(page.url()).to.not.include(api.key);
    const { cookies, origins } = await page.context().storageState();
    expect(JSON.stringify([cookies, origins])).to.not.include(api.key);
  });

  it("says that a key is wrong, and asks again", async () => {
    const page = await visit(api.siteUrl);
    await page.getByLabel("API key").fill("0123456789012345678901234567890123456789");
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByText("The API does not know this key.").waitFor();
    await page.getByLabel("API key").fill("two words");
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByText("The API does not know this key.").waitFor();
  });

  it("asks for another key over what is being written, which stays", async () => {
    const page = await visit(api.siteUrl, { key: api.key });
    await page.getByRole("button", { name: "New event" }).click();
    const form = page.getByRole("dialog", { name: "A new event" });
    await form.getByLabel("Title").fill("Written before the key was refused");
    const refusal = { type: "about:blank", title: "Forbidden", status: 403, error: "Forbidden" };
    const headers = { "access-control-allow-origin": "*" };
    const isCreation = (url: URL): boolean => url.pathname.endsWith("/events");
    await page.route(isCreation, async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      await route.fulfill({ status: 403, json: refusal, headers });
    });
    await form.getByRole("button", { name: "Save" }).click();
    const question = page.getByRole("dialog", { name: "The key, please" });
    await question.getByText("The API does not know this key.").waitFor();
    await page.unroute(isCreation);
    await question.getByLabel("API key").fill(api.key);
    await question.getByRole("button", { name: "Open" }).click();
    await question.waitFor({ state: "detached" });
    expect(await form.getByLabel("Title").inputValue()).to.equal("Written before the key was refused");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("String is too short").waitFor();
  });

  it("tells how to find the key where it asks for it", async () => {
    const page = await visit(api.siteUrl);
    await page.getByText("pulumi stack output apiKey --show-secrets").waitFor();
  });

  it("forgets the key when told to", async () => {
    const page = await visit(api.siteUrl, { key: api.key });
    await page.getByRole("button", { name: "Forget the key" }).click();
    await page.getByRole("heading", { name: "The key, please" }).waitFor();
  });

  it("speaks the browser's language, and another one when told to, here and on the next page", async () => {
    const page = await visit(api.siteUrl, { key: api.key, language: "fr-FR" });
    await page.getByRole("heading", { name: "Événements" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).to.equal("fr");
    expect(await page.title()).to.equal("Événements · Atelier");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Events" }).waitFor();
    await page.getByRole("link", { name: "Infrastructure" }).click();
    await page.getByText("Start and stop what runs").waitFor();
    expect(await page.locator("html").getAttribute("lang")).to.equal("en");
  });

  it("says which home it talks to", async () => {
    const page = await visit(api.siteUrl, { key: api.key });
    await page.getByText("This site talks to LocalStack.").waitFor();
  });

  it("answers an address that leads nowhere with its own page, as 404", async () => {
    const page = await visit(api.siteUrl);
    const answer = await page.goto("/nowhere/at/all");
    expect(answer?.status()).to.equal(404);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    await page.getByRole("link", { name: "To the events" }).click();
    await page.waitForURL(`${api.siteUrl}/`);
  });

  it("can be used by keyboard from the first key on", async () => {
    const page = await visit(api.siteUrl, { key: api.key });
    await page.getByRole("heading", { name: "Events" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).to.equal("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.locator(":focus").getAttribute("id")).to.equal("content");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).to.equal("New event");
  });

  it("says so where the API does not answer, and tries again when asked to", async () => {
    const page = await visit(api.siteUrl, { key: api.key });
    await page.getByRole("heading", { name: "Events" }).waitFor();
    await page.route("**/events?*", (route) => route.abort());
    await page.reload();
    const note = page.getByRole("alert").filter({ hasText: "There was no answer." });
    await note.waitFor();
    await page.unroute("**/events?*");
    await note.getByRole("button", { name: "Try again" }).click();
    await note.waitFor({ state: "detached" });
  });

  for (const [what, status, title, shown] of [
    ["too many requests", 429, "Too many requests", "Too many requests for now."],
    ["a used up quota", 429, "Quota exceeded", "The key's requests of this month are used up."],
    ["a fault of the server's", 500, "Internal error", "Internal error"],
  ] as const) {
    it(`says what ${what} means`, async () => {
      const page = await visit(api.siteUrl);
      await page.route("**/events?*", (route) =>
        route.fulfill({
          status,
          contentType: "application/problem+json",
          headers: { "access-control-allow-origin": "*" },
          body: JSON.stringify({ type: "about:blank", title, status, requestId: "request-1" }),
        }),
      );
      await page.getByLabel("API key").fill(api.key);
      await page.getByRole("button", { name: "Open" }).click();
      const note = page.getByRole("alert");
      expect(await note.innerText())
        .to.include(shown)
        .and.include("request-1");
    });
  }

  it("says so where the program's configuration is missing", async () => {
    const page = await visit(api.siteUrl);
    await page.route("**/config.json", (route) => route.fulfill({ status: 404, body: "nothing" }));
    await page.reload();
    await page.getByText("The site's configuration is missing").waitFor();
  });
});

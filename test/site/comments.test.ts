import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { answered, type Api, sharedApi } from "../support/api";
import { visits } from "../support/browser";

describe("site: comments", () => {
  const visit = visits();
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });

  it("shows one's own comment at once, and keeps it", async () => {
    const page = await visit(`${api.siteUrl}/infrastructure/`, { key: api.key });
    const text = `A comment\nof two lines ${randomUUID()}`;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/commentaires", async (route) => {
      if (route.request().method() === "POST") await held;
      await route.continue();
    });
    await page.getByLabel("Your name").fill("Élise");
    await page.getByLabel("Your comment").fill(text);
    await page.getByRole("button", { name: "Send" }).click();
    const pending = page.getByRole("listitem").filter({ hasText: "being sent" });
    expect(await pending.innerText()).to.include(text);
    release();
    await page.getByText("Your comment is there.").waitFor();
    expect(await page.getByLabel("Your comment").inputValue()).to.equal("");
    const query = { sectionId: "infrastructure" };
    const { data } = await answered(api.client.GET("/commentaires", { params: { query } }));
    expect(data.items[0]).to.include({ auteur: "Élise", contenu: text });
    await page.reload();
    const first = page.locator(".comment").first();
    expect(await first.innerText()).to.include(text);
  });

  it("makes one comment of one that is sent again since its answer was lost", async () => {
    const page = await visit(`${api.siteUrl}/infrastructure/`, { key: api.key });
    const text = `Sent twice ${randomUUID()}`;
    let isLost = false;
    await page.route("**/commentaires", async (route) => {
      if (route.request().method() !== "POST" || isLost) return route.continue();
      isLost = true;
      await route.fetch();
      await route.abort();
    });
    await page.getByLabel("Your name").fill("Élise");
    await page.getByLabel("Your comment").fill(text);
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("There was no answer.").waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Your comment is there.").waitFor();
    const params = { query: { sectionId: "infrastructure", limit: 100 } };
    const { data } = await answered(api.client.GET("/commentaires", { params }));
    expect(data.items.filter(({ contenu }) => contenu === text)).to.have.lengthOf(1);
  });

  it("says what the server refuses beside the field, and keeps what is typed", async () => {
    const page = await visit(`${api.siteUrl}/infrastructure/`, { key: api.key });
    await page.getByLabel("Your comment").fill("A comment of nobody");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("String is too short").waitFor();
    expect(await page.getByLabel("Your name").getAttribute("aria-invalid")).to.equal("true");
    expect(await page.getByLabel("Your comment").inputValue()).to.equal("A comment of nobody");
  });

  it("lists comments newest first, by pages, as texts whatever they contain", async () => {
    const label = randomUUID();
    for (let number = 0; number < 22; number++) {
      const body = { sectionId: "infrastructure", auteur: label, contenu: `<b onclick="alert()">${number}</b>` };
      await answered(api.client.POST("/commentaires", { body }));
    }
    const page = await visit(`${api.siteUrl}/infrastructure/`, { key: api.key });
    const own = page.locator(".comment").filter({ hasText: label });
    await own.first().waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await own.nth(21).waitFor();
    expect(await own.locator(".said").allInnerTexts()).to.deep.equal(
      Array.from({ length: 22 }, (_, number) => `<b onclick="alert()">${21 - number}</b>`),
    );
  });
});

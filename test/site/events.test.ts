import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { answered, type Api } from "../support/api";
import { eventPages } from "../support/event-pages";

describe("site: events", () => {
  const { card, find, forget, makeEvent, open, uniqueTitle, ...pages } = eventPages();
  let api: Api;

  before(() => {
    api = pages.api();
  });

  it("makes an event of what is typed, and shows it in the list", async () => {
    const page = await open();
    const title = uniqueTitle();
    await page.getByRole("button", { name: "New event" }).click();
    const dialog = page.getByRole("dialog", { name: "A new event" });
    await dialog.getByLabel("Title").fill(title);
    await dialog.getByLabel("Date and time").fill("2999-06-01T12:30");
    await dialog.getByLabel("Place").fill("Campus Numérique");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Saved. Give it an image, or close.").waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    const shown = await find(page, title);
    expect(await shown.innerText())
      .to.include("1 June 2999")
      .and.include("12:30")
      .and.include("Campus Numérique");

    const { data } = await answered(api.client.GET("/events", { params: { query: { from: "2999-06-01T10:30:00Z" } } }));
    const event = data.items.find((one) => one.title === title);
    forget(event?.id ?? "");
    expect(event).to.include({ date: "2999-06-01T12:30:00+02:00", location: "Campus Numérique" });
  });

  it("says what the server refuses beside the field, and keeps what is typed", async () => {
    const page = await open();
    await page.getByRole("button", { name: "New event" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Description").fill("Typed before the title");
    await dialog.getByRole("button", { name: "Save" }).click();
    const title = dialog.getByLabel("Title");
    await dialog.getByText("String is too short").first().waitFor();
    expect(await title.getAttribute("aria-invalid")).to.equal("true");
    const described = await title.getAttribute("aria-describedby");
    expect(await dialog.locator(`[id="${described}"]`).innerText()).to.include("String is too short");
    expect(await dialog.getByLabel("Description").inputValue()).to.equal("Typed before the title");
  });

  it("shows texts of others as texts, whatever they contain", async () => {
    const title = `<img src=x onerror="document.title='harmed'"> ${randomUUID()}`;
    await makeEvent(title);
    const page = await open();
    const shown = await find(page, title);
    expect(await shown.getByRole("heading").innerText()).to.equal(title);
    expect(await page.title()).to.equal("Events · Atelier");
  });

  it("lists events by pages, soonest first", async () => {
    const label = randomUUID();
    for (let number = 0; number < 14; number++)
      await makeEvent(`${label} ${number}`, `2999-07-${10 + number}T10:00:00Z`);
    const page = await open();
    await find(page, `${label} 13`);
    const titles = await page.locator("li.card h2").filter({ hasText: label }).allInnerTexts();
    expect(titles).to.deep.equal(Array.from({ length: 14 }, (_, number) => `${label} ${number}`));
  });

  it("shows upcoming events at first, and past ones when all are asked for", async () => {
    const past = uniqueTitle();
    await makeEvent(past, "2001-01-01T00:00:00Z");
    const page = await open();
    await page.locator("li.card, .empty").first().waitFor();
    expect(await card(page, past).count()).to.equal(0);
    await page.getByRole("button", { name: "All", exact: true }).click();
    await find(page, past);
  });

  it("changes an event that nobody else has changed", async () => {
    const title = uniqueTitle();
    const { id } = await makeEvent(title, "2999-06-01T10:00:07+05:30");
    const page = await open();
    await (await find(page, title)).getByRole("button", { name: "Change" }).click();
    const dialog = page.getByRole("dialog", { name: "Change the event" });
    await dialog.getByLabel("Place").fill("Elsewhere");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await (await find(page, title)).getByText("Elsewhere").waitFor();
    const { data } = await answered(api.client.GET("/events/{id}", { params: { path: { id } } }));
    // A date that nobody touched keeps its offset and its seconds.
    expect(data).to.include({ location: "Elsewhere", date: "2999-06-01T10:00:07+05:30" });
  });

  it("explains that somebody else changed an event, loses nothing typed, and saves it all the same when told to", async () => {
    const title = uniqueTitle();
    const { id, etag } = await makeEvent(title);
    const page = await open();
    await (await find(page, title)).getByRole("button", { name: "Change" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Place").fill("Mine");
    const body = { title, date: "2999-06-01T10:00:00Z", location: "Theirs" };
    await answered(api.client.PUT("/events/{id}", { body, params: { path: { id }, header: { "If-Match": etag } } }));
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    const conflict = dialog.getByRole("alert");
    await conflict.getByText("Somebody changed this event while you were writing").waitFor();
    expect(await conflict.innerText()).to.include("Theirs");
    expect(await dialog.getByLabel("Place").inputValue()).to.equal("Mine");
    await conflict.getByRole("button", { name: "Save mine all the same" }).click();
    await dialog.waitFor({ state: "detached" });
    const { data } = await answered(api.client.GET("/events/{id}", { params: { path: { id } } }));
    expect(data.location).to.equal("Mine");
  });

  it("takes what somebody else wrote when told to", async () => {
    const title = uniqueTitle();
    const { id } = await makeEvent(title);
    const page = await open();
    await (await find(page, title)).getByRole("button", { name: "Change" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Place").fill("Mine");
    const body = { title, date: "2999-06-01T10:00:00Z", location: "Theirs" };
    await answered(api.client.PUT("/events/{id}", { body, params: { path: { id } } }));
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByRole("button", { name: "Take theirs" }).click();
    expect(await dialog.getByLabel("Place").inputValue()).to.equal("Theirs");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
  });

  it("shows no page of a list that was left meanwhile", async () => {
    const label = randomUUID();
    for (let number = 0; number < 14; number++) await makeEvent(`${label} ${number}`);
    const page = await open();
    await page.locator("li.card").nth(11).waitFor();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/events?*cursor=*", async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("button", { name: "Show more" }).first().click();
    await page.getByRole("button", { name: "All", exact: true }).click();
    await page.waitForResponse((response) => /events\?limit=12$/.test(response.url()));
    const late = page.waitForResponse((response) => response.url().includes("cursor="));
    release();
    await (await late).finished();
    await page.getByRole("button", { name: "Show more" }).first().waitFor();
    expect(await page.locator("li.card").count()).to.equal(12);
  });

  it("unfolds a long description", async () => {
    const title = uniqueTitle();
    const body = { title, date: "2999-06-01T10:00:00Z", description: "word ".repeat(400) };
    forget((await answered(api.client.POST("/events", { body }))).data.id);
    const page = await open();
    const shown = await find(page, title);
    await shown.getByRole("button", { name: "Read on" }).click();
    await shown.getByRole("button", { name: "Read less" }).waitFor();
  });

  it("deletes an event after asking", async () => {
    const title = uniqueTitle();
    const { id } = await makeEvent(title);
    const page = await open();
    await (await find(page, title)).getByRole("button", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete this event?" });
    expect(await dialog.innerText()).to.include(title);
    await dialog.getByRole("button", { name: "Delete" }).click();
    await dialog.waitFor({ state: "detached" });
    await card(page, title).waitFor({ state: "detached" });
    const { status } = await api.call("GET", `/events/${id}`);
    expect(status).to.equal(404);
  });

  it("deletes nothing that changed since it was looked at", async () => {
    const title = uniqueTitle();
    const { id } = await makeEvent(title);
    const page = await open();
    const shown = await find(page, title);
    const body = { title, date: "2999-06-01T10:00:00Z", location: "Important now" };
    await answered(api.client.PUT("/events/{id}", { body, params: { path: { id } } }));
    await shown.getByRole("button", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Somebody changed this event since you opened it").waitFor();
    expect(await dialog.getByRole("button", { name: "Delete" }).isDisabled()).to.equal(true);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await (await find(page, title)).getByText("Important now").waitFor();
  });

  it("leaves an event alone whose deletion was begun and cancelled by Escape, and gives the focus back", async () => {
    const title = uniqueTitle();
    await makeEvent(title);
    const page = await open();
    const button = (await find(page, title)).getByRole("button", { name: "Delete" });
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.locator(":focus").getAttribute("aria-label")).to.equal(`Delete ${title}`);
  });
});

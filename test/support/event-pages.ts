import { randomUUID } from "node:crypto";
import type { Locator, Page } from "playwright-core";
import { answered, type Api, sharedApi } from "./api";
import { visits } from "./browser";

/** The page of events, with events of the suite's own on it. */
export interface EventPages {
  api(): Api;
  /** Makes an event, which goes behind the test. */
  makeEvent(title: string, date?: string): Promise<{ id: string; etag: string }>;
  /** Has an event go behind the test. */
  forget(id: string): void;
  open(): Promise<Page>;
  /** An event in the list. */
  card(page: Page, title: string): Locator;
  /** Shows pages of the list until an event is among them. */
  find(page: Page, title: string): Promise<Locator>;
  uniqueTitle(): string;
}

/** Readies the page of events for the tests of a suite. */
export function eventPages(): EventPages {
  const visit = visits();
  const made: string[] = [];
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });
  afterEach(async () => {
    for (const id of made.splice(0)) await api.client.DELETE("/events/{id}", { params: { path: { id } } });
  });

  const card = (page: Page, title: string) => page.getByRole("listitem").filter({ hasText: title });
  return {
    api: () => api,
    card,
    forget: (id) => void made.push(id),
    open: () => visit(api.siteUrl, { key: api.key }),
    uniqueTitle: () => `Event ${randomUUID()}`,
    // In the far future: events of other suites come before them.
    async makeEvent(title, date = "2999-06-01T10:00:00Z") {
      const { data, headers } = await answered(api.client.POST("/events", { body: { title, date } }));
      made.push(data.id);
      return { id: data.id, etag: headers.get("etag") ?? "" };
    },
    async find(page, title) {
      const more = page.getByRole("button", { name: "Show more" }).first();
      const cards = page.locator("li.card");
      await page.locator("li.card, .empty").first().waitFor();
      while ((await card(page, title).count()) === 0 && (await more.isVisible())) {
        const shown = await cards.count();
        await more.click();
        await cards.nth(shown).waitFor();
      }
      await card(page, title).waitFor();
      return card(page, title);
    },
  };
}

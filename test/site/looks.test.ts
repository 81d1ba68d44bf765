import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { seriousFaults } from "../support/accessibility";
import { type Api, apiOf } from "../support/api";
import { visits } from "../support/browser";
import { City } from "../support/city";
import { makeExhibits } from "../support/exhibits";
import { eventually } from "../../packages/offline/test/support/poll";
import type { Host } from "../../packages/offline/src/host/host";
import { ownPage, testHost } from "../../packages/offline/test/support/host";

/** The folder that screenshots go to, for people to look at; none are made without. */
const { SCREENSHOTS } = process.env;

/** What is looked at: how to get there, and what says that it is all there. */
const views: Record<
  string,
  { path: string; isAsked?: boolean; show?: (page: Page) => Promise<void>; settled: string }
> = {
  events: { path: "/", settled: ".comments .comment" },
  "new event": {
    path: "/",
    settled: ".comments .comment",
    show: async (page) => {
      await page.locator(".heading button").click();
      await page.locator("dialog form button").first().click();
      await page.locator("dialog .message").first().waitFor();
    },
  },
  deletion: {
    path: "/",
    settled: ".comments .comment",
    show: async (page) => {
      await page.locator("li.card button").nth(1).click();
      await page.locator("dialog .danger:enabled").waitFor();
    },
  },
  city: { path: "/city/", settled: ".report td" },
  infrastructure: { path: "/infrastructure/", settled: ".comments form" },
  "the question for the key": { path: "/", isAsked: true, settled: ".key" },
  "not found": { path: "/nowhere", settled: ".not-found" },
};

/** Each view is looked at in both languages and both colour schemes, on a narrow and a wide window. */
const manners = [
  { language: "English", scheme: "light", width: 1280 },
  { language: "Français", scheme: "dark", width: 360 },
  { language: "Français", scheme: "light", width: 1280 },
  { language: "English", scheme: "dark", width: 360 },
] as const;

describe("site: how it looks", () => {
  const visit = visits();
  let host: Host;
  let api: Api;
  let city: City;

  before(async () => {
    // A host of its own: what is looked at should be what was put there.
    host = await testHost({ config: { dockerHost: "", environment: "offline" } });
    api = apiOf(host);
    city = new City(api);
    await makeExhibits(api, city);
    await ownPage(host, "schedules/cityflow-report/fire?wait=true", { method: "POST" });
  });

  after(async () => {
    await city?.clean();
    await host?.close();
  });

  for (const [view, { path, isAsked, show, settled }] of Object.entries(views)) {
    it(`${view}: axe finds nothing serious, and nothing is wider than a window of 320 px`, async () => {
      const page = await visit(api.siteUrl + path, { key: isAsked ? undefined : api.key });
      await page.locator(settled).first().waitFor();
      for (const { language, scheme, width } of manners) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 900 });
        await page.getByRole("button", { name: language }).click();
        await show?.(page);
        await drawn(page);
        expect(await seriousFaults(page), `${language}, ${scheme}, ${width} px`).to.deep.equal([]);
        if (SCREENSHOTS !== undefined) await keep(page, `${view}-${language.slice(0, 2)}-${scheme}-${width}`);
        await page.setViewportSize({ width: 320, height: 900 });
        await fits(page, `${language}, 320 px`);
        if (show) await page.keyboard.press("Escape");
      }
    });
  }
});

/** What reaches beyond the window, and is neither folded away nor part of what scrolls by itself. */
const tooWide = `[...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth && !element.closest(".scrolling, .visually-hidden, details:not([open])"))
  .map((element) => element.outerHTML.slice(0, 200))`;

/** Chromium takes its own time until sizes in `vw` follow a window that became smaller. */
async function fits(page: Page, manner: string): Promise<void> {
  let wide: string[] = [];
  const isNarrow = async () => {
    wide = await page.evaluate<string[]>(tooWide);
    return wide.length === 0 || undefined;
  };
  await eventually("a page as narrow as its window", isNarrow).catch(() => expect(wide, manner).to.deep.equal([]));
}

/** A page takes a frame to be laid out and coloured anew. */
const drawn = (page: Page): Promise<unknown> =>
  page.evaluate("new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled)))");

/** Keeps the whole page, and its first screen as the README shows it. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = SCREENSHOTS ?? "";
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name.replaceAll(" ", "-"));
  await page.screenshot({ path: `${path}.png`, fullPage: true });
  await page.screenshot({ path: `${path}-first.png` });
}

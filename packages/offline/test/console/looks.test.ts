import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { consoleVisits, faultsOf } from "../support/console";

/** The folder that screenshots go to, for people to look at; none are made without. */
const { SCREENSHOTS } = process.env;

/** What is looked at: where, what to do there, and what says that it is all there. */
const views: Record<string, { place: string; show?: (page: Page) => Promise<void>; settled: string }> = {
  live: {
    place: "live",
    show: (page) => page.getByRole("button", { name: /denied/ }).click(),
    settled: ".denial",
  },
  logs: { place: "logs", settled: ".log li" },
  api: {
    place: `api/${["api/v1", "PUT", "/notes/{author}/{number}"].map(encodeURIComponent).join("/")}`,
    show: async (page) => {
      await page.getByLabel("author").fill("ann");
      await page.getByLabel("number path").fill("1");
      await page.getByRole("button", { name: "Send" }).click();
      for (const part of ["Headers", "curl", "Trace"]) await page.getByText(part, { exact: true }).click();
    },
    settled: ".spans",
  },
  functions: {
    place: "functions",
    show: (page) => page.getByRole("button", { name: "Invoke" }).click(),
    settled: ".spans",
  },
  tables: { place: "tables", settled: "tbody tr" },
  item: { place: "tables", show: (page) => page.locator("button.link").first().click(), settled: "dialog textarea" },
  buckets: { place: "buckets", settled: "tbody tr" },
  object: {
    place: "buckets/console-files/received%2F",
    show: (page) => page.locator("button.link").first().click(),
    settled: "dialog .code",
  },
  queues: {
    place: "queues/jobs",
    show: async (page) => {
      await page.getByLabel("Message", { exact: true }).fill('{"job":1}');
      await page.getByRole("button", { name: "Send" }).click();
    },
    settled: ".cards li",
  },
  schedules: {
    place: "schedules",
    show: (page) => page.getByRole("button", { name: "Fire" }).click(),
    settled: "td [role=status]",
  },
  alarms: { place: "alarms", settled: ".panel" },
  mail: { place: "mail", settled: ".letter" },
  resources: { place: "resources", settled: "tbody tr" },
  program: { place: "program", settled: "tbody tr" },
  "no such view": { place: "nowhere", settled: "h1" },
};

const manners = [
  { scheme: "light", width: 1280 },
  { scheme: "dark", width: 1280 },
  { scheme: "dark", width: 360 },
  { scheme: "light", width: 360 },
] as const;

describe("console: how it looks", () => {
  const { api, visit } = consoleVisits();

  for (const [view, { place, show, settled }] of Object.entries(views)) {
    it(`${view}: axe finds nothing, and nothing is wider than a window of 320 px`, async () => {
      const page = await visit(place);
      await api("PUT", "/notes/ann/1", { topic: "home", text: "Buy milk" });
      await api("POST", "/files", { lines: ["one", "two"] });
      await api("POST", "/denied");
      await api("POST", "/news");
      await page.reload();
      await page.getByText("Connected", { exact: true }).waitFor();
      for (const path of ["/denied", "/failure", "/news"]) await api("POST", path);
      await api("PUT", "/notes/bob/2", { topic: "work", text: "Write it all down, and let nobody wait for it" });
      await show?.(page);
      await page.locator(settled).first().waitFor();
      for (const { scheme, width } of manners) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 800 });
        await drawn(page);
        expect(await faultsOf(page), `${scheme}, ${width} px`).to.deep.equal([]);
        if (SCREENSHOTS !== undefined) await keep(page, `${view}-${scheme}-${width}`);
      }
      await page.setViewportSize({ width: 320, height: 800 });
      await drawn(page);
      expect(await page.evaluate<string[]>(tooWide)).to.deep.equal([]);
    });
  }
});

/** What reaches beyond the window, and is no part of what scrolls by itself. */
const tooWide = `[...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth && !element.closest(".scrolling, .side nav, .visually-hidden"))
  .map((element) => element.outerHTML.slice(0, 200))`;

/** A page takes a frame to be laid out and coloured anew. */
const drawn = (page: Page): Promise<unknown> =>
  page.evaluate("new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled)))");

async function keep(page: Page, name: string): Promise<void> {
  const folder = SCREENSHOTS ?? "";
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll(" ", "-")}.png`) });
}

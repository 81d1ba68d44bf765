import { once } from "node:events";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { findChromium, launchChromium } from "../chromium";
import { portOf } from "../../packages/offline/src/host/addresses";
import { onProgram, type ProgramHost } from "./host";
import type { Pace } from "./options";
import { compared, type Row } from "./table";

const pages = ["/", "/city/", "/infrastructure/"];

/** Notes when a page can be used, and how far what was painted moves (https://web.dev/articles/cls). */
const watch = `
  addEventListener("DOMContentLoaded", () => (window.loadedAt = performance.now()));
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shift = (window.shift ?? 0) + value;
  }).observe({ type: "layout-shift", buffered: true });
  new MutationObserver(() => {
    if (document.querySelector("main h1")) window.usableAt ??= performance.now();
  }).observe(document, { childList: true, subtree: true });
`;

/**
 * What a first visit of the site costs: bytes, and time beside an empty page in the same browser. Without a Chromium there are
 * the bytes alone.
 */
export const siteRows = (pace: Pace): Promise<Row[]> => onProgram((host) => rowsOf(host, pace));

async function rowsOf({ siteUrl, apiKey }: ProgramHost, { rounds }: Pace): Promise<Row[]> {
  const bytes = { what: "site: script and style of the first page", value: await firstPageBytes(siteUrl), unit: "KB" };
  const rows: Row[] = [{ ...bytes, goal: { atMost: 60 } }];
  const chromium = findChromium();
  if (chromium === undefined) return rows;
  const browser = await launchChromium(chromium);
  const empty = createServer((_, response) => response.end("<!doctype html><title>Empty</title>"));
  empty.listen(0, "localhost");
  await once(empty, "listening");
  try {
    const [ours, none]: [number[], number[]] = [[], []];
    // What answers for the first time is slower than it will ever be again.
    await visit(browser, siteUrl, "usableAt", apiKey);
    // In turn, so that both see the same machine.
    for (let round = 0; round < rounds; round++) {
      none.push(await visit(browser, `http://localhost:${portOf(empty)}`, "loadedAt"));
      ours.push(await visit(browser, siteUrl, "usableAt", apiKey));
    }
    rows.push(
      compared({
        what: "site: first page usable",
        unit: "ms",
        values: ours,
        reference: { what: "an empty page", values: none },
        ratioGoal: { atMost: 2 },
      }),
    );
    for (const page of pages) {
      const value = await visit(browser, siteUrl + page, "shift", apiKey);
      rows.push({ what: `site: layout shift of ${page}`, value, unit: "", goal: { atMost: 0.02 } });
    }
    return rows;
  } finally {
    await browser.close();
    empty.close();
  }
}

/** Visits a page with nothing cached, and returns what was noted of it. */
async function visit(browser: Browser, address: string, noted: string, apiKey = ""): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const content = `sessionStorage.apiKey = ${JSON.stringify(apiKey)}; ${watch}`;
    await context.addInitScript({ content });
    const page = await context.newPage();
    await page.goto(address, { waitUntil: "networkidle" });
    return await page.evaluate<number>(`window.${noted} ?? 0`);
  } finally {
    await context.close();
  }
}

/** What the first page loads besides itself, compressed as a distribution would. */
async function firstPageBytes(siteUrl: string): Promise<number> {
  const html = await (await fetch(siteUrl)).text();
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path]) => `${siteUrl}${path}`,
  );
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(Buffer.from(await (await fetch(file)).arrayBuffer())).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import type { Host } from "../../src/host/host";
import { output, testHost } from "./host";
import { eventually } from "./poll";
import { programFolder } from "./programs";

/** Where Debian and others put a Chromium. */
const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
];

/** Starts Chromium; without one the suite is pending, and says so. */
async function startBrowser(context: Mocha.Context): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? places.find((path) => existsSync(path));
  if (executablePath !== undefined)
    // Chromium's own sandbox takes no user who is root, such as that of a container.
    return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
  process.stderr.write("no Chromium is installed: the tests of the console are pending (apt-get install chromium)\n");
  return context.skip();
}

export interface VisitOptions {
  scheme?: "light" | "dark";
  width?: number;
  /** Where the host is reached, if not at its own address. */
  url?: string;
}

/** A host with the program `console`, and people who look at its console. */
export function consoleVisits() {
  let host: Host | undefined;
  let browser: Browser | undefined;
  const visitors: { close: () => Promise<void>; faults: string[] }[] = [];

  before(async function () {
    browser = await startBrowser(this);
    host = await testHost({ program: programFolder("console"), stack: "dev", config: { password: "hush" } });
  });
  afterEach(async () => {
    for (const { close, faults } of visitors.splice(0)) {
      await close();
      if (faults.length > 0) throw new Error(`the console had faults:\n${faults.join("\n")}`);
    }
  });
  after(async () => {
    await browser?.close();
    await host?.close();
  });

  const running = (): Host => {
    if (!host) throw new Error("there is no host yet");
    return host;
  };

  return {
    host: running,
    /** Sends a request to the program's API, with its key. */
    api: (method: string, path: string, body?: object): Promise<Response> =>
      fetch(output(running(), "apiUrl") + path, {
        method,
        headers: { "x-api-key": output(running(), "apiKey"), "content-type": "application/json" },
        body: body && JSON.stringify(body),
      }),
    /** Opens the console by the address that the host prints, at one of its places; waits until it is told what happens. */
    async visit(
      place: string,
      { scheme = "light", width = 1280, url = running().url }: VisitOptions = {},
    ): Promise<Page> {
      const { token } = running();
      const context = await browser?.newContext({
        colorScheme: scheme,
        reducedMotion: "reduce",
        viewport: { width, height: 800 },
      });
      if (!context) throw new Error("there is no browser yet");
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      const faults: string[] = [];
      visitors.push({ close: () => context.close(), faults });
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && /Content Security Policy/.test(message.text())) faults.push(message.text());
      });
      await page.goto(`${url}/_offline/?token=${encodeURIComponent(token)}#/${place}`);
      await page.getByText("Connected", { exact: true }).waitFor();
      return page;
    },
  };
}

/** What axe finds in a page (https://dequeuniversity.com/rules/axe/). */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" ")}`,
  );
}

/** Waits until so many elements match. (The console's policy lets nobody evaluate a text, which `waitForFunction` does.) */
export const untilCount = (page: Page, selector: string, count: number): Promise<true> =>
  eventually(`${count} of ${selector}`, async () =>
    (await page.locator(selector).count()) === count ? true : undefined,
  );

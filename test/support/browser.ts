import type { Browser, BrowserContext, Page } from "playwright-core";
import { findChromium, launchChromium } from "../../tools/chromium";

/** Starts Chromium; without one the suite is pending, and says so. */
export async function startBrowser(context: Mocha.Context): Promise<Browser> {
  const path = findChromium();
  if (path !== undefined) return launchChromium(path);
  process.stderr.write(
    "no Chromium is installed: the tests of the site are pending (apt-get install chromium, or CHROMIUM=…)\n",
  );
  return context.skip();
}

export interface VisitOptions {
  language?: "en-GB" | "fr-FR";
  scheme?: "light" | "dark";
  width?: number;
  /** The API key that was given in this tab before; undefined for who has not been asked yet. */
  key?: string;
}

/** A person at a window of their own. What goes wrong in its pages is kept. */
export class Visitor {
  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    /** Uncaught errors, and what a policy of the page's forbade. */
    readonly faults: string[],
  ) {}

  static async at(browser: Browser, address: string, options: VisitOptions = {}): Promise<Visitor> {
    const { language = "en-GB", scheme = "light", width = 1280, key } = options;
    const context = await browser.newContext({
      baseURL: new URL(address).origin,
      colorScheme: scheme,
      locale: language,
      reducedMotion: "reduce",
      timezoneId: "Europe/Paris",
      viewport: { width, height: 900 },
    });
    context.setDefaultTimeout(15_000);
    if (key !== undefined) {
      const content = `sessionStorage.apiKey ??= ${JSON.stringify(key)}`;
      await context.addInitScript({ content });
    }
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && /Content Security Policy/.test(message.text())) faults.push(message.text());
    });
    await page.goto(address);
    return new Visitor(context, page, faults);
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}

/** Opens windows for the tests of a suite, and closes them behind each. */
export function visits() {
  let browser: Browser | undefined;
  const visitors: Visitor[] = [];
  before(async function () {
    browser = await startBrowser(this);
  });
  afterEach(async () => {
    for (const visitor of visitors.splice(0)) {
      await visitor.leave();
      if (visitor.faults.length > 0) throw new Error(`the page had faults:\n${visitor.faults.join("\n")}`);
    }
  });
  after(() => browser?.close());
  return async (address: string, options?: VisitOptions): Promise<Page> => {
    if (!browser) throw new Error("there is no browser yet");
    const visitor = await Visitor.at(browser, address, options);
    visitors.push(visitor);
    return visitor.page;
  };
}

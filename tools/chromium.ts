import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Debian and others put a Chromium. */
const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
];

/** The Chromium of this machine, or the one that `CHROMIUM` names; undefined where there is none. */
export const findChromium = (): string | undefined => process.env.CHROMIUM ?? places.find((path) => existsSync(path));

/** Chromium's own sandbox takes no user who is root, such as that of a container. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });

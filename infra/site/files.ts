import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { buildSync, type BuildResult } from "esbuild";

/** A file of the site, as it is kept and served. */
export interface SiteFile {
  /** Its path in the bucket. */
  key: string;
  content: string;
  contentType: string;
  /** Whether its name changes with its content, so that it may be kept for good. */
  isHashed: boolean;
}

/** The pages, by the file in `site/pages` that makes each. */
const pages = {
  events: "index.html",
  city: "city/index.html",
  infrastructure: "infrastructure/index.html",
  "not-found": "404.html",
} as const;

/** The page that stands for all addresses that lead nowhere. */
export const notFoundPage: string = pages["not-found"];

/** The addresses of pages, each with the file that is served there. */
export const pageAddresses: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(pages)
    .filter((key) => key !== notFoundPage)
    .map((key) => [`/${key.replace(/index\.html$/, "")}`, `/${key}`]),
);

const contentTypes: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Builds the site's files from its sources. It waits: resources must be declared before the program's last line, and what
 * they are follows from the files.
 *
 * @param source the folder of the site's sources
 */
export function siteFiles(source: string): SiteFile[] {
  const { metafile, outputFiles } = buildSync({
    entryPoints: Object.keys(pages).map((name) => join(source, "pages", `${name}.tsx`)),
    absWorkingDir: source,
    outdir: join(source, "assets"),
    entryNames: "[name]-[hash]",
    // One script for each page: what pages share is loaded again by the next one, but a first visit has fewer files to wait for.
    bundle: true,
    format: "esm",
    minify: true,
    target: ["es2022", "chrome111", "firefox113", "safari16.4"],
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const assets = outputFiles.map(({ path, text }) => file(relative(source, path), text, true));
  const icon = readFileSync(join(source, "icon.svg"), "utf8");
  const hashedIcon = file(`assets/icon-${digest(icon)}.svg`, icon, true);
  const template = readFileSync(join(source, "page.html"), "utf8");
  const html = Object.entries(pages).map(([name, key]) =>
    file(key, pageOf(template, hashedIcon.key, outputsOf(metafile, name)), false),
  );
  return [...assets, hashedIcon, ...html];
}

const file = (key: string, content: string, isHashed: boolean): SiteFile => {
  const contentType = contentTypes[extname(key)];
  if (contentType === undefined) throw new Error(`${key}: no content type is known for such files`);
  return { key, content, contentType, isHashed };
};

const digest = (content: string): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();

/** What the build made of a page: paths below the site's folder. */
interface PageOutputs {
  script: string;
  style: string;
}

function outputsOf({ outputs }: BuildResult<{ metafile: true }>["metafile"], name: string): PageOutputs {
  const [script, output] = Object.entries(outputs).find(([, one]) => one.entryPoint === `pages/${name}.tsx`) ?? [];
  if (script === undefined || output?.cssBundle === undefined) throw new Error(`pages/${name}.tsx was not built`);
  return { script, style: output.cssBundle };
}

const pageOf = (template: string, icon: string, { script, style }: PageOutputs): string =>
  template.replace("{{icon}}", `/${icon}`).replace("{{style}}", `/${style}`).replace("{{script}}", `/${script}`);

/**
 * Builds `dist/`: the command line and the scripts of other processes and threads, each as one file of JavaScript, and the
 * console's page.
 * Nothing is built that is newer than its sources, so it may run before every start.
 */
import { copyFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const dist = join(folder, "dist");

const entryPoints = {
  main: "src/host/main.ts",
  child: "src/program/child.ts",
  "typecheck-child": "src/program/typecheck-child.ts",
  boot: "src/services/lambda/boot.ts",
  "cloudfront-function": "src/services/cloudfront/viewer-functions/boot.ts",
};

/** When a file was changed, in milliseconds since the epoch; 0 if it is not there. */
const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** When the newest of a folder's files was changed; a removed one changes its folder. */
const newest = (path) =>
  Math.max(
    timeOf(path),
    ...readdirSync(path, { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? newest(join(path, entry.name)) : timeOf(join(path, entry.name)),
    ),
  );

/** What of `dist/` is there; a file that is missing is as old as can be. */
const oldest = (names) => Math.min(...names.map((name) => timeOf(join(dist, name))));

const own = timeOf(fileURLToPath(import.meta.url));
const sources = Math.max(own, ...[join(folder, "src"), join(folder, "../closure-map")].map(newest));

if (oldest(Object.keys(entryPoints).map((name) => `${name}.js`)) <= sources) {
  const { build } = await import("esbuild");
  await build({
    entryPoints,
    absWorkingDir: folder,
    outdir: dist,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    packages: "external",
    logLevel: "warning",
  });
}

/** Of what the host's page is made, besides its script and style. */
const copied = ["page.html", "icon.svg"];

// The page shares a few sources with the host.
if (
  oldest(["console/main.js", "console/main.css", ...copied.map((name) => `console/${name}`)]) <=
  Math.max(sources, newest(join(folder, "console")))
) {
  const { build } = await import("esbuild");
  await build({
    entryPoints: ["console/main.tsx"],
    absWorkingDir: folder,
    outdir: join(dist, "console"),
    bundle: true,
    format: "esm",
    minify: true,
    target: ["es2022", "chrome111", "firefox113", "safari16.4"],
    logLevel: "warning",
  });
  for (const name of copied) copyFileSync(join(folder, "console", name), join(dist, "console", name));
}

/**
 * Builds `dist/`: the command line and the scripts of other processes and threads, each as one file of JavaScript.
 * Nothing is built that is newer than its sources, so it may run before every start.
 */
import { readdirSync, statSync } from "node:fs";
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

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** When the newest of a folder's files was changed; a removed one changes its folder. */
const newest = (path) =>
  Math.max(
    timeOf(path),
    ...readdirSync(path, { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? newest(join(path, entry.name)) : timeOf(join(path, entry.name)),
    ),
  );

const oldest = Math.min(...Object.keys(entryPoints).map((name) => timeOf(join(dist, `${name}.js`))));

const sources = [join(folder, "src"), join(folder, "../closure-map")];

if (oldest <= Math.max(...sources.map(newest), timeOf(fileURLToPath(import.meta.url)))) {
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

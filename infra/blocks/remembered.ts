import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The `node_modules` folder that esbuild and the closures' packages come from. */
const packages = dirname(dirname(require.resolve("esbuild/package.json")));
const folder = join(packages, ".cache", "atelier");

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

/** What is there of a file, or undefined where there is none. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** All that a text's build depends on besides the text: the installed packages, and how this folder builds. */
const installed = read(join(packages, ".package-lock.json"));
const [bundling, plugins] = ["bundle.ts", "sdk-plugins.ts"].map((name) => read(join(__dirname, name)));
const recipe = bundling && plugins && bundling + plugins;

const inProgress = new Map<string, Promise<string>>();

/**
 * The result of a slow build, remembered by the content it was made from: equal contents are built once, and not again
 * on the next run. Without npm's record of what is installed nothing outlives the run.
 */
export function remembered(content: string, build: () => Promise<string>): Promise<string> {
  const key = createHash("sha256").update(`${installed}\\0${recipe}\\0${content}`).digest("hex");
  const known = inProgress.get(key) ?? fromDisk(key, build);
  inProgress.set(key, known);
  return known;
}

async function fromDisk(key: string, build: () => Promise<string>): Promise<string> {
  if (installed === undefined || recipe === undefined) return build();
  const file = join(folder, `${key}.js`);
  const known = read(file);
  if (known !== undefined) return known;
  const built = await build();
  mkdirSync(folder, { recursive: true });
  // Renamed into place, so that a run beside this one never reads half a file.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, built);
  renameSync(draft, file);
  return built;
}

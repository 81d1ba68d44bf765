import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * One of the scripts that `build.mjs` makes ahead, for another process or thread. Those run without a TypeScript loader:
 * it would take time and memory there, and stand in the way of the loader that the program uses.
 *
 * @param name `child`, `typecheck-child`, `boot` or `cloudfront-function`
 */
export const built = (name: string): string => builtFile(`${name}.js`);

/** A file that `build.mjs` makes, by its path in `dist`. */
export const builtFile = (path: string): string => join(packageFolder(__dirname), "dist", path);

/** This file is either a source or a part of what is built: the package is above it. */
const packageFolder = (folder: string): string =>
  existsSync(join(folder, "package.json")) ? folder : packageFolder(dirname(folder));

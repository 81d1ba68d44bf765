import { buildSync } from "esbuild";

/**
 * One of the host's own TypeScript files, with what it imports from this folder, as a script for another process or
 * thread. Those run without a TypeScript loader: it would take time and memory there, and stand in the way of the
 * loader that Pulumi uses for the program.
 *
 * @param file absolute path without extension
 */
export function compile(file: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [`${file}.ts`],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "cjs",
    packages: "external",
    sourcemap: false,
  });
  return outputFiles[0]?.text ?? "";
}

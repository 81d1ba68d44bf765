import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import * as esbuild from "esbuild";
import { ClosureMaps, type SourceMap } from "../../packages/closure-map/closure-map";
import { schemasByUse, versionsOnly, withoutUnused } from "./sdk-plugins";

/** A `const alias = require("specifier")` line of a serialized closure, and the members its text uses. */
interface Import {
  alias: string;
  specifier: string;
  names: string[];
}

const requireLine = /^const (\w+) = require\("([^"]+)"\);?$/gm;

/** A bundled closure: CommonJS files without dependencies, and the source map of the program's own code. */
export interface Bundle {
  code: string;
  map: SourceMap;
  /** What the code requires of packages as `./packages.js`, if anything. */
  packages?: string;
}

/** What bundles are made of, besides the text of the closure. */
interface Kept {
  /** What has been built of packages, by its source. */
  facades: Map<string, Promise<string>>;
  /** Of the program's files, by their paths in its folder. */
  maps: Promise<ClosureMaps>;
}

declare global {
  var atelierBundles: Kept | undefined;
}

/**
 * It outlasts this module: a process may run the program again after a change, as the offline host does, and what it has
 * built of packages is the same then.
 */
const { facades, maps } = (globalThis.atelierBundles ??= {
  facades: new Map(),
  maps: ClosureMaps.of(resolve(__dirname, "../.."), require("@pulumi/pulumi/runtime/closure/v8Hooks")),
});

/**
 * Turns the text of a serialized closure into a small CommonJS file and its source map, and what it needs of packages into
 * another.
 *
 * Pulumi's serializer writes `require` lines and puts every function body inside `with {}`, where a bundler cannot see
 * which members are used; bundled in one go, a closure would carry whole SDK clients. So a facade in ES module syntax
 * re-exports exactly the names that occur in the text, which esbuild can shake; the closure has its requires pointed at
 * that facade. The closure itself is not minified: debuggers find each of its statements, and its variables by their
 * names. That costs 4 KB at most, compressed. The facade is a file of its own, without a map: Node.js goes through each
 * character of a file that has one, at each cold start.
 *
 * @param text what `pulumi.runtime.serializeFunction` returns
 * @returns files for Node.js 20 and later that need nothing but Node's own modules
 * @throws the bundler's own error, when a package the closure requires cannot be resolved or bundled
 */
export async function bundle(text: string): Promise<Bundle> {
  const imports = packagesOf(text);
  const packages = imports.length > 0 ? await facadeOf(facadeSource(imports)) : undefined;
  return { code: linked(text, imports), map: (await maps).mapOf(text), packages };
}

function packagesOf(text: string): Import[] {
  const found = [...text.matchAll(requireLine)].map(([, alias = "", specifier = ""]) => ({ alias, specifier }));
  return found
    .filter(({ specifier }) => !isBuiltin(specifier))
    .map(({ alias, specifier }) => {
      const members = [...text.matchAll(new RegExp(`\\b${alias}\\.(\\w+)`, "g"))].map(([, name = ""]) => name);
      return { alias, specifier, names: [...new Set(members)].sort() };
    })
    .sort((a, b) => (a.specifier < b.specifier ? -1 : 1));
}

/** The serializer names a package's CommonJS entry (`…/dist-cjs/index.js`); the bare name leads esbuild to its ES module. */
const packageName = (specifier: string): string => specifier.replace(/\/dist-cjs\/index\.js$/, "");

/** Where a package exports a name from, and what has it known at run time. */
interface Origin {
  module: string;
  /** Exported by the package's schemas: registers an error, so that answers become its instances. */
  registration?: string;
}

/**
 * The AWS SDK has a file for each client and command; its index lists hundreds, which esbuild would read only to drop
 * them.
 */
function originOf(packageSpecifier: string, name: string): Origin {
  if (!/^@aws-sdk\/(client|lib)-/.test(packageSpecifier)) return { module: packageSpecifier };
  const folder = dirname(require.resolve(`${packageSpecifier}/package.json`));
  const file = [`dist-es/commands/${name}`, `dist-es/${name}`].find((path) => existsSync(join(folder, `${path}.js`)));
  if (file) return { module: `${packageSpecifier}/${file}` };
  return isErrorOf(folder, name)
    ? {
        module: `${packageSpecifier}/dist-es/models/errors`,
        registration: `${packageSpecifier}/dist-es/schemas/schemas_0`,
      }
    : { module: packageSpecifier };
}

function isErrorOf(folder: string, name: string): boolean {
  const errors = join(folder, "dist-es/models/errors.js");
  return existsSync(errors) && new RegExp(`^export class ${name} `, "m").test(readFileSync(errors, "utf8"));
}

const facadeSource = (imports: Import[]): string =>
  imports
    .map(({ specifier, names }, index) => {
      const lines = names.flatMap((name) => {
        const { module, registration } = originOf(packageName(specifier), name);
        const line = `import { ${name} as ${name}_${index} } from ${JSON.stringify(module)};`;
        if (registration === undefined) return [line];
        const register = `register${name}`;
        return [line, `import { ${register} } from ${JSON.stringify(registration)};`, `${register}();`];
      });
      const members = names.map((name) => `${name}: ${name}_${index}`).join(", ");
      return [...lines, `export const package_${index} = { ${members} };`].join("\n");
    })
    .join("\n");

/** Closures that use the same names of the same packages share a facade: it is built once. */
function facadeOf(source: string): Promise<string> {
  const facade = facades.get(source) ?? buildFacade(source);
  facades.set(source, facade);
  return facade;
}

interface Waiting {
  source: string;
  resolve: (facade: string) => void;
  reject: (error: unknown) => void;
}

let waiting: Waiting[] = [];
let isBuilding = false;

/**
 * Facades that come while others are built are built together: they share most of what esbuild reads, and it reads
 * while Pulumi serializes the next closures.
 */
function buildFacade(source: string): Promise<string> {
  return new Promise((resolve, reject) => {
    waiting.push({ source, resolve, reject });
    if (!isBuilding) void buildWaiting();
  });
}

async function buildWaiting(): Promise<void> {
  isBuilding = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    await buildFacades(batch.map((one) => one.source)).then(
      (facades) => batch.forEach((one, index) => one.resolve(facades[index] ?? "")),
      (error: unknown) => batch.forEach((one) => one.reject(error)),
    );
  }
  isBuilding = false;
}

async function buildFacades(sources: string[]): Promise<string[]> {
  const { outputFiles } = await esbuild.build({
    bundle: true,
    write: false,
    minify: true,
    legalComments: "none",
    logLevel: "silent",
    target: "node20",
    // `import("node:http")` reads whatever Node.js has in there, and so loads a second client of HTTP; `require` does not.
    supported: { "dynamic-import": false },
    format: "cjs",
    platform: "node",
    mainFields: ["module", "main"],
    entryPoints: Object.fromEntries(sources.map((_, index) => [String(index), `facade:${index}`])),
    outdir: __dirname,
    plugins: [facadesOf(sources), withoutUnused, schemasByUse, versionsOnly],
  });
  const byName = new Map(outputFiles.map(({ path, text }) => [basename(path, ".js"), text]));
  return sources.map((_, index) => {
    const facade = byName.get(String(index));
    if (facade === undefined) throw new Error("esbuild returned no file for a facade");
    return facade;
  });
}

/** The facades as entry points that are no files. */
const facadesOf = (sources: string[]): esbuild.Plugin => ({
  name: "facades",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^facade:/ }, ({ path }) => ({ path: path.slice("facade:".length), namespace: "facade" }));
    onLoad({ filter: /.*/, namespace: "facade" }, ({ path }) => ({
      contents: sources[Number(path)],
      resolveDir: __dirname,
    }));
  },
});

/** The closure's text with its requires pointed at the facade. No line moves, as its map knows them by their numbers. */
const linked = (text: string, imports: Import[]): string =>
  text.replace(requireLine, (line, alias: string, specifier: string) => {
    const index = imports.findIndex((one) => one.specifier === specifier);
    return index < 0 ? line : `const ${alias} = require("./packages.js").package_${index};`;
  });

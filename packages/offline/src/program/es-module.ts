import { readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import type * as TypeScript from "typescript";
import { membersOf } from "../is-record";
import { parseJson } from "../parse-json";

/**
 * Whether Node.js takes a file for an ES module: by its extension, or by the `type` of the nearest package.json
 * (https://nodejs.org/api/packages.html#determining-module-system).
 */
export function isEsModule(file: string): boolean {
  const extension = extname(file);
  if (/^\.m[jt]s$/.test(extension)) return true;
  if (/^\.c[jt]s$/.test(extension)) return false;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    const type = typeIn(manifest);
    if (type !== undefined) return type === "module";
    if (folder === dirname(folder)) return false;
  }
}

/** What was read of a manifest, and when it had been changed then. */
const manifests = new Map<string, { changed: number; type: string }>();

/** The kind of modules that a manifest says; undefined where there is none. It is asked for with each file of its folder. */
function typeIn(manifest: string): string | undefined {
  const changed = statSync(manifest, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return undefined;
  const known = manifests.get(manifest);
  if (known?.changed === changed) return known.type;
  const type = String(membersOf(parseJson(readFileSync(manifest, "utf8"))).type);
  manifests.set(manifest, { changed, type });
  return type;
}

/**
 * Makes of an ES module what `require` loads. Node.js keeps ES modules for good, so a program of them could be loaded once
 * in a process and never again; and Pulumi's serializer tells packages by what `require` has loaded.
 *
 * What differs between the two is kept: `import.meta`, `await` outside of functions (its promise is what running the code
 * returns), names that belong to modules of CommonJS, and the default export of a CommonJS package, which is all that it
 * exports.
 */
export function transpileEsModule(
  compiler: typeof TypeScript,
  text: string,
  { fileName, compilerOptions }: { fileName: string; compilerOptions: TypeScript.CompilerOptions },
): TypeScript.TranspileOutput {
  let awaits = false;
  // By its own extension the compiler would leave it an ES module.
  const asked = fileName.replace(/\.m([jt]s)$/, ".$1");
  const { outputText, diagnostics, ...output } = compiler.transpileModule(text, {
    fileName: asked,
    compilerOptions: {
      ...compilerOptions,
      ...{ module: compiler.ModuleKind.CommonJS, moduleResolution: undefined, verbatimModuleSyntax: false },
      ...{ esModuleInterop: true, allowJs: true, checkJs: false },
    },
    reportDiagnostics: true,
    transformers: {
      before: [
        (context) => (source) => {
          awaits = hasTopLevelAwait(compiler, source);
          return withoutModuleNames(compiler, context, source);
        },
      ],
    },
  });
  const [code = "", comment = ""] = outputText.split(/^(?=\/\/# sourceMappingURL=)/m);
  const map = asked === fileName ? comment : ofSource(comment, basename(fileName));
  // A function of its own: the module may give names to what CommonJS has given to its modules already.
  const wrapped = `return (${awaits ? "async " : ""}() => {${interoperable(code)}})();\n`;
  // Options that the module's kind does not go with are none of the file's faults.
  return { ...output, outputText: wrapped + map, diagnostics: diagnostics?.filter(({ file }) => file !== undefined) };
}

/** A comment with a source map, which is of another source. */
const ofSource = (comment: string, source: string): string =>
  comment.replace(/(base64,)(.*)/, (_, start: string, encoded: string) => {
    const map: unknown = JSON.parse(Buffer.from(encoded, "base64").toString("utf8"));
    return start + Buffer.from(JSON.stringify({ ...membersOf(map), sources: [source] })).toString("base64");
  });

function hasTopLevelAwait(compiler: typeof TypeScript, source: TypeScript.SourceFile): boolean {
  const awaits = (node: TypeScript.Node): boolean => {
    if (compiler.isFunctionLike(node) || compiler.isClassStaticBlockDeclaration(node)) return false;
    if (compiler.isAwaitExpression(node)) return true;
    if (compiler.isForOfStatement(node) && node.awaitModifier) return true;
    return compiler.forEachChild(node, awaits) ?? false;
  };
  return awaits(source);
}

/** What stands for the properties of `import.meta` in a module of CommonJS. */
const metaProperties: Record<string, string> = {
  dirname: "__dirname",
  filename: "__filename",
  url: 'require("node:url").pathToFileURL(__filename).href',
};

/** Names that are a module's own in CommonJS, and anybody's elsewhere. */
const ownNames = new Set(["require", "module", "exports"]);

/** Puts what CommonJS has in the place of `import.meta`, and other names in the place of those that it keeps for itself. */
function withoutModuleNames(
  compiler: typeof TypeScript,
  context: TypeScript.TransformationContext,
  source: TypeScript.SourceFile,
): TypeScript.SourceFile {
  const { factory } = context;
  const declared = new Set(declaredNames(compiler, source).filter((name) => ownNames.has(name)));
  const visit = (node: TypeScript.Node): TypeScript.Node => {
    if (compiler.isPropertyAccessExpression(node)) {
      const { expression, name } = node;
      const isMeta =
        compiler.isMetaProperty(expression) && expression.keywordToken === compiler.SyntaxKind.ImportKeyword;
      const known = isMeta && Object.hasOwn(metaProperties, name.text) ? metaProperties[name.text] : undefined;
      if (known !== undefined) return factory.createIdentifier(known);
      // The name of a property is nobody's variable.
      return factory.updatePropertyAccessExpression(
        node,
        compiler.visitNode(expression, visit, compiler.isExpression),
        name,
      );
    }
    if (compiler.isIdentifier(node) && declared.has(node.text)) return factory.createIdentifier(`${node.text}_own`);
    return compiler.visitEachChild(node, visit, context);
  };
  return compiler.visitNode(source, visit, compiler.isSourceFile);
}

/** The names of variables and functions that a file declares outside of functions. */
const declaredNames = (compiler: typeof TypeScript, source: TypeScript.SourceFile): string[] =>
  source.statements.flatMap((statement) => {
    if (compiler.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) =>
        compiler.isIdentifier(name) ? name.text : [],
      );
    return compiler.isFunctionDeclaration(statement) && statement.name ? statement.name.text : [];
  });

/** What tells an ES module of the program's own from a CommonJS package that was once one. */
const mark = "own";

/** Has the compiler's helpers treat packages as Node.js does where an ES module imports them. */
const interoperable = (code: string): string =>
  code
    .replace(/(Object\.defineProperty\(exports, "__esModule", \{ value: )true/, `$1"${mark}"`)
    .replace(
      /\(mod && mod\.__esModule\) \? mod/,
      `(mod && (mod.__esModule === "${mark}" || mod[Symbol.toStringTag] === "Module")) ? mod`,
    )
    .replace(
      /if \(mod && mod\.__esModule\) return mod;/,
      'if (mod && (mod.__esModule || mod[Symbol.toStringTag] === "Module")) return mod;',
    );

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as TypeScript from "typescript";
import { hasCode } from "../errors";
import { isEsModule, transpileEsModule } from "./es-module";
import { shownAt } from "./failure";
import type { Project } from "./project";

/** Resolves packages as the program does. */
export const requireOf = ({ folder }: Project): NodeJS.Require => createRequire(join(folder, "package.json"));

/** The program's own compiler, or the one that Pulumi brings. */
export function typescriptOf(fromProgram: NodeJS.Require): typeof TypeScript {
  try {
    return fromProgram("typescript");
  } catch (error) {
    if (!hasCode(error, "MODULE_NOT_FOUND")) throw error;
    return fromProgram("@pulumi/pulumi/vendor/typescript@3.8.3/typescript.js");
  }
}

/** The options that Pulumi's language host would hand to ts-node (`@pulumi/pulumi/cmd/run`), as ts-node understands them. */
export function optionsOf(compiler: typeof TypeScript, { tsconfig }: Project): TypeScript.CompilerOptions {
  const knowsNodeNext = compiler.ModuleKind.NodeNext !== undefined;
  const text = existsSync(tsconfig) ? readFileSync(tsconfig, "utf8") : "{}";
  const { config = {} } = compiler.parseConfigFileTextToJson(tsconfig, text);
  const compilerOptions = {
    target: "ES2020",
    module: knowsNodeNext ? "nodenext" : "commonjs",
    moduleResolution: knowsNodeNext ? "nodenext" : "node",
    ...config.compilerOptions,
  };
  const folder = dirname(tsconfig);
  const parsed = compiler.parseJsonConfigFileContent({ ...config, compilerOptions }, compiler.sys, folder);
  // What decides where files are put means nothing to a file that is emitted into memory.
  const { out, outFile, outDir, composite, declaration, declarationDir, declarationMap, ...options } = parsed.options;
  return { ...options, noEmit: false, emitDeclarationOnly: false };
}

/** Makes JavaScript of a program's file that `require` loads; throws a SyntaxError for one that is no TypeScript. */
export type Emit = (fileName: string) => string;

/**
 * What makes JavaScript of a program's files, each with its source map in a comment, as ts-node writes it: the maps of
 * closures are made of it. Of a file that has not changed it is what it was.
 */
export function emitterOf(project: Project, fromProgram: NodeJS.Require): Emit {
  const compiler = typescriptOf(fromProgram);
  const maps = { sourceMap: false, inlineSourceMap: true, inlineSources: true };
  const compilerOptions = { ...optionsOf(compiler, project), ...maps };
  const emitted = new Map<string, { text: string; code: string }>();
  return (fileName) => {
    const text = readFileSync(fileName, "utf8");
    const known = emitted.get(fileName);
    if (known?.text === text) return known.code;
    const { outputText: code, diagnostics = [] } = isEsModule(fileName)
      ? transpileEsModule(compiler, text, { fileName, compilerOptions })
      : compiler.transpileModule(text, { fileName, compilerOptions, reportDiagnostics: true });
    const [diagnostic] = diagnostics;
    if (diagnostic) throw new SyntaxError(described(compiler, diagnostic, fileName));
    emitted.set(fileName, { text, code });
    return code;
  };
}

function described(compiler: typeof TypeScript, { messageText, file, start }: TypeScript.Diagnostic, fileName: string) {
  const text = compiler.flattenDiagnosticMessageText(messageText, "\n");
  if (!file || start === undefined) return `${fileName} is no TypeScript: ${text}`;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return shownAt({ file: fileName, line: line + 1, column: character + 1 }, text);
}

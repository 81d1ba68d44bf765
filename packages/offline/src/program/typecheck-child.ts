/**
 * Checks the types of a Pulumi program with the compiler that Pulumi would take, as often as it is asked, in a process whose memory
 * is given back. What it has read and checked it reads and checks again only where something has changed.
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type ts from "typescript";
import { giveBackWhenIdle, keepForNow } from "./give-back";
import type { Project } from "./project";
import type { TypecheckResult } from "./typecheck";
import { optionsOf, requireOf, typescriptOf } from "./typescript";

// Whoever asked may be gone before the check is through.
process.once("disconnect", () => process.exit(1));
process.on("message", (project: Project) => {
  keepForNow();
  void check(project).then((result) => process.send?.(result, giveBackWhenIdle));
});

let checked: ts.SemanticDiagnosticsBuilderProgram | undefined;
/** Files by name, with the time and size that they had when they were read. */
const files = new Map<string, { mark: string; file: ts.SourceFile | undefined }>();

async function check(project: Project): Promise<TypecheckResult> {
  const isFile = existsSync(project.main) && statSync(project.main).isFile();
  const main = isFile ? project.main : join(project.main, "index.ts");
  if (!main.endsWith(".ts") || !existsSync(main)) return { errors: "" };
  const compiler = typescriptOf(requireOf(project));
  const options = { strict: true, ...optionsOf(compiler, project), noEmit: true };
  const host = compiler.createIncrementalCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) => {
    const stats = statSync(name, { throwIfNoEntry: false });
    const mark = stats ? `${stats.mtimeMs} ${stats.size}` : "";
    const known = files.get(name);
    if (known?.mark === mark) return known.file;
    const file = getSourceFile(name, ...rest);
    files.set(name, { mark, file });
    return file;
  };
  // Pulumi checks what the program's entry reaches, and no other file of the project.
  const program = compiler.createSemanticDiagnosticsBuilderProgram([main], options, host, checked);
  checked = program;
  // As ts-node does: declarations are read, and what is wrong inside them is not the program's fault.
  const own = program.getSourceFiles().filter(({ isDeclarationFile }) => !isDeclarationFile);
  const diagnostics = [...program.getOptionsDiagnostics()];
  for (const file of own) {
    // It hears only between two files that nobody waits any more.
    await setImmediate();
    diagnostics.push(...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file));
  }
  return {
    errors: compiler.formatDiagnostics(diagnostics, {
      getCurrentDirectory: () => project.folder,
      getCanonicalFileName: (name) => name,
      getNewLine: () => "\n",
    }),
  };
}

/** Checks the types of a Pulumi program with the program's own compiler, in a process whose memory is given back. */
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type ts from "typescript";
import type { Project } from "./project";
import type { TypecheckResult } from "./typecheck";

// Whoever asked may be gone before the check is through.
process.once("disconnect", () => process.exit(1));
process.once("message", (project: Project) => {
  void check(project).then((result) => process.send?.(result, () => process.exit(0)));
});

async function check(project: Project): Promise<TypecheckResult> {
  const isFile = existsSync(project.main) && statSync(project.main).isFile();
  const main = isFile ? project.main : join(project.main, "index.ts");
  if (!main.endsWith(".ts") || !existsSync(main)) return { errors: "" };
  const compiler: typeof ts = createRequire(join(project.folder, "package.json"))("typescript");
  const folder = dirname(project.tsconfig);
  const { config } = compiler.readConfigFile(project.tsconfig, compiler.sys.readFile);
  const { options } = compiler.parseJsonConfigFileContent(config ?? {}, compiler.sys, folder);
  // Pulumi checks what the program's entry reaches, and no other file of the project.
  const program = compiler.createProgram([main], {
    module: 199,
    moduleResolution: 99,
    strict: true,
    ...options,
    noEmit: true,
  });
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

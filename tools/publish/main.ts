import { writeFileSync } from "node:fs";
import { readProject } from "../../packages/offline/src/program/project";
import { recallProgram } from "../../packages/offline/src/program/recording";
import { publishedFiles } from "./files";

/** `npm run openapi`: publishes the API of the program as it stands. */
async function main(): Promise<void> {
  const project = readProject(process.cwd(), "localstack", {});
  const graph = await recallProgram(project, undefined);
  for (const [path, text] of Object.entries(await publishedFiles(graph))) {
    writeFileSync(path, text);
    console.log(path);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

import { writeFileSync } from "node:fs";
import { readProject } from "../../packages/offline/src/program/project";
import { runProgram } from "../../packages/offline/src/program/run";
import { publishedFiles } from "./files";

/** `npm run openapi`: publishes the API of the program as it stands. */
async function main(): Promise<void> {
  const project = readProject(process.cwd(), "localstack", {});
  const graph = await runProgram({ project, endpoint: "http://localhost:4566", secretKey: "openapi" }, {});
  for (const [path, text] of Object.entries(await publishedFiles(graph))) {
    writeFileSync(path, text);
    console.log(path);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

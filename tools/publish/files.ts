import { readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import { format } from "prettier";
import type { Graph } from "../../packages/offline/src/graph/graph";
import { publishedDocument } from "./document";
import { promisesOf } from "./program";
import { programsPage } from "./programs";
import { referencePage } from "./reference";

/** What is published of a recorded program's API, and of the types that the host knows: text by path in the repository, formatted as the rest of it. */
export async function publishedFiles(graph: Graph): Promise<Record<string, string>> {
  const document = publishedDocument(promisesOf(graph));
  const json = JSON.stringify(document);
  const types = astToString(await openapiTS(json, { alphabetize: false }));
  const made: Record<string, string> = {
    "openapi.json": json,
    "docs/api.md": referencePage(document),
    "docs/programs.md": programsPage(readFileSync("docs/programs.md", "utf8")),
    "client/schema.ts": `// Made by \`npm run openapi\`.\n${types}`,
  };
  const entries = Object.entries(made).map(async ([path, text]): Promise<[string, string]> => [
    path,
    await format(text, { filepath: path, printWidth: 120 }),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

import { services } from "../../packages/offline/src/services";
import { meanings } from "../../packages/offline/src/services/recorded/meanings";
import type { ResourceType } from "../../packages/offline/src/graph/resource-type";

/** What stands before and after the table of types in the page. */
const [begin, end] = ["<!-- The table of types: npm run openapi -->", "<!-- The end of the table -->"];

/**
 * The page about programs with the table of the types that the host knows, from the host's own tables.
 *
 * @param page its text as it is, in Markdown
 */
export function programsPage(page: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/programs.md lacks ${begin} or ${end}`);
  return [before + begin, "", ...table(), "", end + after].join("\n");
}

function table(): string[] {
  // A service that serves a type says more of it than the one that only records it.
  const types = new Map<string, ResourceType>(services.flatMap(({ resources }) => Object.entries(resources)));
  const rows = [...types].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, known]) => rowOf(type, known));
  const others = Object.keys(meanings).filter((type) => !types.has(type));
  return ["| Type | |", "| --- | --- |", ...rows, ...others.map((type) => rowOf(type, {}))];
}

function rowOf(type: string, known: ResourceType): string {
  const meaning = meanings[type];
  return `| \`${type}\` | ${servedText(known)}${meaning === undefined ? "" : `: ${meaning}`} |`;
}

function servedText(known: ResourceType): string {
  if ("only" in known) return `served, ${known.only}`;
  return known.serves ? "served" : "recorded";
}

import { readdirSync, readFileSync } from "node:fs";

/** The pages that people read. */
export const pages = [
  "README.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  "packages/offline/README.md",
];

export const textOf = (page: string): string => readFileSync(page, "utf8");

/** A fenced block of a page. */
export interface Block {
  /** The heading that it stands under. */
  heading: string;
  /** What follows the fence: `sh`, `json`, `text` … */
  language: string;
  /** Whether the fence says that it is of another home: ```sh elsewhere. */
  isElsewhere: boolean;
  text: string;
}

/** A page's fenced blocks, in order; those of lists lose their indentation. */
export function blocksOf(page: string): Block[] {
  const fence = /^( *)```(\w*)(?: (\w+))?\n([\s\S]*?)^\1```$|^#+ (.+)$/gm;
  let heading = "";
  const blocks: Block[] = [];
  for (const [, indent = "", language = "", info = "", body = "", title] of textOf(page).matchAll(fence)) {
    if (title !== undefined) heading = title;
    else
      blocks.push({ heading, language, isElsewhere: info === "elsewhere", text: body.replaceAll(`\n${indent}`, "\n") });
  }
  return blocks.map((block) => ({ ...block, text: block.text.trim() }));
}

/** Commands, and what the page says that they print, if it does. */
export interface Step {
  commands: Block;
  printed?: Block;
}

/** The page that is made of the program's examples, and tested as they are: what it shows are answers of other requests. */
export const generated = "docs/api.md";

/**
 * A page's commands in order, each with the block that follows it, if that is `json` or `text`.
 *
 * @throws Error where such a block follows no commands: it would be held against nothing
 */
export function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  let previous: Step | undefined;
  for (const block of blocksOf(page)) {
    if (block.language === "sh") steps.push((previous = { commands: block }));
    else if (!/^(json|text)$/.test(block.language)) previous = undefined;
    else if (page !== generated) {
      if (!previous || previous.printed) throw new Error(`${page}, under ${block.heading}: what prints ${block.text}?`);
      previous.printed = block;
    }
  }
  return steps;
}

/** The commands of a block: without comments, with continued lines joined. */
export const linesOf = ({ text }: Block): string[] =>
  text
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/(^|\s+)#.*$/, "").trim())
    .filter((line) => line !== "");

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";

const pages = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync("package.json", "utf8"));

const textOf = (page: string): string => readFileSync(page, "utf8");
/** What stands in code: blocks and spans. */
const codeOf = (page: string): string =>
  [...textOf(page).matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].map(([code]) => code).join("\n");

const groups = (text: string, expression: RegExp): string[] =>
  [...text.matchAll(expression)].map(([, group = ""]) => group);

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (page: string): string[] =>
  groups(textOf(page).replace(/```[\s\S]*?```/g, ""), /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replace(/ /g, "-"),
  );

for (const page of pages) {
  describe(page, () => {
    const links = groups(textOf(page), /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));

    it("links to files and headings that exist", () => {
      for (const link of links) {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : join(dirname(page), path);
        expect(existsSync(target), link).to.equal(true);
        if (anchor !== undefined) expect(anchorsOf(target), link).to.include(anchor);
      }
    });

    it("names npm scripts that exist", () => {
      const named = groups(codeOf(page), /npm (?:run )?(?:--silent )?(?!ci\b|run\b|install\b)([a-z][\w:]*)/g);
      for (const script of named) expect(Object.keys(scripts), script).to.include(script);
    });

    it("names files of the project that exist", () => {
      const named = groups(codeOf(page), /(?<![\w./-])((?:infra|functions|offline|test|docs|emulator)\/[\w/.-]*)/g);
      for (const name of named) expect(existsSync(name), name).to.equal(true);
      for (const name of groups(codeOf(page), /\b(Pulumi\.(?:\w+\.)?yaml|compose\.yaml)\b/g)) {
        expect(existsSync(name), name).to.equal(true);
      }
    });
  });
}

describe("the npm scripts for the emulator", () => {
  it("are all in docs/deploy.md", () => {
    const emulator = Object.keys(scripts).filter((name) => scripts[name]?.includes("emulator/main.ts"));
    expect(emulator).to.have.length.above(8);
    for (const name of emulator) expect(textOf("docs/deploy.md")).to.contain(`npm run ${name}`);
  });

  it("each name themselves to the command line", () => {
    for (const [name, command] of Object.entries(scripts)) {
      const said = /emulator\/main\.ts (\S+)/.exec(command)?.[1];
      if (said) expect(said).to.equal(name);
    }
  });
});

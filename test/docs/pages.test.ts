import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { parseOptions } from "../../packages/offline/src/host/options";
import { pages, textOf } from "./page";

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync("package.json", "utf8"));

/** What stands in code: blocks and spans. */
const codeOf = (page: string): string =>
  [...textOf(page).matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].map(([code]) => code).join("\n");

const groups = (text: string, expression: RegExp): string[] =>
  [...text.matchAll(expression)].map(([, group = ""]) => group);

/** What stands in spans alone: blocks hold text of other folders, such as imports. */
const spansOf = (page: string): string =>
  textOf(page)
    .replace(/```[\s\S]*?```/g, "")
    .match(/`[^`\n]+`/g)
    ?.join("\n") ?? "";

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
      const named = groups(
        codeOf(page),
        /npm (?:run )?(?:--silent )?(?!(?:audit|ci|i|install|pack|run)\b)([a-z][\w:]*)/g,
      );
      for (const script of named) expect(Object.keys(scripts), script).to.include(script);
    });

    it("names files of the project that exist", () => {
      const named = groups(
        spansOf(page),
        /(?<![\w./{}-])((?:infra|functions|packages|test|docs|client|site|tools)\/[\w/.-]*)/g,
      );
      for (const name of named) expect(existsSync(name), name).to.equal(true);
      for (const name of groups(codeOf(page), /\b(Pulumi\.(?:[a-z]+\.)?yaml|compose\.yaml)\b/g)) {
        expect(existsSync(name), name).to.equal(true);
      }
    });

    it("gives the host options that it takes", () => {
      for (const text of groups(
        codeOf(page),
        /(?:npm start --|npx pulumi-offline) (?!output|logs|invoke|fire|mail|reset)([^`\n]+)/g,
      ))
        expect(() => parseOptions(text.trim().split(/ +/), {}), text).to.not.throw();
    });

    it("holds commands that ask the API in blocks, where they are tried", () => {
      expect(spansOf(page)).to.not.match(/`(curl|aws) .*\$URL/);
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

import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { type SiteFile, siteFiles } from "../../../infra/site/files";
import { type Graph, text } from "../../../packages/offline/src/graph/graph";
import { graphOf } from "../../../packages/offline/test/support/graph";
import { engineConfigured, opened } from "../../support/graphs";
import { configOf, contentsOf, filesOf, pagesBucket } from "../../support/site";

const pages = ["index.html", "city/index.html", "infrastructure/index.html", "404.html"];
const isHashed = (key: string): boolean => /^assets\/[\w-]+-[A-Z0-9]{8}\.(js|css|svg)$/.test(key);

/** What a file of the site refers to, by keys. */
function referencesOf(key: string, content: string): string[] {
  const found = (expression: RegExp): string[] => [...content.matchAll(expression)].map(([, path = ""]) => path);
  if (key.endsWith(".html")) return found(/(?:href|src)="\/([^"]+)"/g);
  if (key.endsWith(".css")) return found(/url\(["']?([^"')]+)/g);
  return found(/(?:from|import)\s*\(?"\.\/([^"]+)"/g).map((path) => `assets/${path}`);
}

describe("infra/site: the files", () => {
  let graph: Graph;
  let contents: Map<string, string>;
  before(async () => {
    graph = await graphOf("prod");
    contents = contentsOf(graph);
  });

  it("are pages, their configuration, and assets that are named for their content", () => {
    const keys = [...contents.keys()];
    expect(keys.filter((key) => !isHashed(key))).to.have.members([...pages, "config.json"]);
    expect(keys.filter(isHashed)).to.have.length.above(8);
  });

  it("are all of them in the site's bucket, with the type that browsers need", () => {
    const types: Record<string, string> = {
      html: "text/html; charset=utf-8",
      css: "text/css; charset=utf-8",
      js: "text/javascript; charset=utf-8",
      svg: "image/svg+xml",
      json: "application/json",
    };
    for (const { bucket, key, contentType } of filesOf(graph)) {
      expect(bucket).to.equal(pagesBucket(graph).id);
      expect(contentType, String(key)).to.equal(types[/\.(\w+)$/.exec(String(key))?.[1] ?? ""]);
    }
  });

  it("are kept for a year where their names change with them, and asked for anew where not", () => {
    for (const file of filesOf(graph)) {
      const key = text(file, "key");
      expect(file.cacheControl, key).to.equal(isHashed(key) ? "public, max-age=31536000, immutable" : "no-cache");
    }
  });

  it("say of the 404 page, and of nothing else, which status it has", () => {
    const metadata = filesOf(graph).flatMap(({ key, metadata: one }) => (one === undefined ? [] : [[key, one]]));
    expect(metadata).to.deep.equal([["404.html", { status: "404" }]]);
  });

  it("refer to files that are there, and none is there that no page needs", () => {
    const reached = new Set<string>(pages);
    for (const key of reached) {
      const content = contents.get(key);
      expect(content, key).to.be.a("string");
      for (const reference of referencesOf(key, content ?? "")) reached.add(reference);
    }
    expect([...reached]).to.have.members([...contents.keys()]);
  });

  it("come before the pages that name them: a page never asks for what is not there yet", () => {
    const keys = [...contents.keys()];
    expect(keys.slice(-pages.length)).to.have.members(pages);
  });

  it("are the same on each stack, but for the configuration", async () => {
    const others = contentsOf(await graphOf("localstack"));
    expect([...others.keys()]).to.have.members([...contents.keys()]);
    for (const [key, content] of others) if (key !== "config.json") expect(contents.get(key), key).to.equal(content);
  });

  it("hold no address of any home, and no key", async () => {
    for (const one of [graph, await graphOf("localstack")]) {
      for (const [key, content] of contentsOf(one)) {
        expect(content, key).to.not.contain(text(one.outputs, "apiKey"));
        if (key === "config.json") continue;
        // Names of XML's, which nobody asks.
        const addresses = content.match(/https?:\/\/[\w.-]+/g)?.filter((address) => address !== "http://www.w3.org");
        expect(addresses ?? [], key).to.be.empty;
      }
    }
  });

  it("tell pages where the API is: below their own address where CloudFront serves both, else at its own", async () => {
    const console = "https://eu-west-3.console.aws.amazon.com/cloudwatch/home?region=eu-west-3";
    const onAws = {
      environment: "AWS",
      version: "1.0.0",
      apiKeyRequired: true,
      dashboardUrl: `${console}#dashboards/dashboard/atelier-prod`,
      logsUrl: `${console}#logsV2:log-groups`,
    };
    expect(configOf(graph)).to.deep.equal({ ...onAws, apiUrl: "/api" });
    const website = await engineConfigured();
    expect(configOf(website)).to.deep.equal({ ...onAws, apiUrl: website.outputs.apiUrl });
    const emulated = await opened();
    expect(configOf(emulated)).to.deep.equal({
      apiUrl: emulated.outputs.apiUrl,
      environment: "LocalStack",
      version: "1.0.0",
      apiKeyRequired: false,
      dashboardUrl: "",
      logsUrl: "",
    });
  });
});

describe("infra/site: the build", () => {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  after(() => rmSync(folder, { recursive: true }));

  const byKey = (files: SiteFile[]) => new Map(files.map((file) => [file.key, file.content]));

  it("changes the name of what has changed, and of what names it, and of nothing else", () => {
    cpSync("site", join(folder, "site"), { recursive: true });
    for (const name of ["client", "node_modules", "tsconfig.json"]) symlinkSync(resolve(name), join(folder, name));
    const before = byKey(siteFiles(join(folder, "site")));

    const sheet = join(folder, "site", "style", "infrastructure.css");
    writeFileSync(sheet, `${readFileSync(sheet, "utf8")}\n.new { color: red; }\n`);
    const after = byKey(siteFiles(join(folder, "site")));
    const appeared = [...after.keys()].filter((key) => !before.has(key));
    expect(appeared.map((key) => key.replace(/-[A-Z0-9]{8}\./, "."))).to.deep.equal(["assets/infrastructure.css"]);
    const changed = [...after].filter(([key, content]) => before.has(key) && before.get(key) !== content);
    expect(changed.map(([key]) => key)).to.deep.equal(["infrastructure/index.html"]);
  });
});

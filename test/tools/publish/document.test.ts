import { expect } from "chai";
import type { Endpoint } from "../../../functions/kit/endpoint";
import { publishedDocument } from "../../../tools/publish/document";

const thing = { title: "Thing", type: "object", properties: { name: { type: "string" } } } as const;

const listing = (more: Partial<Endpoint> = {}): Endpoint => ({
  method: "GET",
  path: "/things",
  id: "listThings",
  summary: "List things",
  answers: { 200: { description: "The things", schema: thing } },
  ...more,
});

const documentOf = (...endpoints: Endpoint[]) => publishedDocument({ version: "1.2.3", endpoints, restApiId: "abc" });

describe("tools/publish/document", () => {
  it("names a path's variables as people see them, where API Gateway forces other names", () => {
    const key = (publishedName: string) => ({ description: "A key", publishedName });
    const { paths } = documentOf(
      listing({ path: "/metrics/{key}", parameters: { path: { key: key("date") } } }),
      listing({
        path: "/metrics/{key}/{date}",
        parameters: { path: { key: key("type"), date: { description: "A day" } } },
      }),
    );
    expect(Object.keys(paths)).to.deep.equal(["/metrics/{date}", "/metrics/{type}/{date}"]);
    const names = paths["/metrics/{type}/{date}"]?.get?.parameters.map(({ name }) => name);
    expect(names).to.deep.equal(["type", "date"]);
  });

  it("writes a named schema once, and refers to it wherever it stands", () => {
    const page = { title: "Page", type: "object", properties: { items: { type: "array", items: thing } } } as const;
    const { components } = documentOf(
      listing(),
      listing({ path: "/pages", answers: { 200: { description: "A page", schema: page } } }),
    );
    const items = { $ref: "#/components/schemas/Thing" };
    expect(components.schemas.Page?.properties?.items).to.deep.equal({ type: "array", items });
    expect(components.schemas.Thing).to.deep.equal({ type: "object", properties: { name: { type: "string" } } });
  });

  it("refuses two schemas of one name", () => {
    const other = { title: "Thing", type: "string" } as const;
    const both = [listing(), listing({ path: "/others", answers: { 200: { description: "", schema: other } } })];
    expect(() => documentOf(...both)).to.throw("two schemas are named Thing");
  });

  it("refuses a header that nobody described, by its name", () => {
    const answers = { 200: { description: "The things", schema: thing, headers: ["X-Things"] } };
    expect(() => documentOf(listing({ answers }))).to.throw("X-Things");
  });

  it("says of operators' routes that they are, without a problem that stacks with keys never answer", () => {
    const { paths } = documentOf(
      listing({ description: "All of them.", operators: true }),
      listing({ path: "/others" }),
    );
    const of = (path: string) => paths[path]?.get;
    expect(of("/things")?.description).to.match(/^All of them\. Where people sign in, .*`operators` alone/);
    expect(of("/others")?.description).to.equal(undefined);
    expect(JSON.stringify(of("/things")?.responses)).to.not.contain("Not allowed");
  });

  it("joins an operation's own problems with the gateway's of the same status", () => {
    const { paths } = documentOf(listing({ answers: { 403: { description: "Not yours" } } }));
    const forbidden = Object(paths["/things"]?.get?.responses["403"]);
    expect(Object.keys(forbidden.content["application/problem+json"].examples)).to.deep.equal([
      "Not yours",
      "Forbidden",
    ]);
    expect(forbidden.description).to.equal("Not yours. The API key is missing or wrong");
  });
});

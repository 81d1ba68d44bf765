import { expect } from "chai";
import type { Operation } from "../../../infra/api/openapi";
import { path } from "../../../infra/parameters";
import { publishedDocument } from "../../../tools/publish/document";

const thing = { title: "Thing", type: "object", properties: { name: { type: "string" } } } as const;

const operation = (more: Partial<Operation> = {}): Operation => ({
  method: "GET",
  path: "/things",
  id: "listThings",
  summary: "List things",
  responses: { 200: { description: "The things", schema: thing } },
  ...more,
});

const documentOf = (...operations: Operation[]) =>
  publishedDocument({ version: "1.2.3", operations, restApiId: "abc" });

describe("tools/publish/document", () => {
  it("names a path's variables as people see them, where API Gateway forces other names", () => {
    const key = (publishedName: string) => path("key", "A key", { publishedName });
    const { paths } = documentOf(
      operation({ path: "/metrics/{key}", parameters: [key("date")] }),
      operation({ path: "/metrics/{key}/{date}", parameters: [key("type"), path("date", "A day")] }),
    );
    expect(Object.keys(paths)).to.deep.equal(["/metrics/{date}", "/metrics/{type}/{date}"]);
    const names = paths["/metrics/{type}/{date}"]?.get?.parameters.map(({ name }) => name);
    expect(names).to.deep.equal(["type", "date"]);
  });

  it("writes a named schema once, and refers to it wherever it stands", () => {
    const page = { title: "Page", type: "object", properties: { items: { type: "array", items: thing } } } as const;
    const { components } = documentOf(
      operation(),
      operation({ path: "/pages", responses: { 200: { description: "A page", schema: page } } }),
    );
    const items = { $ref: "#/components/schemas/Thing" };
    expect(components.schemas.Page?.properties?.items).to.deep.equal({ type: "array", items });
    expect(components.schemas.Thing).to.deep.equal({ type: "object", properties: { name: { type: "string" } } });
  });

  it("refuses two schemas of one name", () => {
    const other = { title: "Thing", type: "string" } as const;
    const both = [operation(), operation({ path: "/others", responses: { 200: { description: "", schema: other } } })];
    expect(() => documentOf(...both)).to.throw("two schemas are named Thing");
  });

  it("refuses a header that nobody described, by its name", () => {
    const responses = { 200: { description: "The things", schema: thing, headers: ["X-Things"] } };
    expect(() => documentOf(operation({ responses }))).to.throw("X-Things");
  });

  it("joins an operation's own problems with the gateway's of the same status", () => {
    const { paths } = documentOf(operation({ responses: { 403: { description: "Not yours" } } }));
    const forbidden = Object(paths["/things"]?.get?.responses["403"]);
    expect(Object.keys(forbidden.content["application/problem+json"].examples)).to.deep.equal([
      "Not yours",
      "Forbidden",
    ]);
    expect(forbidden.description).to.equal("Not yours. The API key is missing or wrong");
  });
});

import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect } from "chai";
import { publishedDocument } from "../../../tools/publish/document";
import { publishedFiles } from "../../../tools/publish/files";
import type { Document, OperationObject } from "../../../tools/publish/model";
import { promisesOf } from "../../../tools/publish/program";
import { referencePage } from "../../../tools/publish/reference";
import { documentOf, graphOf } from "../../../packages/offline/test/support/graph";

/** Method and path of each operation; variables without their names, which differ where API Gateway forces one. */
const routesOf = (paths: Record<string, object>): string[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((verb) => verb !== "options")
      .map((verb) => `${verb} ${path.replace(/\{\w+\}/g, "{}")}`),
  );

describe("the published API", () => {
  let document: Document;
  let operations: OperationObject[];

  before(async () => {
    document = publishedDocument(promisesOf(await graphOf("localstack")));
    operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  });

  for (const path of ["openapi.json", "docs/api.md", "docs/programs.md", "client/schema.ts"]) {
    it(`is in ${path} as the program has it (else: npm run openapi)`, async () => {
      const { [path]: made } = await publishedFiles(await graphOf("localstack"));
      expect(readFileSync(path, "utf8") === made, `${path} is out of date; run: npm run openapi`).to.equal(true);
    });
  }

  it("is OpenAPI without a fault, and each example has its schema", async () => {
    const config = await createConfig({
      extends: ["recommended-strict"],
      rules: {
        "no-invalid-media-type-examples": "error",
        "no-invalid-parameter-examples": "error",
        // `npm start` listens there.
        "no-server-example.com": "off",
        // An image is answered by a redirection.
        "operation-2xx-response": "off",
      },
    });
    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: "openapi.json", config });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).to.deep.equal([]);
  });

  it("has the routes that are deployed, and no other", async () => {
    const deployed = routesOf(documentOf(await graphOf("localstack")).paths);
    expect(routesOf(document.paths)).to.have.members(deployed);
  });

  it("is the same from every stack", async () => {
    const other = publishedDocument(promisesOf(await graphOf("prod")));
    expect({ ...other, servers: [] }).to.deep.equal({ ...document, servers: [] });
  });

  it("says nothing of the gateway that serves it", () => {
    expect(JSON.stringify(document)).to.not.match(/x-amazon|arn:aws/);
  });

  it("shows an example of every body, of every parameter that must be there, and of every answer", () => {
    for (const { operationId, parameters, requestBody, responses } of operations) {
      for (const { name, required, example } of parameters)
        if (required) expect(example, `${name} of ${operationId}`).to.not.equal(undefined);
      const bodies = [requestBody, ...Object.values(responses)].flatMap((one) =>
        one && "content" in one ? Object.values(one.content ?? {}) : [],
      );
      for (const { example, examples } of bodies)
        expect(example ?? examples, `a body of ${operationId}`).to.not.equal(undefined);
    }
  });

  it("puts every operation into a chapter", () => {
    for (const { operationId, tags } of operations) expect(tags, operationId).to.have.length(1);
  });

  it("has no two headings alike on its page, so that links lead to one place", () => {
    const headings = [...referencePage(document).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).to.include.members(["Events", "Event", "Make an event"]);
    expect(headings.filter((heading, index) => headings.indexOf(heading) !== index)).to.deep.equal([]);
  });

  it("documents what the gateway answers by itself, wherever it may", () => {
    for (const { operationId, security, requestBody, responses } of operations) {
      expect(responses, operationId).to.include.keys("429", "502", "504");
      if (security.length > 0) expect(responses, operationId).to.include.keys("403");
      if (requestBody) expect(responses, operationId).to.include.keys("400", "413");
    }
  });
});

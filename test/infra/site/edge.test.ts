import { createContext, runInContext } from "node:vm";
import { expect } from "chai";
import { transformSync } from "esbuild";
import { findPage, giveStatus, stripApi } from "../../../infra/site/edge";
import { ofType } from "../../../packages/offline/src/graph/graph";
import { graphOf } from "../../../packages/offline/test/support/graph";

const functionType = "aws:cloudfront/function:Function";

/** Has a function handle an event, where there is nothing but the language: no modules, no timers, no code from text. */
function handle(code: string, event: object): unknown {
  const context = createContext({ given: JSON.stringify(event) }, { codeGeneration: { strings: false, wasm: false } });
  return JSON.parse(runInContext(`${code}\nJSON.stringify(handler(JSON.parse(given)))`, context, { timeout: 1000 }));
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
const eventOf = (eventType: string, uri: string, response?: object) => ({
  version: "1.0",
  context: { distributionDomainName: "d1.cloudfront.net", distributionId: "E1", eventType, requestId: "r1==" },
  viewer: { ip: "198.51.100.11" },
  request: { method: "GET", uri, querystring: { x: { value: "1" } }, headers: { host: { value: "a" } }, cookies: {} },
  ...(response && { response }),
});

/** What a function of the viewer's request makes of an address: the whole event goes on, or an answer comes back. */
const lead = (code: string, uri: string): unknown => handle(code, eventOf("viewer-request", uri));
const request = (uri: string) => eventOf("viewer-request", uri).request;

describe("infra/site: the functions at the edge", () => {
  it("are declared as they are tried here, and published", async () => {
    const declared = ofType(await graphOf("prod"), functionType).map(({ name, inputs }) => [name, inputs]);
    const common = { runtime: "cloudfront-js-2.0", publish: true };
    expect(Object.fromEntries(declared)).to.deep.equal({
      "site-find-page": { ...common, comment: "Finds the file of a page", code: findPage },
      "site-give-status": { ...common, comment: "Gives the 404 page its status", code: giveStatus },
      "site-strip-api": { ...common, comment: "Takes /api off a path", code: stripApi },
    });
  });

  for (const [name, code] of Object.entries({ findPage, giveStatus, stripApi })) {
    it(`stay below CloudFront's 10 KB, and within its language: ${name}`, () => {
      expect(Buffer.byteLength(code)).to.be.at.most(10_240);
      // JavaScript of 2009 and `const`, of which its runtime is sure: nothing is left to make older.
      const older = transformSync(code, { target: "es5", supported: { "const-and-let": true } });
      expect(older.code).to.equal(transformSync(code, { target: "esnext" }).code);
      // Words that its runtime refuses or lacks, most of which would fail above.
      expect(code).to.not.match(/\b(require|import|eval|Function|setTimeout|fetch|Buffer|process|URL)\b/);
    });
  }
});

describe("infra/site: the function that finds pages", () => {
  const pages = { "/": "/index.html", "/city/": "/city/index.html", "/infrastructure/": "/infrastructure/index.html" };

  for (const [address, file] of Object.entries(pages))
    it(`leads ${address} to its file, and changes nothing else of the request`, () => {
      expect(lead(findPage, address)).to.deep.equal(request(file));
    });

  for (const address of ["/city", "/infrastructure"])
    it(`leads ${address} to the same with a slash, which is where the page is`, () => {
      expect(lead(findPage, address)).to.deep.equal({
        statusCode: 301,
        statusDescription: "Moved Permanently",
        headers: { location: { value: `${address}/` } },
      });
    });

  for (const address of ["/config.json", "/assets/events-ABCDEFGH.js", "/assets/", "/assets/unknown.js"])
    it(`lets ${address} pass as it is`, () => {
      expect(lead(findPage, address)).to.deep.equal(request(address));
    });

  const unknown = [
    "/unknown",
    "/unknown/",
    "/city/unknown",
    "/index.html",
    "/city/index.html",
    "/assets",
    "/config.json/",
    "/api",
    "/City/",
    "//",
    "/city//",
    "/city%2F",
    "/%63ity/",
    "/%E0%A4%A",
    "/__proto__",
    "/constructor",
  ];
  for (const address of unknown)
    it(`leads ${address}, which is no page, to the 404 page`, () => {
      expect(lead(findPage, address)).to.deep.equal(request("/404.html"));
    });
});

describe("infra/site: the function that gives the 404 page its status", () => {
  const answer = (statusCode: number, headers: object) => ({
    statusCode,
    statusDescription: "OK",
    headers,
    cookies: {},
  });
  const give = (response: object): unknown => handle(giveStatus, eventOf("viewer-response", "/404.html", response));
  const html = { "content-type": { value: "text/html; charset=utf-8" } };
  const status = { "x-amz-meta-status": { value: "404" } };

  it("takes it of the object's metadata, which stays inside", () => {
    expect(give(answer(200, { ...html, ...status }))).to.deep.equal(answer(404, html));
  });

  it("leaves an answer without a body its own: what has not changed is still there", () => {
    expect(give(answer(304, { ...html, ...status }))).to.deep.equal(answer(304, html));
  });

  it("changes nothing of other answers", () => {
    for (const statusCode of [200, 206, 304])
      expect(give(answer(statusCode, html))).to.deep.equal(answer(statusCode, html));
  });
});

describe("infra/site: the function that takes /api off paths", () => {
  const paths = {
    "/api/events": "/events",
    "/api/events/a%20b%2Fc/image": "/events/a%20b%2Fc/image",
    "/api/metrics/bikes/2025-11-03": "/metrics/bikes/2025-11-03",
    "/api/api/events": "/api/events",
    "/api/": "/",
    "/api": "/",
    "/api//events": "//events",
    "/apix": "/apix",
    "/api%2Fevents": "/api%2Fevents",
    "/events/api/": "/events/api/",
    "/API/events": "/API/events",
  };
  for (const [path, expected] of Object.entries(paths))
    it(`makes ${expected} of ${path}, with the query and headers that came`, () => {
      expect(lead(stripApi, path)).to.deep.equal(request(expected));
    });
});

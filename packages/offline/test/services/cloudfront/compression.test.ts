import { get } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect } from "chai";
import {
  behavior,
  distribution,
  managed,
  type Sites,
  startOrigin,
  startSites,
  type TestOrigin,
} from "../../support/sites";

const text = "some text ".repeat(200);

describe("services/cloudfront: compression", () => {
  let origin: TestOrigin;
  let sites: Sites;
  let number = 0;

  before(async () => {
    origin = await startOrigin();
    const legacy = {
      ...behavior({ pathPattern: "/legacy/*", cachePolicyId: undefined, compress: true }),
      forwardedValues: { queryString: false, cookies: { forward: "none" } },
    };
    const inputs = {
      defaultCacheBehavior: behavior({ cachePolicyId: managed.cachingOptimized, compress: true }),
      orderedCacheBehaviors: [
        behavior({ pathPattern: "/never/*", compress: true }),
        behavior({ pathPattern: "/plain/*", cachePolicyId: managed.cachingOptimized }),
        legacy,
      ],
    };
    sites = await startSites([distribution(origin.port, inputs)]);
  });

  after(() => Promise.all([sites.close(), origin.close()]));

  function answers(headers: Record<string, string>, body: string): void {
    origin.answer = (_, response) =>
      void response.writeHead(200, { "content-length": body.length, ...headers }).end(body);
  }

  const fresh = (folder = ""): string => `${folder}/${++number}`;

  /** The body as it comes. */
  function bytesOf(path: string, taken: string): Promise<{ headers: object; body: Buffer }> {
    const { hostname, port } = new URL(sites.addresses[0]?.localUrl ?? "");
    return new Promise((resolve) => {
      get({ hostname, port, path, headers: { "accept-encoding": taken } }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      });
    });
  }

  for (const [taken, encoding, folder] of [
    ["gzip, deflate, br", "br", ""],
    ["gzip", "gzip", ""],
    ["br;q=0, gzip;q=0.5", "gzip", ""],
    ["gzip, br", "gzip", "/legacy"],
  ] as const)
    it(`makes ${encoding} of text for who takes ${taken} of ${folder || "a policy"}, and its tag a weak one`, async () => {
      const path = fresh(folder);
      answers({ "content-type": "text/html; charset=utf-8", etag: '"1"' }, text);
      const unpack = encoding === "br" ? brotliDecompressSync : gunzipSync;
      for (const cause of ["Miss", "Hit"]) {
        const { headers, body } = await bytesOf(path, taken);
        expect(unpack(body).toString()).to.equal(text);
        expect(headers).to.include({
          ...{ "content-encoding": encoding, etag: 'W/"1"', vary: "Accept-Encoding" },
          ...{ "content-length": String(body.length), "x-cache": `${cause} from cloudfront` },
        });
      }
    });

  it("keeps what is compressed apart from what is not", async () => {
    const path = fresh();
    answers({ "content-type": "text/css" }, text);
    await bytesOf(path, "gzip");
    expect((await sites.ask(path)).body).to.equal(text);
    expect((await sites.ask(path)).headers["x-cache"]).to.equal("Hit from cloudfront");
  });

  const plain: [what: string, folder: string, headers: Record<string, string>, body: string, taken: string][] = [
    ["what is short", "", { "content-type": "text/html" }, "short", "gzip"],
    ["images", "", { "content-type": "image/png" }, text, "gzip"],
    ["what is compressed", "", { "content-type": "text/html", "content-encoding": "x" }, text, "gzip"],
    ["what comes without a length", "", { "content-type": "text/html", "transfer-encoding": "chunked" }, text, "gzip"],
    ["what is for who takes nothing", "", { "content-type": "text/html" }, text, ""],
    ["what a policy without encodings is for", "/never", { "content-type": "text/html" }, text, "gzip"],
    ["what a behavior does not compress", "/plain", { "content-type": "text/html" }, text, "gzip"],
  ];
  for (const [what, folder, headers, body, taken] of plain)
    it(`leaves as it is ${what}`, async () => {
      answers(headers, body);
      if ("transfer-encoding" in headers)
        origin.answer = (_, response) => void response.writeHead(200, headers).end(body);
      const answer = await sites.ask(fresh(folder), { "accept-encoding": taken });
      expect([answer.body, answer.headers["content-encoding"]]).to.deep.equal([body, headers["content-encoding"]]);
    });
});

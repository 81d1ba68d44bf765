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

const second = 1000;
const day = 86_400 * second;

describe("services/cloudfront: caching", () => {
  let origin: TestOrigin;
  let sites: Sites;
  let number = 0;

  before(async () => {
    origin = await startOrigin();
    const keyed = {
      type: "aws:cloudfront/cachePolicy:CachePolicy",
      name: "keyed",
      inputs: {
        ...{ name: "keyed", minTtl: 0, defaultTtl: 60, maxTtl: 600 },
        parametersInCacheKeyAndForwardedToOrigin: {
          headersConfig: { headerBehavior: "whitelist", headers: { items: ["X-Kind"] } },
          cookiesConfig: { cookieBehavior: "whitelist", cookies: { items: ["c"] } },
          queryStringsConfig: { queryStringBehavior: "allExcept", queryStrings: { items: ["q"] } },
        },
      },
    };
    const legacy = {
      ...behavior({ pathPattern: "/legacy/*", cachePolicyId: undefined, compress: true }),
      ...{ minTtl: 0, defaultTtl: 30, maxTtl: 60 },
      forwardedValues: { queryString: true, headers: ["Origin"], cookies: { forward: "none" } },
    };
    const probe = await startSites([keyed]);
    const cachePolicyId = probe.graph.resources[0]?.id;
    await probe.close();
    const inputs = {
      defaultCacheBehavior: behavior({ cachePolicyId: managed.cachingOptimized, compress: true }),
      orderedCacheBehaviors: [
        behavior({ pathPattern: "/never/*" }),
        behavior({ pathPattern: "/keyed/*", cachePolicyId }),
        behavior({ pathPattern: "/origin/*", cachePolicyId: managed.originCacheControl }),
        legacy,
      ],
      customErrorResponses: [
        { errorCode: 404, responseCode: 200, responsePagePath: "/page.html", errorCachingMinTtl: 5 },
        { errorCode: 500, errorCachingMinTtl: 3 },
      ],
    };
    sites = await startSites([keyed, distribution(origin.port, inputs)]);
  });

  after(() => Promise.all([sites.close(), origin.close()]));

  beforeEach(() => {
    origin.requests.length = 0;
    answers();
  });

  /** Has the origin answer with these headers. */
  function answers(headers: Record<string, string> = {}, body = "content", status = 200): void {
    origin.answer = (_, response) =>
      void response.writeHead(status, { "content-length": body.length, ...headers }).end(body);
  }

  const ask = async (path: string, headers?: Record<string, string>, method?: string) => {
    const answer = await sites.ask(path, headers, method);
    return { ...answer, cache: String(answer.headers["x-cache"]).replace(" from cloudfront", "") };
  };

  /** A path that nothing is cached of. */
  const fresh = (folder = ""): string => `${folder}/${++number}`;

  it("serves what it has, with its age, until it expires", async () => {
    const path = fresh();
    expect(await ask(path)).to.include({ cache: "Miss", body: "content" });
    await sites.clock.advance(5 * second);
    const hit = await ask(path);
    expect([hit.cache, hit.headers.age, hit.body]).to.deep.equal(["Hit", "5", "content"]);
    expect(origin.requests).to.have.length(1);
    await sites.clock.advance(day);
    expect((await ask(path)).cache).to.equal("Miss");
  });

  it("answers HEAD from what GET has brought", async () => {
    const path = fresh();
    await ask(path);
    const { cache, body, headers } = await ask(path, {}, "HEAD");
    expect([cache, body, headers["content-length"]]).to.deep.equal(["Hit", "", "7"]);
  });

  it("keeps nothing by a policy that disables caching, and hands conditions on", async () => {
    const path = fresh("/never");
    await ask(path);
    expect((await ask(path, { "if-none-match": '"a"' })).cache).to.equal("Miss");
    expect(origin.requests[1]?.headers["if-none-match"]).to.equal('"a"');
  });

  const lifetimes: [what: string, headers: Record<string, string>, folder: string, fresh: number][] = [
    ["max-age", { "cache-control": "max-age=20" }, "/keyed", 20],
    ["s-maxage before max-age", { "cache-control": "max-age=20, s-maxage=40" }, "/keyed", 40],
    ["no longer than the policy's maximum", { "cache-control": "max-age=9999" }, "/keyed", 600],
    ["the policy's default without a word of the origin", {}, "/keyed", 60],
    ["Expires", { expires: "Sat, 21 Nov 2026 12:00:30 GMT" }, "/first", 30],
    ["the policy's minimum, though the origin forbids it", { "cache-control": "no-store" }, "", 1],
    ["a behavior's own default where it has no policy", {}, "/legacy", 30],
  ];
  for (const [what, headers, folder, seconds] of lifetimes) {
    it(`keeps an answer as long as ${what} says`, async () => {
      const isDated = "expires" in headers;
      const path = fresh(isDated ? "/keyed" : folder);
      answers(isDated ? { expires: new Date(sites.clock.now() + seconds * second).toUTCString() } : headers);
      await ask(path);
      await sites.clock.advance(seconds * second - 1000);
      expect((await ask(path)).cache).to.equal("Hit");
      await sites.clock.advance(1000);
      expect((await ask(path)).cache).to.equal("Miss");
    });
  }

  for (const directive of ["no-store", "private"])
    it(`keeps nothing that is ${directive}`, async () => {
      const path = fresh("/keyed");
      answers({ "cache-control": directive });
      await ask(path);
      expect((await ask(path)).cache).to.equal("Miss");
    });

  it("asks each time whether what is no-cache still holds", async () => {
    const path = fresh("/keyed");
    answers({ "cache-control": "no-cache", etag: '"1"' });
    await ask(path);
    answers({ etag: '"1"' }, "", 304);
    const { cache, status, body } = await ask(path);
    expect([cache, status, body]).to.deep.equal(["RefreshHit", 200, "content"]);
    expect(origin.requests[1]?.headers["if-none-match"]).to.equal('"1"');
  });

  it("keeps what has expired when the origin says that it holds, for as long again", async () => {
    const path = fresh("/keyed");
    answers({ "last-modified": "Sat, 21 Nov 2026 10:00:00 GMT" });
    await ask(path);
    await sites.clock.advance(60 * second);
    answers({}, "", 304);
    expect(await ask(path)).to.include({ cache: "RefreshHit", body: "content" });
    expect(origin.requests[1]?.headers["if-modified-since"]).to.equal("Sat, 21 Nov 2026 10:00:00 GMT");
    expect((await ask(path)).cache).to.equal("Hit");
  });

  it("serves what has expired while the origin fails", async () => {
    const path = fresh("/keyed");
    await ask(path);
    await sites.clock.advance(60 * second);
    answers({}, "broken", 503);
    expect(await ask(path)).to.include({ status: 200, body: "content" });
    await ask(path);
    expect(origin.requests).to.have.length(2);
    await sites.clock.advance(10 * second);
    await ask(path);
    expect(origin.requests).to.have.length(3);
  });

  it("tells answers apart by the parameters, headers and cookies of the policy, and by nothing else", async () => {
    const path = fresh("/keyed");
    await ask(`${path}?a=1`, { "x-kind": "1", cookie: "c=1; d=1" });
    expect(origin.requests[0]?.url).to.equal(`${path}?a=1`);
    expect(origin.requests[0]?.headers).to.include({ "x-kind": "1", cookie: "c=1" });
    const cacheOf = async (query: string, kind: string, cookie: string) =>
      (await ask(path + query, { "x-kind": kind, cookie, "x-other": "2" })).cache;
    expect(await cacheOf("?a=1&q=9", "1", "c=1; d=2")).to.equal("Hit");
    expect(await cacheOf("?a=2", "1", "c=1")).to.equal("Miss");
    expect(await cacheOf("?a=1", "2", "c=1")).to.equal("Miss");
    expect(await cacheOf("?a=1", "1", "c=2")).to.equal("Miss");
  });

  it("shows an origin's cookies where it gets the viewer's, and nowhere else", async () => {
    answers({ "set-cookie": "a=1" });
    expect((await ask(fresh("/keyed"))).headers["set-cookie"]).to.deep.equal(["a=1"]);
    expect((await ask(fresh())).headers["set-cookie"]).to.equal(undefined);
  });

  it("does not cache what is larger than it keeps, nor an answer that breaks off", async () => {
    const path = fresh();
    origin.answer = (_, response) => {
      response.writeHead(200, { "content-length": 10 });
      response.write("half", () => response.destroy());
    };
    const broken = await fetch(new URL(path, sites.addresses[0]?.localUrl));
    expect(await broken.text().catch(() => "cut off")).to.equal("cut off");
    answers();
    expect(await ask(path)).to.include({ cache: "Miss", body: "content" });
    const large = fresh();
    origin.answer = (_, response) => void response.end(Buffer.alloc(17 * 1024 ** 2));
    expect((await ask(large)).body).to.have.length(17 * 1024 ** 2);
    expect((await ask(large)).cache).to.equal("Miss");
  });

  describe("to a viewer", () => {
    it("that has it already answers 304, by its tag or its date", async () => {
      const path = fresh();
      answers({ etag: '"1"', "last-modified": "Sat, 21 Nov 2026 10:00:00 GMT" });
      await ask(path);
      const conditions: Record<string, string>[] = [
        { "if-none-match": 'W/"0", "1"' },
        { "if-none-match": "*" },
        { "if-modified-since": "Sat, 21 Nov 2026 11:00:00 GMT" },
      ];
      for (const condition of conditions) {
        const { status, body, headers } = await ask(path, condition);
        expect([status, body, headers.etag]).to.deep.equal([304, "", '"1"']);
      }
      expect(
        (await ask(path, { "if-none-match": '"0"', "if-modified-since": "Sat, 21 Nov 2026 11:00:00 GMT" })).status,
      ).to.equal(200);
    });

    it("that wants a part gets it of what is cached", async () => {
      const path = fresh();
      await ask(path);
      const parts: [range: string, status: number, body: string, range: string | undefined][] = [
        ["bytes=1-3", 206, "ont", "bytes 1-3/7"],
        ["bytes=4-", 206, "ent", "bytes 4-6/7"],
        ["bytes=-2", 206, "nt", "bytes 5-6/7"],
        ["bytes=5-99", 206, "nt", "bytes 5-6/7"],
        ["bytes=7-", 416, "", "bytes */7"],
        ["bytes=0-1,3-4", 200, "content", undefined],
      ];
      for (const [range, status, body, told] of parts) {
        const answer = await ask(path, { range });
        expect([answer.status, answer.body, answer.headers["content-range"]], range).to.deep.equal([
          status,
          body,
          told,
        ]);
      }
    });

    it("that wants a part of what is not cached gets the origin's", async () => {
      const path = fresh();
      answers({ "content-range": "bytes 0-6/99" }, "content", 206);
      expect(await ask(path, { range: "bytes=0-6" })).to.include({ status: 206, cache: "Miss" });
      expect(origin.requests[0]?.headers.range).to.equal("bytes=0-6");
      answers();
      expect(await ask(path)).to.include({ status: 200, cache: "Miss" });
    });
  });

  describe("errors", () => {
    it("have the page and the status that the distribution says, for as long as it says", async () => {
      const path = fresh();
      origin.answer = ({ url }, response) =>
        void (url === "/page.html" ? response.end("sorry") : response.writeHead(404).end("gone"));
      for (const count of [2, 2]) {
        expect(await ask(path)).to.include({ status: 200, body: "sorry", cache: "Error" });
        expect(origin.requests).to.have.length(count);
      }
      await sites.clock.advance(5 * second);
      await ask(path);
      expect(origin.requests.filter(({ url }) => url === path)).to.have.length(2);
    });

    it("are kept for ten seconds, or as long as the distribution says", async () => {
      for (const [status, seconds] of [
        [503, 10],
        [500, 3],
      ] as const) {
        const path = fresh();
        answers({}, "broken", status);
        expect(await ask(path)).to.include({ status, body: "broken", cache: "Error" });
        answers();
        expect((await ask(path)).status).to.equal(status);
        await sites.clock.advance(seconds * second);
        expect((await ask(path)).status).to.equal(200);
      }
    });

    it("that depend on the request are not kept", async () => {
      const path = fresh();
      answers({}, "no", 403);
      await ask(path);
      answers();
      expect((await ask(path)).status).to.equal(200);
    });
  });
});

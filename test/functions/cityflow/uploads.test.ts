import { expect } from "chai";
import { type Api, sharedApi } from "../../support/api";
import { City, csv, uniqueType, valuesOf } from "../../support/city";
import { until } from "../../support/events";
import { expectProblem } from "../../support/problem";

const date = "2025-11-03";
const site = "https://site.example";
const largest = 50 * 1024 * 1024;

/** What web pages do: they ask for an address, send a file there, and poll what came of it. */
describe("measurements that pages send", () => {
  let api: Api;
  let city: City;

  before(async function () {
    api = await sharedApi();
    // Metrics stay for good: not where the data is real.
    if (api.awsEndpoint === undefined) return this.skip();
    city = new City(api);
  });

  after(() => city?.clean());

  describe("the address", () => {
    it("is of the day's file for 15 minutes, with type and size signed", async () => {
      const type = uniqueType();
      const { method, headers, key, expiresAt, url } = await city.address(type, date, 64);
      expect(method).to.equal("PUT");
      expect(headers).to.deep.equal({ "content-type": "text/csv", "content-length": "64" });
      expect(key).to.equal(`measurements/${type}/${date}.csv`);
      expect((Date.parse(expiresAt) - Date.now()) / 60_000).to.be.within(14, 15.1);
      const { searchParams } = new URL(url);
      expect(searchParams.get("X-Amz-SignedHeaders")).to.equal("content-length;content-type;host");
      expect(searchParams.get("X-Amz-Expires")).to.equal("900");
    });

    it("takes no file of another size or type", async () => {
      const type = uniqueType();
      const file = valuesOf(date, 1);
      const { url, headers } = await city.address(type, date, file.length);
      const put = async (body: string, contentType: string) => {
        const sent = { ...headers, "content-type": contentType, "content-length": String(body.length) };
        return (await fetch(url, { method: "PUT", headers: sent, body })).status;
      };
      expect(await put(`${file}\n`, "text/csv")).to.equal(403);
      expect(await put(file, "text/plain")).to.equal(403);
      expectProblem(await city.status(type, date), 404, "No measurements");
      expect(await put(file, "text/csv")).to.equal(200);
    });

    it("is given for one byte to 50 MB", async () => {
      for (const size of [1, largest]) {
        expect((await city.address(uniqueType(), date, size)).headers).to.include({ "content-length": String(size) });
      }
    });

    for (const body of [{}, { size: 0 }, { size: largest + 1 }, { size: 1.5 }, { size: "1" }, { size: 1, key: "x" }]) {
      it(`is refused for ${JSON.stringify(body)}`, async () => {
        const answer = await api.call("POST", `/measurements/bikes/${date}/upload-url`, { body });
        expectProblem(answer, 400, "Invalid request body");
      });
    }

    it("lets pages of the allowed origin send, and do nothing else", async () => {
      const file = valuesOf(date, 1);
      const { url, headers } = await city.address(uniqueType(), date, file.length);
      const preflight = (method: string) =>
        fetch(url, {
          method: "OPTIONS",
          headers: {
            origin: site,
            "access-control-request-method": method,
            "access-control-request-headers": "content-type",
          },
        });
      const allowed = await preflight("PUT");
      expect(allowed.status).to.equal(200);
      expect(Object.fromEntries(allowed.headers)).to.include({
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "PUT",
        "access-control-allow-headers": "content-type",
      });
      for (const method of ["GET", "DELETE"]) expect((await preflight(method)).status).to.equal(403);
      const sent = await fetch(url, { method: "PUT", headers: { ...headers, origin: site }, body: file });
      expect([sent.status, sent.headers.get("access-control-allow-origin")]).to.deep.equal([200, "*"]);
    });
  });

  describe("the status", () => {
    it("is pending until the file is taken, and then says what is in it", async () => {
      const type = uniqueType();
      expect(expectProblem(await city.status(type, date), 404, "No measurements")).to.equal(
        `none were sent for ${type} on ${date}`,
      );
      await city.send(type, date, csv(`${date}T00:00:00Z,Rivoli,4`, "broken", `${date}T01:00:00Z,Bastille,6`));
      const seen = new Set<unknown>();
      const { headers, body } = await until(
        () => city.status(type, date),
        ({ body }) => seen.add(Object(body).status).has("taken"),
      );
      seen.delete("pending");
      expect([...seen]).to.deep.equal(["taken"]);
      expect(headers.get("cache-control")).to.equal("no-store");
      const metric = Object((await city.metric(type, date)).body);
      expect(metric).to.include({ count: 2, mean: 5, rejectedLines: 1 });
      expect(body).to.deep.equal({ status: "taken", count: 2, rejectedLines: 1, updatedAt: metric.updatedAt });
    });

    it("stays taken when the same file is sent again", async () => {
      const type = uniqueType();
      await city.send(type, date, valuesOf(date, 1, 2));
      const { body: first } = await city.untilStatus(type, date, "taken");
      await city.send(type, date, valuesOf(date, 1, 2));
      expect((await city.status(type, date)).body).to.deep.equal(first);
    });

    it("is rejected, and says why, for a file that cannot be taken; the next good one is taken, and so on", async () => {
      const type = uniqueType();
      const send = async (content: string | Uint8Array, status: string): Promise<Record<string, unknown>> => {
        await city.send(type, date, content);
        const { updatedAt, ...body } = Object((await city.untilStatus(type, date, status)).body);
        expect(Date.parse(updatedAt)).to.be.closeTo(Date.now(), 60_000);
        return body;
      };
      const noHeader = "its first line is not timestamp,place,value";
      expect(await send("a,b,c\n", "rejected")).to.deep.equal({ status: "rejected", reason: noHeader });
      expectProblem(await city.metric(type, date), 404, "No metrics");
      expect(await send(valuesOf(date, 1), "taken")).to.deep.equal({ status: "taken", count: 1, rejectedLines: 0 });
      const latin = Buffer.from(csv(`${date}T00:00:00Z,Châtelet,1`), "latin1");
      expect(await send(latin, "rejected")).to.deep.equal({ status: "rejected", reason: "it is not UTF-8" });
      expect((await city.metric(type, date)).body).to.include({ count: 1 });
      expect(await send(valuesOf(date, 1), "taken")).to.deep.equal({ status: "taken", count: 1, rejectedLines: 0 });
      const lines = csv("broken", `${date}T00:00:00Z,Rivoli,2`);
      expect(await send(lines, "taken")).to.deep.equal({ status: "taken", count: 1, rejectedLines: 1 });
    });

    it("is taken for a file of nothing but rejected lines", async () => {
      const type = uniqueType();
      await city.send(type, date, csv("broken"));
      const { body } = await city.untilStatus(type, date, "taken");
      expect(body).to.include({ count: 0, rejectedLines: 1 });
      await city.untilText(`rejected/${type}/${date}.csv`, csv("broken"));
      expect((await city.status(type, date)).body).to.deep.equal(body);
    });
  });

  for (const [method, name] of [
    ["POST", "upload-url"],
    ["GET", "status"],
  ] as const) {
    describe(`${method} …/${name}`, () => {
      const body = method === "POST" ? { size: 1 } : undefined;

      for (const [path, wrong] of [
        [`Bikes/${date}`, "type"],
        [`${"a".repeat(33)}/${date}`, "type"],
        ["bikes/2025-02-29", "date"],
        ["bikes/totals", "date"],
      ] as const) {
        it(`refuses ${path}`, async () => {
          const answer = await api.call(method, `/measurements/${path}/${name}`, { body });
          expect(expectProblem(answer, 400, "Invalid path parameters")).to.match(new RegExp(`^${wrong}: `));
        });
      }

      it("asks for the API key", async () => {
        const answer = await api.call(method, `/measurements/bikes/${date}/${name}`, { body, key: false });
        expectProblem(answer, 403, "Forbidden");
      });
    });
  }
});

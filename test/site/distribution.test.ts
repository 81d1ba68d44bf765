import { expect } from "chai";
import { type Api, apiOf } from "../support/api";
import { visits } from "../support/browser";
import { makeExhibits } from "../support/exhibits";
import { City } from "../support/city";
import type { Host } from "../../packages/offline/src/host/host";
import { eventually } from "../../packages/offline/test/support/poll";
import { testHost } from "../../packages/offline/test/support/host";

describe("site: through the distribution", () => {
  let host: Host;
  let api: Api;

  before(async () => {
    host = await testHost({ stack: "prod", config: { dockerHost: "" } });
    api = apiOf(host);
  });

  after(() => host?.close());

  const get = (path: string, init?: RequestInit) => fetch(api.siteUrl + path, { redirect: "manual", ...init });

  it("answers pages that are asked for anew each time, with a policy for browsers", async () => {
    const answer = await get("/");
    expect(answer.status).to.equal(200);
    expect(answer.headers.get("content-type")).to.equal("text/html; charset=utf-8");
    expect(answer.headers.get("cache-control")).to.equal("no-cache");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).to.include("script-src 'self'").and.not.include("unsafe");
    expect(Object.fromEntries(answer.headers)).to.include({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "strict-transport-security": "max-age=63072000",
    });
  });

  it("keeps files whose names change with their content, compressed, for a year", async () => {
    const [, script = ""] = /src="(\/assets\/[^"]+)"/.exec(await (await get("/")).text()) ?? [];
    const ask = () => get(script, { headers: { "accept-encoding": "br" } });
    await (await ask()).text();
    const again = await ask();
    expect(again.headers.get("cache-control")).to.equal("public, max-age=31536000, immutable");
    expect(again.headers.get("content-encoding")).to.equal("br");
    expect(again.headers.get("x-cache")).to.equal("Hit from cloudfront");
  });

  it("leads a page without its slash to that with it", async () => {
    const answer = await get("/city");
    expect(answer.status).to.equal(301);
    expect(answer.headers.get("location")).to.equal("/city/");
  });

  it("answers an unknown page with the site's own 404, and keeps no metadata of it", async () => {
    const answer = await get("/nowhere/at/all");
    expect(answer.status).to.equal(404);
    expect(answer.headers.get("content-type")).to.equal("text/html; charset=utf-8");
    expect(answer.headers.has("x-amz-meta-status")).to.equal(false);
  });

  it("answers the API's own problems below /api, and keeps none of them", async () => {
    const key = { headers: { "x-api-key": api.key } };
    for (const [path, init, status, title] of [
      ["/api/nothing", undefined, 404, "Not found"],
      ["/api/stats", undefined, 403, "Forbidden"],
      ["/api/metrics/2001-01-01", key, 404, "No metrics"],
    ] as const) {
      const answer = await get(path, init);
      expect(answer.status).to.equal(status);
      expect(answer.headers.get("content-type")).to.equal("application/problem+json");
      expect(await answer.json()).to.include({ title });
    }
    const made = await get("/api/commentaires?sectionId=gone", key);
    expect(made.status).to.equal(200);
    expect(made.headers.get("x-cache")).to.equal("Miss from cloudfront");
  });

  it("tells the pages that the API is below their own address", async () => {
    expect(await (await get("/config.json")).json()).to.include({ apiUrl: "/api", environment: "AWS" });
  });

  it("lets nobody into the bucket but the distribution", async () => {
    const [bucket] = host.graph.resources.filter(
      ({ type, name }) => type === "aws:s3/bucket:Bucket" && name === "site-pages",
    );
    const answer = await fetch(`${host.url}/${bucket?.id}/index.html`);
    expect(answer.status).to.equal(403);
  });

  describe("in a browser", () => {
    const visit = visits();

    it("shows events with their images, city and infrastructure, whatever its policy forbids", async () => {
      await makeExhibits(api, new City(api));
      const page = await visit(api.siteUrl, { key: api.key });
      await page.locator(".comments").waitFor();
      for (const image of await page.locator("li.card img").all()) {
        await image.scrollIntoViewIfNeeded();
        const isShown = () => image.evaluate((node) => "naturalWidth" in node && node.naturalWidth === 480);
        await eventually("an image", async () => (await isShown()) || undefined);
      }
      expect(await page.locator("li.card img").count()).to.equal(3);
      await page.getByRole("link", { name: "City" }).click();
      await page.locator(".chart canvas").waitFor();
      await page.getByRole("link", { name: "Infrastructure" }).click();
      await page.getByText("All is well").waitFor();
      const links = page.getByRole("region", { name: "On AWS" });
      const address = await links.getByRole("link", { name: "Dashboard of the stack" }).getAttribute("href");
      expect(address).to.match(/^https:\/\/eu-west-3\.console\.aws\.amazon\.com\//);
    });

    it("makes an event, gives it an image, and brings a day in", async () => {
      const page = await visit(api.siteUrl, { key: api.key });
      await page.getByRole("button", { name: "New event" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Title").fill("Through the distribution");
      await dialog.getByLabel("Date and time").fill("2999-01-01T10:00");
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText("Saved.").waitFor();
      const buffer = Buffer.from("\x89PNG\r\n\x1a\n and more", "latin1");
      await dialog.getByLabel("Choose an image").setInputFiles({ name: "a.png", mimeType: "image/png", buffer });
      await dialog.getByText("The event has its new image.").waitFor();
      await page.goto(`${api.siteUrl}/city/`);
      const csv = "timestamp,place,value\n2031-01-01T00:00:00Z,Rivoli,3\n";
      const file = { name: "bikes-2031-01-01.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
      await page.getByLabel("choose one").setInputFiles(file);
      await page.getByRole("button", { name: "Bring it in" }).click();
      await page.getByText("One measurement was taken.").waitFor();
    });
  });
});

import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { ownPage, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { programFolder } from "../support/programs";

describe("host/pages", () => {
  let host: Host;

  before(async () => {
    host = await testHost({ program: programFolder("gateway"), stack: "dev" });
  });

  after(() => host.close());

  const page = (path: string, headers: Record<string, string> = {}) => ownPage(host, path, { headers });
  const withoutToken = (path: string, headers: Record<string, string> = {}) =>
    rawRequest(host.url, "GET", `/_offline/${path}`, headers);

  it("says to anybody when it is ready", async () => {
    expect(JSON.parse((await withoutToken("health", { via: "1.1 proxy" })).body)).to.deep.equal({
      status: "ready",
      project: "gateway",
      stack: "dev",
    });
  });

  it("shows the stack's outputs, structured configuration included", async () => {
    const outputs = JSON.parse((await page("outputs")).body);
    expect(outputs)
      .to.include({ region: "us-east-1" })
      .and.to.deep.include({ words: ["one", "two"] });
    expect(outputs.planned).to.match(/^[0-9a-f]{40}$/);
  });

  it("tells which resources are served and which are only recorded", async () => {
    const resources: { type: string; name: string; served: boolean }[] = JSON.parse((await page("resources")).body);
    const served = (type: string) => resources.find((one) => one.type === type)?.served;
    expect(served("aws:lambda/function:Function")).to.equal(true);
    expect(served("aws:sns/topic:Topic")).to.equal(false);
  });

  it("hides secrets where they are not asked for", async () => {
    const outputs = JSON.parse((await page("outputs?secrets=hidden")).body);
    expect(outputs).to.include({ region: "us-east-1", planned: "[secret]" });
  });

  describe("answers nobody", () => {
    const proxies = [
      ...["via", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "client-ip"],
      ...["cf-connecting-ip", "true-client-ip", "x-client-ip", "x-envoy-external-address", "x-original-host"],
    ];
    const strangers: [string, Record<string, string>[]][] = [
      ["by another name", [{ host: "atelier.example.org" }, { host: "localhost.example.org:4566" }]],
      ["through a proxy", proxies.map((name) => ({ [name]: "192.0.2.1" }))],
      [
        "from a web page of another site or port",
        [
          { origin: "http://localhost:3000" },
          { origin: "null" },
          { "sec-fetch-site": "cross-site" },
          { "sec-fetch-site": "same-site" },
          { "sec-fetch-site": "none", origin: "https://example.org" },
        ],
      ],
      [
        "without the token, or with another one",
        [
          { "x-offline-token": "" },
          { "x-offline-token": "guess" },
          { "x-offline-token": "guess", cookie: "offline-token=guess" },
        ],
      ],
    ];
    for (const [who, all] of strangers)
      it(who, async () => {
        for (const headers of all) {
          const answer = await page("outputs", headers);
          expect(answer.status, JSON.stringify(headers)).to.equal(403);
          expect(answer.body).to.not.contain("us-east-1");
        }
      });

    it("who says nothing at all", async () => {
      const answer = await withoutToken("outputs");
      expect(answer.status).to.equal(403);
      expect(JSON.parse(answer.body)).to.include({ title: "Token missing" });
    });
  });

  describe("for a browser", () => {
    it("the printed address leaves the token in a cookie that scripts and other sites do not have", async () => {
      const navigation = { "sec-fetch-site": "none" };
      const first = await withoutToken(`outputs?token=${host.token}`, navigation);
      expect(first.status).to.equal(200);
      const [cookie = ""] = first.headers["set-cookie"] ?? [];
      expect(cookie).to.match(/; Path=\/_offline\/; HttpOnly; SameSite=Strict$/);
      expect(first.headers).to.include({ "referrer-policy": "no-referrer", "cache-control": "no-store" });
      const kept = `theme=dark; ${cookie.split(";")[0]}`;
      expect((await withoutToken("resources", { ...navigation, cookie: kept })).status).to.equal(200);
      const own = { "sec-fetch-site": "same-origin", origin: host.url, cookie: kept };
      expect((await withoutToken("resources", own)).status).to.equal(200);
      const other = { "sec-fetch-site": "same-site", cookie: kept };
      expect((await withoutToken("resources", other)).status).to.equal(403);
    });

    it("an address with another token is refused, whatever the cookie says", async () => {
      const { headers } = await withoutToken(`outputs?token=${host.token}`);
      const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
      const answer = await withoutToken("outputs?token=guess", { cookie });
      expect([answer.status, answer.headers["set-cookie"]]).to.deep.equal([403, undefined]);
    });
  });

  it("answers 404 to what is neither an API, a page nor signed", async () => {
    expect((await rawRequest(host.url, "GET", "/anything")).status).to.equal(404);
    expect((await page("anything")).status).to.equal(404);
  });
});

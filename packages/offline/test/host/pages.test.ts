import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { programFolder } from "../support/programs";

describe("host/pages", () => {
  let host: Host;

  before(async () => {
    host = await testHost({ program: programFolder("gateway"), stack: "dev" });
  });

  after(() => host.close());

  const page = (path: string, headers: Record<string, string> = {}) =>
    rawRequest(host.url, "GET", `/_offline/${path}`, headers);

  it("says when it is ready", async () => {
    expect(JSON.parse((await page("health")).body)).to.deep.equal({
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

  it("answers nobody who came through a proxy, from a web page or by another name", async () => {
    const strangers: Record<string, string>[] = [
      { host: "atelier.example.org" },
      { host: "localhost.example.org:4566" },
      { origin: "http://localhost:3000" },
      { forwarded: "for=192.0.2.1" },
      { "x-forwarded-for": "192.0.2.1" },
      { "x-forwarded-host": "localhost" },
    ];
    for (const headers of strangers) {
      const answer = await page("outputs", headers);
      expect(answer.status, JSON.stringify(headers)).to.equal(403);
      expect(answer.body).to.not.contain("planned");
    }
  });

  it("answers 404 to what is neither an API, a page nor signed", async () => {
    expect((await rawRequest(host.url, "GET", "/anything")).status).to.equal(404);
    expect((await page("anything")).status).to.equal(404);
  });
});

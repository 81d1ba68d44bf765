import { expect } from "chai";
import { seriousFaults } from "../support/accessibility";
import { type Api, apiOf, sharedApi } from "../support/api";
import { visits } from "../support/browser";
import { plainDoor, type Door } from "../support/doors";
import { type Engine, startEngine } from "../support/engine";
import type { Host } from "../../packages/offline/src/host/host";
import { testHost } from "../../packages/offline/test/support/host";

describe("site: infrastructure", () => {
  const visit = visits();
  let api: Api;

  before(async () => {
    api = await sharedApi();
  });

  const open = (of = api) => visit(`${of.siteUrl}/infrastructure/`, { key: of.key });

  it("stops and starts the instance, and shows what state it is in", async () => {
    const page = await open();
    const panel = page.getByRole("region", { name: "Instance" });
    await panel.getByText("running").waitFor();
    expect(await panel.getByRole("button", { name: "Start" }).isDisabled()).to.equal(true);
    await panel.getByRole("button", { name: "Stop" }).click();
    await panel.getByText("stopped").waitFor();
    expect(await panel.getByRole("button", { name: "Stop" }).isDisabled()).to.equal(true);
    await panel.getByRole("button", { name: "Start" }).click();
    await panel.getByText("running").waitFor();
  });

  it("says whether all is well", async () => {
    const page = await open();
    const panel = page.getByRole("region", { name: "Health" });
    await panel.getByText("All is well").waitFor();
    expect(await panel.innerText())
      .to.include("Atelier API 1.0.0")
      .and.include("LocalStack");
    await page.route("**/health", (route) =>
      route.fulfill({
        status: 503,
        json: {
          status: "degraded",
          service: "Atelier API",
          version: "1.0.0",
          database: "dynamodb",
          environment: "AWS",
        },
        headers: { "access-control-allow-origin": "*" },
      }),
    );
    await panel.getByRole("button", { name: "Ask again" }).click();
    await panel.getByText("The database does not answer").waitFor();
  });

  it("says so where no engine of containers is configured", async () => {
    const page = await open();
    await page.getByText("No Docker Engine is configured on this stack.").waitFor();
  });

  it("links to no console where there is none", async () => {
    const page = await open();
    await page.getByRole("heading", { name: "Comments" }).waitFor();
    expect(await page.getByRole("heading", { name: "On AWS" }).count()).to.equal(0);
  });

  describe("instances in two regions", () => {
    let host: Host;

    before(async () => {
      host = await testHost({ config: { controlRegions: "us-east-1,eu-west-3" } });
    });
    after(() => host?.close());

    it("have a panel each, which starts and stops the one in its region", async () => {
      const page = await open(apiOf(host));
      const [own, other] = ["us-east-1", "eu-west-3"].map((region) =>
        page.getByRole("region", { name: `Instance in ${region}` }),
      );
      if (!own || !other) throw new Error("there are two regions");
      await own.getByText("running").waitFor();
      await other.getByRole("button", { name: "Stop" }).click();
      await other.getByText("stopped").waitFor();
      await own.getByRole("button", { name: "Ask again" }).click();
      await own.getByRole("button", { name: "Stop" }).and(page.locator(":enabled")).waitFor();
      await own.getByText("running").waitFor();
      await other.getByRole("button", { name: "Start" }).click();
      await other.getByText("running").waitFor();
    });

    it("are named in French too, and break no rule of accessibility", async () => {
      const page = await open(apiOf(host));
      await page.getByRole("region", { name: "Instance in eu-west-3" }).waitFor();
      expect(await seriousFaults(page)).to.deep.equal([]);
      await page.getByRole("button", { name: "Français" }).click();
      await page.getByRole("region", { name: "Instance dans eu-west-3" }).waitFor();
    });
  });

  describe("an instance that takes its time", () => {
    let host: Host;

    before(async () => {
      host = await testHost({ config: { controlWaitSeconds: "1" }, ec2TransitionSeconds: 3 });
    });
    after(() => host?.close());

    it("is shown on its way, until it has arrived", async () => {
      const page = await open(apiOf(host));
      const panel = page.getByRole("region", { name: "Instance" });
      await panel.getByRole("button", { name: "Stop" }).click();
      await panel.getByRole("progressbar", { name: /^Stopping/ }).waitFor();
      await panel.locator("[data-state=stopping]").waitFor();
      await panel.locator("[data-state=stopped]").waitFor();
      expect(await panel.getByRole("progressbar").count()).to.equal(0);
    });
  });

  describe("containers", () => {
    let engine: Engine;
    let door: Door;
    let host: Host;

    before(async function () {
      engine = await startEngine(this);
      door = await plainDoor(engine.connect);
      host = await testHost({ config: { dockerHost: `http://127.0.0.1:${door.port}` } });
    });

    after(async () => {
      await host?.close();
      await door?.close();
      await engine?.close();
    });

    it("are listed, stopped and started where they carry the label", async () => {
      const name = await engine.create({ "atelier.managed": "true" });
      const other = await engine.create({});
      await engine.ask("POST", `/v1.41/containers/${name}/start`);
      const page = await open(apiOf(host));
      const item = page.getByRole("listitem").filter({ hasText: name });
      await item.locator("[data-state=running]").waitFor();
      expect(await page.getByRole("listitem").filter({ hasText: other }).count()).to.equal(0);
      await item.getByRole("button", { name: `Stop ${name}` }).click();
      await item.locator("[data-state=exited]").waitFor();
      await item.getByRole("button", { name: `Start ${name}` }).click();
      await item.locator("[data-state=running]").waitFor();
    });
  });
});

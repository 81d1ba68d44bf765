import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect } from "chai";
import { consoleVisits, untilCount } from "../support/console";

describe("console: what happens", () => {
  const { api, host, visit } = consoleVisits();

  it("shows a request as it comes, and opens into its trace: gateway, cold start, function and each call", async () => {
    const page = await visit("live");
    await api("PUT", "/notes/ann/1", { topic: "home", text: "Buy milk" });
    const line = page.getByRole("button", { name: /PUT \/notes\/ann\/1/ });
    expect(await line.innerText())
      .to.match(/cold/)
      .and.to.match(/201/);
    await line.click();
    const spans = page.getByRole("list", { name: "Trace" }).getByRole("listitem");
    const texts = (await spans.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " "));
    expect(texts.map((text) => text.replace(/ ?[\d.]+ m?s$/, ""))).to.deep.equal([
      "API Gateway",
      "cold start",
      "worker",
      `dynamodb PutItem table/${String(host().graph.outputs.tableName)} · key ann 200`,
    ]);
    await page.getByRole("list", { name: "Log" }).getByText("wrote a note ann").waitFor();
  });

  it("shows what IAM did not allow, with the statement that is missing", async () => {
    const page = await visit("live");
    await api("POST", "/denied");
    await page.getByRole("button", { name: /POST \/denied AccessDeniedException/ }).click();
    await page.getByText("IAM denies dynamodb:DeleteItem").waitFor();
    const statement = await page.getByRole("region", { name: "Missing statement" }).innerText();
    expect(JSON.parse(statement)).to.include({ Effect: "Allow", Action: "dynamodb:DeleteItem" });
  });

  it("shows where a function failed", async () => {
    const page = await visit("live");
    await api("POST", "/failure");
    await page.getByRole("button", { name: /POST \/failure RangeError: out of range/ }).click();
    expect(await page.getByRole("region", { name: "Error" }).innerText()).to.match(/RangeError.*\n.*worker\.js:\d+/);
  });

  it("says why the gateway answered by itself", async () => {
    const page = await visit("live");
    await api("PUT", "/notes/ann/1", { topic: "play" });
    await page.getByRole("button", { name: /PUT \/notes\/ann\/1 .*required property "text"/ }).waitFor();
  });

  it("finds what is looked for, and what failed", async () => {
    const page = await visit("live");
    for (const path of ["/health?one", "/health?two"]) await api("GET", path);
    await api("POST", "/failure");
    const lines = page.getByRole("button", { name: /GET|POST/ });
    await lines.nth(2).waitFor();
    await page.getByLabel("Filter").fill("health two");
    expect(await lines.allInnerTexts()).to.have.length(1);
    await page.getByLabel("Filter").fill("");
    await page.getByLabel("Only what failed").check();
    expect(await lines.count()).to.equal(1);
    expect(await lines.innerText()).to.include("/failure");
  });

  it("stands still while it is paused, and begins anew when it is cleared", async () => {
    const page = await visit("live");
    await api("GET", "/health?before");
    await page.getByText("/health?before").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await api("GET", "/health?meanwhile");
    await untilCount(page, ".entries > li", 1);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("/health?meanwhile").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("Nothing has happened since you opened this page").waitFor();
  });

  it("shows what functions log, of one invocation if that is asked for, and what they logged before", async () => {
    await api("PUT", "/notes/ann/9", { topic: "home", text: "Before" });
    const page = await visit("logs");
    await api("PUT", "/notes/bob/1", { topic: "home", text: "One" });
    await api("PUT", "/notes/cat/1", { topic: "home", text: "Two" });
    const lines = page.getByRole("list", { name: "Log" }).getByRole("listitem");
    await page.getByText("wrote a note cat").waitFor();
    await lines.filter({ hasText: "note bob" }).getByRole("link", { name: "worker" }).click();
    await page.getByText("Of the invocation").waitFor();
    expect(await lines.count()).to.equal(1);
    expect(await lines.innerText()).to.include("wrote a note bob");
    await page.getByRole("link", { name: "Show all" }).click();
    await lines.filter({ hasText: "note cat" }).waitFor();
    await page.getByRole("button", { name: "Show earlier lines" }).click();
    await lines.filter({ hasText: "wrote a note ann" }).first().waitFor();
  });

  it("takes the token out of the address, and is there again after a reload", async () => {
    const page = await visit("live");
    expect(page.url()).to.equal(`${host().url}/_offline/#/live`);
    await page.reload();
    await page.getByText("Connected", { exact: true }).waitFor();
  });

  it("opens through a tunnel that forwards TCP alone, at whatever port that has", async () => {
    const target = new URL(host().url);
    const ends: Socket[] = [];
    const tunnel = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      ends.push(near, far);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const)
        from.pipe(to).on("error", () => from.destroy());
    }).listen(0, "localhost");
    await once(tunnel, "listening");
    const address = tunnel.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const page = await visit("live", { url: `http://localhost:${port}` });
    await api("GET", "/health");
    await page.getByRole("button", { name: /GET \/health/ }).waitFor();
    await page.close();
    for (const end of ends) end.destroy();
    await new Promise((resolve) => tunnel.close(resolve));
  });

  it("asks for what it shows again when the program has become another one", async () => {
    const page = await visit("resources");
    await page.getByRole("region", { name: "Recorded only, not served" }).waitFor();
    const asked = page.waitForRequest("**/_offline/resources");
    host().activity.tell({ kind: "reload", time: Date.now(), text: "reloaded", hasFailed: false });
    await asked;
  });

  it("shows texts of others as texts, whatever they contain", async () => {
    const page = await visit("live");
    const path = "/health?<img src=x onerror=document.title='harmed'>";
    await api("GET", path);
    await page.getByRole("button", { name: /GET \/health/ }).waitFor();
    expect(await page.title()).to.equal("Live · console");
  });
});

import { expect } from "chai";
import { consoleVisits } from "../support/console";
import { output } from "../support/host";

const place = (method: string, path: string): string =>
  `api/${["api/v1", method, path].map(encodeURIComponent).join("/")}`;

describe("console: forms of the API's routes", () => {
  const { host, visit } = consoleVisits();

  it("take what the document says, send it with the key, and show the answer, its trace and the curl", async () => {
    const page = await visit("api");
    await page.getByRole("link", { name: "PUT /notes/{author}/{number}" }).click();
    await page.getByText("Writes a note").waitFor();
    await page.getByLabel("author path, string, required").fill("ann/b");
    await page.getByLabel("number path, integer").fill("3");
    await page.getByLabel("tone").selectOption("loud");
    await page.getByLabel("topic").selectOption("work");
    expect(await page.getByLabel("text string").inputValue()).to.equal("Buy milk");
    await page.getByLabel("text string").fill("Write");
    const sent = page.waitForRequest((request) => request.method() === "PUT");
    await page.getByRole("button", { name: "Send" }).click();
    const request = await sent;
    expect(request.url()).to.equal(`${output(host(), "apiUrl")}/notes/ann%2Fb/3?tone=loud`);
    expect(request.postDataJSON()).to.deep.equal({ topic: "work", text: "Write", stars: 0, done: false });
    expect(JSON.parse(await page.getByLabel("Body of the answer").innerText())).to.deep.equal({
      ...{ topic: "work", text: "Write" },
    });
    await page.getByText("201", { exact: true }).waitFor();
    await page.getByText("Trace", { exact: true }).click();
    await page.getByText("dynamodb PutItem").waitFor();
  });

  it("keep the key to themselves until it is asked for", async () => {
    const page = await visit(place("POST", "/news"));
    const key = output(host(), "apiKey");
    const field = page.getByLabel("API key");
    await page.getByText("curl", { exact: true }).click();
    const curl = page.getByRole("region", { name: "curl" });
    expect(await field.getAttribute("type")).to.equal("password");
    expect(await curl.innerText())
      .to.include("x-api-key: ••••••••")
      .and.to.not.include(key);
    await page.getByRole("button", { name: "Show", exact: true }).click();
    expect(await field.getAttribute("type")).to.equal("text");
    expect(await curl.innerText())
      .to.include(`-X POST '${output(host(), "apiUrl")}/news'`)
      .and.to.include(key);
  });

  it("send what is written as JSON where fields cannot say it, and what the API refuses", async () => {
    const page = await visit(place("POST", "/files"));
    await page.getByLabel("Body application/json").fill('{"lines": "none"}');
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("400", { exact: true }).waitFor();
    await page.getByLabel("Body application/json").fill('{"lines": ["one", "two"]}');
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("201", { exact: true }).waitFor();
  });

  it("invoke a function with an event as well", async () => {
    const page = await visit("functions/worker");
    await page.getByLabel("Event JSON").fill('{"hello": "there"}');
    await page.getByRole("button", { name: "Invoke" }).click();
    const answer = JSON.parse(await page.getByLabel("Answer of the function").innerText());
    expect(JSON.parse(answer.body)).to.deep.equal({ hello: "there" });
    await page.getByRole("list", { name: "Trace" }).getByText("worker").waitFor();
  });
});

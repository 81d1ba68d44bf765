import { expect } from "chai";
import { consoleVisits, untilCount } from "../support/console";
import { output, ownPage } from "../support/host";

/** An image of one pixel. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

describe("console: data", () => {
  const { api, host, visit } = consoleVisits();

  const aws = (service: string, path: string, init: RequestInit): Promise<Response> =>
    fetch(`${host().url}/_offline/aws/${service}/${path}`, {
      ...init,
      headers: { "x-offline-token": host().token, ...init.headers },
    });
  const dynamodb = (operation: string, input: object): Promise<Response> =>
    aws("dynamodb", "", {
      method: "POST",
      headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
      body: JSON.stringify({ TableName: output(host(), "tableName"), ...input }),
    });
  const note = async (author: string, number: string): Promise<unknown> => {
    const answer = await dynamodb("GetItem", { Key: { author: { S: author }, number: { N: number } } });
    return JSON.parse(await answer.text()).Item;
  };

  describe("tables", () => {
    const rows = "table tbody tr";

    it("show items, and take changes to them", async () => {
      await api("PUT", "/notes/dora/1", { topic: "home", text: "Buy milk" });
      const page = await visit("tables");
      await page.getByRole("button", { name: "dora" }).click();
      const item = page.getByRole("dialog", { name: "Item" }).getByLabel("Attributes");
      expect(JSON.parse(await item.inputValue())).to.deep.equal({
        ...{ author: "dora", number: 1, topic: "home", text: "Buy milk" },
      });
      await item.fill('{"author": "dora", "number": 2}');
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("The key names the item").waitFor();
      await item.fill('{"author": "dora", "number": 1, "tags": ["a"], "done": true}');
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.getByRole("cell", { name: '["a"]' }).waitFor();
      expect(await note("dora", "1")).to.deep.equal({
        ...{ author: { S: "dora" }, number: { N: "1" }, tags: { L: [{ S: "a" }] }, done: { BOOL: true } },
      });
    });

    it("make items, which take nobody's place, and delete them when that is said twice", async () => {
      await api("PUT", "/notes/emil/1", { topic: "home", text: "Stays" });
      const page = await visit("tables");
      await page.getByRole("button", { name: "New item" }).click();
      const item = page.getByLabel("Attributes");
      await item.fill('{"author": "emil", "number": 1}');
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("ConditionalCheckFailedException").waitFor();
      await item.fill('{"author": "emil", "number": 7}');
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("row", { name: "emil 7" }).getByRole("button").click();
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("button", { name: "Really delete" }).click();
      await page.getByRole("row", { name: "emil 7" }).waitFor({ state: "detached" });
      expect(await note("emil", "7")).to.equal(undefined);
      expect(await note("emil", "1")).to.have.nested.property("text.S", "Stays");
    });

    it("show with their types what plain JSON cannot say", async () => {
      const Item = { author: { S: "sets" }, number: { N: "1" }, tags: { SS: ["a", "b"] } };
      await dynamodb("PutItem", { Item });
      const page = await visit("tables");
      await page.getByRole("button", { name: "sets" }).click();
      expect(JSON.parse(await page.getByLabel("Attributes").inputValue())).to.deep.equal(Item);
    });

    it("are asked by key and by index", async () => {
      for (const number of [1, 2, 3])
        await api("PUT", `/notes/finn/${number}`, { topic: "work", text: `Note ${number}` });
      await api("PUT", "/notes/gina/1", { topic: "home", text: "Other" });
      const page = await visit("tables");
      const query = page.getByRole("form", { name: "Query" });
      await query.getByLabel("author").fill("finn");
      await query.getByLabel("Comparison").selectOption(">=");
      await query.getByLabel("number").fill("2");
      await query.getByLabel("the last first").check();
      await query.getByRole("button", { name: "Query" }).click();
      await untilCount(page, rows, 2);
      expect(await page.locator(rows).allInnerTexts()).to.deep.equal(
        [3, 2].map((number) => `finn\t${number}\twork\tNote ${number}`),
      );
      await query.getByLabel("Index").selectOption("byTopic");
      await query.getByLabel("topic").fill("work");
      await query.getByLabel("number").fill("3");
      await query.getByRole("button", { name: "Query" }).click();
      await untilCount(page, rows, 1);
    });

    it("are read by pages", async () => {
      for (let number = 1; number <= 60; number++) {
        const Item = { author: { S: "many" }, number: { N: String(number) } };
        await dynamodb("PutItem", { Item });
      }
      const page = await visit("tables");
      await page.getByLabel("author").fill("many");
      await page.getByRole("button", { name: "Query" }).click();
      await page.getByRole("button", { name: "Show more" }).click();
      await untilCount(page, rows, 60);
      await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
    });

    it("show none of another question's pages, however late one comes", async () => {
      for (let number = 1; number <= 60; number++)
        await dynamodb("PutItem", { Item: { author: { S: "late" }, number: { N: String(number) } } });
      const page = await visit("tables");
      let asked = (): void => undefined;
      let answer = (): void => undefined;
      const isAsked = new Promise<void>((resolve) => (asked = resolve));
      const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
      await page.route("**/_offline/aws/dynamodb/", async (route) => {
        if (!route.request().postData()?.includes("ExclusiveStartKey")) return route.continue();
        asked();
        await mayAnswer;
        await route.continue();
      });
      await page.getByRole("button", { name: "Show more" }).click();
      await isAsked;
      await page.getByLabel("author").fill("late");
      await page.getByLabel("Comparison").selectOption("<=");
      await page.getByLabel("number").fill("2");
      await page.getByRole("button", { name: "Query" }).click();
      await untilCount(page, rows, 2);
      const late = page.waitForResponse((response) => !!response.request().postData()?.includes("ExclusiveStartKey"));
      answer();
      await (await late).finished();
      // The page has taken the late answer when it has got another one that it asked for afterwards.
      await page.evaluate(async () => (await fetch("/_offline/mail")).text());
      await untilCount(page, rows, 2);
    });
  });

  describe("buckets", () => {
    it("take files, show text and images, and delete objects", async () => {
      const page = await visit("buckets");
      await page.getByLabel("Upload").setInputFiles([
        { name: "pixel.png", mimeType: "image/png", buffer: pixel },
        { name: "words & more+.txt", mimeType: "text/plain", buffer: Buffer.from("two words") },
      ]);
      await page.getByRole("button", { name: "pixel.png" }).click();
      const image = page.getByRole("img", { name: "What pixel.png shows" });
      await image.waitFor();
      expect(await image.evaluate((one) => "naturalWidth" in one && one.naturalWidth)).to.equal(1);
      await page.getByRole("button", { name: "Close" }).click();
      await page.getByRole("button", { name: "words & more+.txt" }).click();
      await page.getByText("two words").waitFor();
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("button", { name: "Really delete" }).click();
      await page.getByRole("button", { name: "words & more+.txt" }).waitFor({ state: "detached" });
      expect((await aws("s3", "console-files/words%20%26%20more%2B.txt", {})).status).to.equal(404);
      expect((await aws("s3", "console-files/pixel.png", {})).headers.get("content-type")).to.equal("image/png");
    });

    it("are walked by folders", async () => {
      await aws("s3", "console-files/a/b%20c/deep.txt", { method: "PUT", body: "deep" });
      const page = await visit("buckets/console-files");
      await page.getByRole("link", { name: "a/", exact: true }).click();
      await page.getByRole("link", { name: "b c/" }).click();
      await page.getByRole("button", { name: "deep.txt" }).waitFor();
      await page.getByRole("navigation", { name: "Folder" }).getByRole("link", { name: "a/" }).click();
      await page.getByRole("link", { name: "b c/" }).waitFor();
    });

    it("run nothing of what objects hold: markup is shown as text", async () => {
      const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "harmed"</script></svg>';
      const headers = { "content-type": "image/svg+xml" };
      await aws("s3", "console-files/drawing.svg", { method: "PUT", body: svg, headers });
      const page = await visit("buckets");
      await page.getByRole("button", { name: "drawing.svg" }).click();
      expect(await page.getByRole("region", { name: "Content" }).innerText()).to.equal(svg);
      expect(await page.title()).to.equal("Buckets · console");
    });
  });

  it("queues take messages, are looked into, and send dead letters back", async () => {
    const page = await visit("queues/jobs");
    await page.getByLabel("Message", { exact: true }).fill('{"job":1}');
    await page.getByRole("button", { name: "Send" }).click();
    const message = page.getByRole("list", { name: "Messages" }).getByRole("listitem");
    expect((await message.innerText()).replaceAll(/\s+/g, " ")).to.match(/^visible .* received 0 times \{ "job": 1 \}/);
    const QueueUrl = "http://127.0.0.1/000000000000/jobs";
    for (let times = 0; times < 2; times++)
      await aws("sqs", "", {
        method: "POST",
        headers: { "x-amz-target": "AmazonSQS.ReceiveMessage" },
        body: JSON.stringify({ QueueUrl, VisibilityTimeout: 0 }),
      });
    await page.getByRole("link", { name: /letters/ }).click();
    await page.getByText("from jobs").waitFor();
    await page.getByRole("button", { name: "Redrive" }).click();
    await page.getByText("No messages").waitFor();
    await page.getByRole("link", { name: /jobs 1 visible/ }).click();
    await message.getByText("received 0 times").waitFor();
  });

  it("schedules are fired by hand", async () => {
    const page = await visit("schedules");
    await page.getByRole("button", { name: "Fire tick" }).click();
    await page.getByText("fired", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Live" }).click();
    await page.getByRole("button", { name: /event worker/ }).click();
    await page.getByRole("list", { name: "Log" }).getByText("tick").waitFor();
  });

  it("alarms show their state and history, and are set off for a drill", async () => {
    const page = await visit("alarms");
    await page.getByRole("button", { name: "Set to ALARM failures" }).click();
    await page.getByRole("heading", { name: "failures ALARM" }).waitFor();
    await page.getByText("Set in the console").waitFor();
    await page.getByText("History", { exact: true }).click();
    await page
      .getByText(/Alarm updated from \w+ to ALARM/)
      .first()
      .waitFor();
  });

  it("the mailbox shows a mail as it comes", async () => {
    const page = await visit("mail");
    await page.getByText("No mail yet").waitFor();
    await api("POST", "/news");
    await page.getByRole("heading", { name: "What is new" }).waitFor();
    await page.getByText("All is well.").waitFor();
  });

  it("the program shows what is served and recorded only, outputs, and secrets when they are asked for", async () => {
    const page = await visit("resources");
    const recorded = page.getByRole("region", { name: "Recorded only, not served" });
    expect(await recorded.innerText()).to.include("aws:cloudwatch/dashboard:Dashboard");
    await page.getByRole("link", { name: "Program" }).click();
    const outputs = page.getByRole("region", { name: "Outputs" });
    await outputs.getByText("[secret]").waitFor();
    await page.getByRole("button", { name: "Show secrets" }).click();
    await outputs.getByText(output(host(), "apiKey")).waitFor();
    const configuration = await page.getByRole("region", { name: "Configuration" }).innerText();
    expect(configuration)
      .to.match(/console:greeting\s+hello/)
      .and.to.match(/console:password\s+\[secret\]/);
  });

  it("says what the host refuses, and tries again when it is told to", async () => {
    const page = await visit("live");
    await page.route("**/_offline/mail", (route) => route.fulfill({ status: 500, body: '{"title":"Broken"}' }));
    await page.getByRole("link", { name: "Mail" }).click();
    await page.getByRole("alert").getByText("Broken").waitFor();
    await page.unroute("**/_offline/mail");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    expect((await ownPage(host(), "mail")).status).to.equal(200);
  });
});

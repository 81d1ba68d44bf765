import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import type { CallServed } from "../../src/protocol/activity";
import type { ListedApi, ListedMessage, ListedQueue, ProgramSummary } from "../../src/services/page-answers";
import { output, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { programFolder } from "../support/programs";

describe("console: what it asks the host", () => {
  let host: Host;

  before(async () => {
    host = await testHost({ program: programFolder("console"), stack: "dev", config: { password: "hush" } });
  });

  after(() => host.close());

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${host.url}/_offline/${path}`, { ...init, headers: { "x-offline-token": host.token, ...init.headers } });
  const api = (method: string, path: string): Promise<Response> =>
    fetch(output(host, "apiUrl") + path, { method, headers: { "x-api-key": output(host, "apiKey") } });
  const aws = (service: string, target: string, input: object): Promise<Response> =>
    ask(`aws/${service}/`, { method: "POST", headers: { "x-amz-target": target }, body: JSON.stringify(input) });

  describe("its own files", () => {
    it("are a page that runs its own script alone, and leaves the token in a cookie", async () => {
      const { status, headers, body } = await rawRequest(host.url, "GET", `/_offline/?token=${host.token}`);
      expect([status, headers["content-type"]]).to.deep.equal([200, "text/html; charset=utf-8"]);
      expect(headers["content-security-policy"]).to.match(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(headers).to.include({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
      expect(String(headers["set-cookie"])).to.match(/HttpOnly; SameSite=Strict$/);
      expect(body).to.not.include(host.token);
    });

    it("are found without the slash at the end", async () => {
      const { status, headers } = await rawRequest(host.url, "GET", "/_offline?token=x");
      expect([status, headers.location]).to.deep.equal([308, "/_offline/?token=x"]);
    });

    it("have script and style of 80 KB at most, compressed", async () => {
      const files = await Promise.all(["main.js", "main.css"].map((name) => ask(`console/${name}`)));
      const sizes = await Promise.all(files.map(async (file) => gzipSync(await file.arrayBuffer()).length));
      expect(files.map(({ status }) => status)).to.deep.equal([200, 200]);
      expect(sizes.reduce((sum, size) => sum + size) / 1024).to.be.lessThan(80);
    });
  });

  describe("are served to nobody else:", () => {
    const places = ["", "events", "console/main.js", "aws/s3/console-files", "queues", "apis", "program"];

    it("not without the token, nor to other web pages", async () => {
      for (const place of places) {
        const strangers: Record<string, string>[] = [{}, { "x-offline-token": "guess" }, { origin: host.url }];
        for (const headers of strangers) {
          const { status } = await rawRequest(host.url, "GET", `/_offline/${place}`, headers);
          expect(status, `${place} ${JSON.stringify(headers)}`).to.equal(403);
        }
        const other = { "x-offline-token": host.token, "sec-fetch-site": "same-site" };
        expect((await rawRequest(host.url, "GET", `/_offline/${place}`, other)).status).to.equal(403);
      }
    });

    it("nothing is changed for a browser that does not say which page it sends from", async () => {
      const { headers } = await rawRequest(host.url, "GET", `/_offline/?token=${host.token}`);
      const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
      const put = (more: Record<string, string>) =>
        rawRequest(host.url, "PUT", "/_offline/aws/s3/console-files/origin.txt", { cookie, ...more }, "text");
      expect((await put({})).status).to.equal(403);
      expect((await put({ origin: "http://localhost:1" })).status).to.equal(403);
      expect((await put({ origin: host.url, "sec-fetch-site": "same-origin" })).status).to.equal(200);
    });
  });

  it("is told of calls while it looks: whose they are, what IAM decided, and which statement is missing", async () => {
    await api("POST", "/denied");
    const calls: CallServed[] = [];
    const end = host.activity.listen((happening) => happening.kind === "call" && calls.push(happening), true);
    await api("POST", "/denied");
    end();
    await api("POST", "/denied");
    const resource = `arn:aws:dynamodb:us-east-1:000000000000:table/${output(host, "tableName")}`;
    expect(calls).to.have.length(1);
    const [{ decisions, callerArn, invocationId, milliseconds, ...call } = expect.fail("no call was told")] = calls;
    expect(call).to.deep.include({
      ...{ service: "dynamodb", operation: "DeleteItem", status: 400, errorCode: "AccessDeniedException" },
      ...{ resources: [resource], keys: ["ann"] },
    });
    expect(callerArn).to.equal("arn:aws:sts::000000000000:assumed-role/worker-role/worker");
    expect(invocationId).to.match(/^[0-9a-f-]{36}$/);
    expect(milliseconds).to.be.greaterThan(0);
    expect(decisions).to.have.length(1);
    expect(decisions[0]).to.include({ action: "dynamodb:DeleteItem", resource, isAllowed: false });
    expect(JSON.parse(decisions[0]?.missingStatement ?? "")).to.deep.equal({
      ...{ Effect: "Allow", Action: "dynamodb:DeleteItem", Resource: resource },
    });
  });

  it("sends events of calls, and nobody watches calls any more when it is gone", async () => {
    const { url, token, activity } = host;
    const sent = request(`${url}/_offline/events`, { headers: { "x-offline-token": token } });
    const response = await new Promise<IncomingMessage>((resolve) => sent.once("response", resolve).end());
    expect(response.headers["content-type"]).to.equal("text/event-stream");
    expect(activity.watchesCalls).to.equal(true);
    await api("POST", "/news");
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    while (!text.includes('"operation":"Publish"')) await once(response, "data");
    sent.destroy();
    while (activity.watchesCalls) await new Promise((resolve) => setImmediate(resolve));
  });

  describe("the services, as the administrator:", () => {
    it("by their own operations", async () => {
      const TableName = output(host, "tableName");
      const answer = await aws("dynamodb", "DynamoDB_20120810.DescribeTable", { TableName });
      expect(await answer.json()).to.have.nested.property("Table.KeySchema[0].AttributeName", "author");
    });

    it("and is told their errors in their own words", async () => {
      const answer = await aws("dynamodb", "DynamoDB_20120810.DescribeTable", { TableName: "none" });
      expect([answer.status, await answer.text()].join(" ")).to.match(/^400 .*ResourceNotFoundException/);
      expect((await aws("nonesuch", "Nonesuch.Do", {})).status).to.equal(501);
    });

    it("and no object becomes a page of the host's own", async () => {
      const script = { method: "PUT", body: "<script>1</script>", headers: { "content-type": "text/html" } };
      expect((await ask("aws/s3/console-files/page.html", script)).status).to.equal(200);
      const { headers } = await ask("aws/s3/console-files/page.html");
      expect(headers.get("content-security-policy")).to.equal("default-src 'none'; sandbox");
      expect(headers.get("content-disposition")).to.equal("attachment");
      expect(headers.get("x-content-type-options")).to.equal("nosniff");
    });
  });

  it("looks into a queue without receiving from it, and sends dead letters back as new messages", async () => {
    const url = "http://127.0.0.1/000000000000/jobs";
    const sqs = (operation: string, input: object) => aws("sqs", `AmazonSQS.${operation}`, { QueueUrl: url, ...input });
    const messages = async (name: string): Promise<ListedMessage[]> =>
      JSON.parse(await (await ask(`queues/${name}/messages`)).text());
    await sqs("SendMessage", { MessageBody: "job" });
    for (let times = 0; times < 3; times++) await messages("jobs");
    const [sent] = await messages("jobs");
    expect(sent).to.deep.include({ body: "job", receiveCount: 0, state: "visible" });
    // It may be received once: the second attempt finds a dead letter.
    for (let times = 0; times < 2; times++) await sqs("ReceiveMessage", { VisibilityTimeout: 0 });
    const [letter] = await messages("letters");
    expect(letter).to.deep.include({ id: sent?.id, body: "job", receiveCount: 1, source: "jobs" });
    const queues: ListedQueue[] = JSON.parse(await (await ask("queues")).text());
    expect(queues.find(({ name }) => name === "letters")).to.deep.include({ visible: 1, sources: ["jobs"] });
    expect(await (await ask("queues/letters/redrive", { method: "POST" })).json()).to.deep.equal({ moved: 1 });
    expect(await messages("letters")).to.deep.equal([]);
    const [again] = await messages("jobs");
    expect(again).to.include({ body: "job", receiveCount: 0, state: "visible" });
    expect(again?.id).to.not.equal(sent?.id);
  });

  it("knows the program's configuration without its secrets, and its APIs with their keys", async () => {
    const program: ProgramSummary = JSON.parse(await (await ask("program")).text());
    expect(program).to.deep.include({
      ...{ project: "console", stack: "dev", secretOutputs: ["apiKey"] },
      config: { "aws:region": "us-east-1", "console:greeting": "hello", "console:password": null },
    });
    const [listed]: ListedApi[] = JSON.parse(await (await ask("apis")).text());
    expect(listed).to.include({ name: "api/v1", apiKey: output(host, "apiKey") });
    expect(listed?.routes).to.deep.include({ method: "GET", path: "/health", apiKeyRequired: false });
  });
});

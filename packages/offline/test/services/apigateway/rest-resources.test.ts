import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { output, ownPage, type TestHost, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { eventually } from "../../support/poll";
import { programFolder } from "../../support/programs";
import { administratorOf } from "../../support/sdk";
import { administrator, signedRequest } from "../../support/signed";

describe("services/apigateway: REST APIs by resources of their own", () => {
  let server: Server;
  let host: TestHost;

  before(async () => {
    server = createServer((message, response) => response.end(`${message.method} ${message.url}`));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const config = { "rest-resources:server": `http://127.0.0.1:${port}` };
    host = await testHost({ program: programFolder("rest-resources"), stack: "dev", config });
  });

  after(async () => {
    await host.close();
    server.close();
  });

  const ask = (method: string, path: string, headers: Record<string, string> = {}, body = "") =>
    rawRequest(output(host, "url"), method, path, headers, body);
  const missing = (): string => host.unserved.map(({ text }) => text).join("\n");
  const json = { "content-type": "application/json" };

  it("hand requests to functions, at paths that are made of resources", async () => {
    const { status, body } = await ask("GET", "/things/7?x=1");
    expect(status, body).to.equal(200);
    expect(JSON.parse(body)).to.deep.include({
      resource: "/things/{id}",
      pathParameters: { id: "7" },
      queryStringParameters: { x: "1" },
    });
    const unknown = await ask("GET", "/things");
    expect([unknown.status, unknown.body]).to.deep.equal([403, '{"message":"Missing Authentication Token"}']);
  });

  it("invoke the functions that variables of the stage name", async () => {
    const { status, body } = await ask("GET", "/variable");
    expect(status, body).to.equal(200);
  });

  it("answer preflights by mocks", async () => {
    const { status, headers } = await ask("OPTIONS", "/things/7");
    expect(status).to.equal(204);
    expect(headers["access-control-allow-origin"]).to.equal("https://page.example");
  });

  it("answer mocks by what their templates make of the request", async () => {
    const bad = await ask("GET", "/mock?kind=bad");
    expect([bad.status, bad.body]).to.deep.equal([400, '{"bad":"bad"}']);
    const good = await ask("GET", "/mock");
    expect([good.status, good.body]).to.deep.equal([200, "GET live green "]);
    expect(good.headers["content-type"]).to.equal("text/plain");
  });

  it("answer with the status and headers that a template sets in the place of others", async () => {
    const { status, headers } = await ask("GET", "/overriding");
    expect([status, headers.kind]).to.deep.equal([418, "teapot"]);
  });

  it("invoke functions with what a template makes, and shape what they answer", async () => {
    const body = JSON.stringify({ name: { of: "a" }, tags: ["one", "two"], text: 'it\'s "so"\n' });
    const answer = await ask("POST", "/custom?a=1&b=2", json, body);
    expect(answer.status, answer.body).to.equal(200);
    expect(JSON.parse(answer.body)).to.deep.equal({
      name: { of: "a" },
      first: "one",
      query: { a: "1", b: "2" },
      text: 'it\'s "so"\n',
      fail: "",
    });
    expect(answer.headers["x-first"]).to.equal("one");
  });

  it("choose the answer to a function's error by its message", async () => {
    const missing = await ask("POST", "/custom?fail=it+is+not+there+at+all", json, "{}");
    expect([missing.status, missing.body]).to.deep.equal([404, '{"message":"it is not there at all"}']);
  });

  it("hand events over to functions that nobody waits for", async () => {
    const { status, body } = await ask("POST", "/later", json, '{"later":true}');
    expect([status, body]).to.deep.equal([202, ""]);
    await eventually("the invocation", async () =>
      host.happenings.find((one) => one.kind === "invocation" && one.cause === "event"),
    );
  });

  it("refuse bodies of types without a template, where none may pass", async () => {
    const refused = await ask("POST", "/custom", { "content-type": "text/csv" }, "a,b");
    expect([refused.status, refused.body]).to.deep.equal([415, '{"message":"Unsupported Media Type"}']);
  });

  it("send messages to queues in a role's name", async () => {
    const { status, body } = await ask("POST", "/queue", json, '{"a":"b & c"}');
    expect(status, body).to.equal(202);
    expect(JSON.parse(body).SendMessageResponse.SendMessageResult.MessageId).to.be.a("string");
    const received = await new SQSClient(administratorOf(host)).send(
      new ReceiveMessageCommand({ QueueUrl: output(host, "queueUrl") }),
    );
    expect(received.Messages?.map(({ Body }) => Body)).to.deep.equal(['{"a":"b & c"}']);
  });

  it("answer 501 for a service that is not embedded, whatever the integration makes of errors", async () => {
    const { status, body } = await ask("POST", "/unembedded", json, "{}");
    expect(status).to.equal(501);
    expect(body).to.contain("firehose does not serve this offline");
  });

  it("pass requests on to servers on this machine, and to none elsewhere, which the start says", async () => {
    expect((await ask("PUT", "/files/a/b?c=d")).body).to.equal("PUT /base/a/b?c=d");
    expect((await ask("GET", "/elsewhere")).status).to.equal(501);
    expect(missing()).to.contain("GET /elsewhere has no handler: HTTP to https://example.org");
  });

  it("check parameters and bodies by validators and models", async () => {
    const unpaged = await ask("POST", "/checked", json, '{"name":"a"}');
    expect([unpaged.status, unpaged.body]).to.deep.equal([
      400,
      '{"message":"Missing required request parameters: [page]"}',
    ]);
    const unnamed = await ask("POST", "/checked?page=1", json, '{"name":""}');
    expect([unnamed.status, unnamed.body]).to.deep.equal([400, '{"message":"Invalid request body"}']);
    expect((await ask("POST", "/checked?page=1", json, '{"name":"a"}')).status).to.equal(200);
  });

  it("ask for API keys of usage plans", async () => {
    expect((await ask("GET", "/keyed")).status).to.equal(403);
    expect((await ask("GET", "/keyed", { "x-api-key": output(host, "apiKey") })).status).to.equal(200);
  });

  it("ask authorizers, and shape refusals by gateway responses", async () => {
    const nobody = await ask("GET", "/guarded");
    expect([nobody.status, nobody.body]).to.deep.equal([401, '{"who":"nobody"}']);
    expect((await ask("GET", "/guarded", { authorization: "deny" })).status).to.equal(403);
    expect((await ask("GET", "/guarded", { authorization: "allow" })).status).to.equal(200);
  });

  it("ask for signatures where IAM authorizes", async () => {
    const url = `${output(host, "url")}/signed`;
    const nobody = await ask("POST", "/signed", json, "{}");
    expect([nobody.status, nobody.body]).to.deep.equal([403, '{"message":"Missing Authentication Token"}']);
    const wrong = await signedRequest(url, "POST", { ...administrator, secretAccessKey: "wrong" });
    expect([wrong.status, wrong.headers["x-amzn-errortype"]]).to.deep.equal([403, "InvalidSignatureException"]);
    const { status, body } = await signedRequest(url, "POST", administrator, '{"a":1}');
    expect(status, body).to.equal(200);
    expect(JSON.parse(body).requestContext.identity).to.include({
      accessKey: "test",
      userArn: "arn:aws:iam::000000000000:root",
    });
  });

  it("are open to nobody by an authorizer that the program does not declare", async () => {
    expect((await ask("PUT", "/guarded", { authorization: "allow" })).status).to.equal(501);
    expect(missing()).to.contain("PUT /guarded has no handler: the authorizer nobody is not served");
  });

  it("are at the address that a deployment has, where it makes the stage", async () => {
    expect(output(host, "olderUrl")).to.match(/\/older$/);
    const { status, body } = await rawRequest(output(host, "olderUrl"), "GET", "/mock");
    expect([status, body]).to.deep.equal([200, "GET older  "]);
  });

  it("are documents on the console's page as well", async () => {
    const [api] = JSON.parse((await ownPage(host, "apis")).body);
    expect(api.document.paths["/things/{id}"]).to.have.keys("get", "options");
    expect(api.routes).to.deep.include({ method: "GET", path: "/mock", apiKeyRequired: false });
  });
});

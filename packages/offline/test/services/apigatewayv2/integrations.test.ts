import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { output, ownPage, type TestHost, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { programFolder } from "../../support/programs";
import { administratorOf } from "../../support/sdk";

describe("services/apigatewayv2: what HTTP APIs send requests to", () => {
  let server: Server;
  let host: TestHost;

  before(async () => {
    server = createServer((message, response) => {
      const { method, url, headers } = message;
      response.setHeader("content-type", "application/json");
      message.resume().on("end", () => response.end(JSON.stringify({ method, url, headers })));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const config = { "http-api-integrations:server": `http://127.0.0.1:${port}` };
    host = await testHost({ program: programFolder("http-api-integrations"), stack: "dev", config });
  });

  after(async () => {
    await host.close();
    server.close();
  });

  const ask = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    rawRequest(output(host, "url"), method, path, headers, body && JSON.stringify(body));

  it("are servers on this machine, which get requests as they came", async () => {
    const { status, body } = await ask("DELETE", "/files/a%20b/c?d=1");
    expect(status, body).to.equal(200);
    expect(JSON.parse(body)).to.include({ method: "DELETE", url: "/base/a%20b/c?d=1" });
  });

  it("get requests otherwise, and have their answers changed, as mappings say", async () => {
    const { status, headers, body } = await ask("POST", "/mapped/7?a=1", { kind: "x y" }, { "x-secret": "s" });
    expect(status, body).to.equal(202);
    const got = JSON.parse(body);
    expect(got).to.include({ method: "PUT", url: "/things/7/green?a=1&kind=x+y" });
    expect(got.headers).to.include({ "x-stage": "live" });
    expect(got.headers).not.to.have.property("x-secret");
    expect(headers["x-server"]).to.equal("PUT");
  });

  it("are queues, in the name of a role that may", async () => {
    const sent = await ask("POST", "/send", { text: "hello" });
    expect(sent.status, sent.body).to.equal(200);
    expect((await ask("POST", "/refused", { text: "no" })).status).to.equal(403);
    const received = await new SQSClient(administratorOf(host)).send(
      new ReceiveMessageCommand({ QueueUrl: output(host, "queueUrl"), MaxNumberOfMessages: 10 }),
    );
    expect(received.Messages?.map(({ Body }) => Body)).to.deep.equal(["hello"]);
  });

  it("are not served where they are private networks or other services, which the start says", async () => {
    expect((await ask("GET", "/link")).status).to.equal(501);
    expect((await ask("POST", "/stream", {})).status).to.equal(501);
    const said = host.unserved.map(({ text }) => text).join("\n");
    expect(said).to.contain("GET /link has no handler: the VPC link to");
    expect(said).to.contain("POST /stream has no handler: the integration Kinesis-PutRecord");
  });

  it("take no more requests than the stage lets through", async () => {
    expect((await ask("GET", "/limited")).status).to.equal(200);
    const second = await ask("GET", "/limited");
    expect([second.status, second.body]).to.deep.equal([429, '{"message":"Too Many Requests"}']);
  });

  it("are servers of APIs that are made quickly", async () => {
    const { body } = await rawRequest(output(host, "quickUrl"), "GET", "/any?x=1");
    expect(JSON.parse(body)).to.include({ method: "GET", url: "/quick?x=1" });
  });

  it("are on the console's page", async () => {
    const apis = JSON.parse((await ownPage(host, "apis")).body);
    expect(apis.map(({ name }: { name: string }) => name)).to.deep.equal(["api/live", "quick/$default"]);
    expect(apis[0].routes).to.deep.include({ method: "POST", path: "/send", apiKeyRequired: false });
    expect(apis[0].document.paths["/mapped/{id}"].post.parameters).to.deep.equal([
      { name: "id", in: "path", required: true },
    ]);
  });
});

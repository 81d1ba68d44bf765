import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { output, type TestHost, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { programFolder } from "../../support/programs";
import { administratorOf } from "../../support/sdk";

describe("services/lambda: answers that functions stream", () => {
  let host: TestHost;
  /** What the function waits for: the test says when it is answered, and how. */
  let server: Server;
  let asked: Promise<(status: number) => void>;

  before(async () => {
    host = await testHost({ program: programFolder("function-urls"), stack: "dev" });
  });

  beforeEach(async () => {
    asked = new Promise((resolve) => {
      server = createServer((_, response) => resolve((status) => response.writeHead(status).end()));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterEach(() => server.close());
  after(() => host.close());

  const proceed = () => `?proceed=http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  it("reach the caller as they are written, behind their status and headers", async () => {
    const answer = await fetch(`${output(host, "streamedUrl")}${proceed()}`);
    expect(answer.status).to.equal(202);
    expect(answer.headers.get("x-function")).to.match(/^streamed-/);
    expect(answer.headers.getSetCookie()).to.deep.equal(["a=1", "b=2"]);
    const reader = answer.body?.getReader();
    const next = async () => Buffer.from((await reader?.read())?.value ?? "").toString();
    expect(await next()).to.equal("one ");
    // The function has not gone on yet.
    (await asked)(200);
    expect(await next()).to.equal("two");
    expect((await reader?.read())?.done).to.equal(true);
  });

  it("are of the type that the function says, where nothing stands before them", async () => {
    const { status, headers, body } = await rawRequest(output(host, "streamedUrl"), "GET", "/?plain=yes");
    expect([status, headers["content-type"], body]).to.deep.equal([200, "text/plain", "one two"]);
  });

  it("break off where the function fails", async () => {
    const answer = await fetch(`${output(host, "streamedUrl")}${proceed()}`);
    (await asked)(500);
    const failure = await answer.text().then(
      () => "none",
      (error: unknown) => String(error),
    );
    expect(failure).to.contain("terminated");
    expect(host.logs.join("\n")).to.contain("told to");
  });

  it("come whole by URLs that do not stream, and by Invoke", async () => {
    const { status, headers, body } = await rawRequest(output(host, "wholeUrl"), "GET", "/");
    expect([status, headers["set-cookie"], body]).to.deep.equal([202, ["a=1", "b=2"], "one two"]);
    const FunctionName = String(headers["x-function"]);
    const Payload = JSON.stringify({ queryStringParameters: { plain: "yes" } });
    const lambda = new LambdaClient(administratorOf(host));
    const invoked = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    expect(invoked.Payload?.transformToString()).to.equal("one two");
  });
});

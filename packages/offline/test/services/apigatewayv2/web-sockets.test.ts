import { once } from "node:events";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { WebSocket } from "ws";
import { ChangingProgram } from "../../support/changing-program";
import { output, type TestHost, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { eventually } from "../../support/poll";
import { programFolder } from "../../support/programs";
import { administratorOf } from "../../support/sdk";
import { administrator, signedHeaders, signedRequest } from "../../support/signed";

describe("services/apigatewayv2: WebSocket APIs", () => {
  let host: TestHost;
  const sockets: WebSocket[] = [];

  before(async () => {
    host = await testHost({ program: programFolder("web-sockets"), stack: "dev" });
  });

  afterEach(() => sockets.splice(0).forEach((socket) => socket.terminate()));
  after(() => host.close());

  /** A client, and what it is sent, one after the other. */
  async function client(url = output(host, "url"), protocols: string[] = [], headers: Record<string, string> = {}) {
    const socket = new WebSocket(url, protocols, { headers });
    sockets.push(socket);
    await once(socket, "open");
    const next = async (): Promise<string> => String((await once(socket, "message"))[0]);
    const ask = async (message: object | string): Promise<string> => {
      const answer = next();
      socket.send(typeof message === "string" ? message : JSON.stringify(message));
      return answer;
    };
    return { socket, next, ask };
  }

  const refusalOf = async (url: string, headers: Record<string, string> = {}): Promise<number | undefined> => {
    const socket = new WebSocket(url, { headers });
    socket.on("error", () => undefined);
    const [, answer] = await once(socket, "unexpected-response");
    return answer.statusCode;
  };

  /** Asks for a client's connection as the account's administrator, below the host's own address. */
  const manage = (method: string, connectionId: string, body = "") =>
    signedRequest(
      `${output(host, "url")}/@connections/${connectionId}`.replace("ws:", "http:"),
      method,
      administrator,
      body,
    );

  const connectionIdOf = async ({ ask }: { ask(message: object): Promise<string> }): Promise<string> =>
    JSON.parse(await ask({ action: "fail" })).connectionId;

  it("have addresses of their own scheme", () => {
    expect(output(host, "endpoint")).to.match(/^ws:\/\/localhost:\d+\/_aws\/ws-api\/\w+$/);
    expect(output(host, "url")).to.equal(`${output(host, "endpoint")}/live`);
  });

  it("hand messages that no route is for to $default, and its answer back", async () => {
    const { ask } = await client();
    expect(await ask("no JSON at all")).to.equal("echo no JSON at all");
    expect(await ask({ action: "$connect" })).to.equal('echo {"action":"$connect"}');
  });

  it("choose routes by what messages say, whose functions send to clients by the API's own name", async () => {
    const { ask } = await client();
    expect(JSON.parse(await ask({ action: "say", text: "hello" }))).to.deep.equal({
      ...{ text: "hello", eventType: "MESSAGE", routeKey: "say" },
      stageVariables: { colour: "green" },
    });
  });

  it("carry messages from one client to another", async () => {
    const [one, other] = [await client(), await client()];
    const to = await connectionIdOf(other);
    const received = other.next();
    expect(JSON.parse(await one.ask({ action: "say", text: "psst", to }))).to.include({ status: 200 });
    expect(JSON.parse(await received)).to.include({ text: "psst" });
    const gone = JSON.parse(await one.ask({ action: "say", text: "psst", to: "nobody" }));
    expect(gone).to.include({ status: 410, type: "GoneException" });
  });

  it("tell the client where a function fails, and where a route is not served, which the start says", async () => {
    const { ask } = await client();
    expect(JSON.parse(await ask({ action: "fail" }))).to.include({ message: "Internal server error" });
    expect(JSON.parse(await ask({ action: "link" })).message).to.contain("is not served offline");
    expect(host.unserved.map(({ text }) => text)).to.include(
      "link has no handler: the integration HTTP_PROXY https://example.org is not served",
    );
  });

  it("let in whom the function of $connect lets in, by the protocol that it chooses", async () => {
    const { socket } = await client(output(host, "url"), ["chat", "other"]);
    expect(socket.protocol).to.equal("chat");
    expect(await refusalOf(`${output(host, "url")}?name=nobody`)).to.equal(401);
    expect(await refusalOf(`${output(host, "endpoint")}/elsewhere`)).to.equal(403);
  });

  it("let in whom their authorizer lets in", async () => {
    const url = output(host, "guardedUrl");
    await client(url, [], { "X-Token": "allow" });
    expect(await refusalOf(url, { "X-Token": "deny" })).to.equal(403);
    expect(await refusalOf(url)).to.equal(401);
  });

  it("let in who signs where IAM authorizes, and a mock has nothing against it", async () => {
    const url = output(host, "signedUrl");
    expect(await refusalOf(url)).to.equal(403);
    const headers = signedHeaders(url.replace("ws:", "http:"), "GET", administrator);
    await client(url, [], headers);
  });

  it("tell of clients, send to them and drop them by their management API", async () => {
    const one = await client();
    const id = await connectionIdOf(one);
    const told = await manage("GET", id);
    expect(told.status, told.body).to.equal(200);
    expect(JSON.parse(told.body)).to.have.keys("connectedAt", "identity", "lastActiveAt");
    const received = one.next();
    expect((await manage("POST", id, "a word")).status).to.equal(200);
    expect(await received).to.equal("a word");
    const closed = once(one.socket, "close");
    expect((await manage("DELETE", id)).status).to.equal(204);
    await closed;
    const gone = await manage("POST", id, "too late");
    expect([gone.status, gone.headers["x-amzn-errortype"]]).to.deep.equal([410, "GoneException"]);
  });

  it("hold functions to what their roles may do", async () => {
    const { ask } = await client();
    expect(await ask({ action: "drop" })).to.equal("403 AccessDeniedException");
  });

  it("tell $disconnect that a client has gone", async () => {
    const one = await client();
    const connectionId = await connectionIdOf(one);
    one.socket.close(1000, "done");
    const sqs = new SQSClient(administratorOf(host));
    const receive = { QueueUrl: output(host, "queueUrl"), WaitTimeSeconds: 5, MaxNumberOfMessages: 10 };
    const told: object[] = [];
    while (!told.some((one) => "connectionId" in one && one.connectionId === connectionId)) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
      told.push(...Messages.map(({ Body = "{}" }) => JSON.parse(Body)));
    }
    expect(told).to.deep.include({ connectionId, disconnectStatusCode: 1000, eventType: "DISCONNECT" });
    sqs.destroy();
  });

  it("leave other requests as they are that offer another protocol", async () => {
    const answer = await rawRequest(host.url, "GET", "/_offline/health", { connection: "Upgrade", upgrade: "h2c" });
    expect(answer.status).to.equal(200);
  });
});

describe("services/apigatewayv2: WebSocket APIs of a program that changes", () => {
  it("keep their clients, whose messages go to what the functions have become", async () => {
    const program = new ChangingProgram("web-sockets");
    const host = await testHost({ program: program.folder, stack: "dev", watch: true });
    const socket = new WebSocket(output(host, "url"));
    try {
      await once(socket, "open");
      const ask = async (message: string): Promise<string> => {
        const answer = once(socket, "message");
        socket.send(message);
        return String((await answer)[0]);
      };
      expect(await ask("one")).to.equal("echo one");
      program.edit("index.ts", '"echo " + body', '"ECHO " + body');
      await eventually("reloaded", async () => host.logs.find((line) => line.startsWith("reloaded")), 60);
      expect(await ask("two")).to.equal("ECHO two");
    } finally {
      socket.terminate();
      await host.close();
      program.remove();
    }
  });
});

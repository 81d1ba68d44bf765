import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { expect } from "chai";
import { type Api, apiOf } from "../../support/api";
import { testHost } from "../../../packages/offline/test/support/host";
import { expectProblem } from "../../support/problem";

const id = "a".repeat(64);
const labelled = { Id: id, State: { Status: "running" }, Config: { Labels: { "atelier.managed": "true" } } };

type Reply = (response: ServerResponse, request: IncomingMessage) => void;

/** An answer of an engine. */
const says =
  (status: number, body?: unknown, headers: Record<string, string> = {}): Reply =>
  (response) =>
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));

/** What goes wrong with an engine, which a real one does not show on demand: a stand-in that speaks its HTTP. */
describe("control: containers of an engine that fails", () => {
  let server: Server;
  let port: number;
  let close: () => Promise<void>;
  let api: Api;
  /** What the stand-in was asked, and what it answers. */
  let asked: string[];
  let ping: Reply;
  let inspect: Reply;
  let act: Reply;

  before(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const reply = request.url === "/_ping" ? ping : request.method === "GET" ? inspect : act;
      reply(response, request);
    });
    await listen(0);
    port = Object(server.address()).port;
    const host = await testHost({ config: { dockerHost: `http://127.0.0.1:${port}` } });
    close = host.close;
    api = apiOf(host);
  });

  after(async () => {
    await close?.();
    await hangUp();
  });

  beforeEach(() => {
    asked = [];
    ping = says(200, "OK", { "api-version": "1.43" });
    inspect = says(200, labelled);
    act = says(204);
  });

  const listen = (at: number) => once(server.listen(at, "127.0.0.1"), "listening");

  const hangUp = async () => {
    server.closeAllConnections();
    if (server.close().listening) await once(server, "close");
  };

  const infra = (action: string, name = "web") => api.call("GET", `/infra?target=docker&action=${action}&name=${name}`);

  const list = () => api.call("GET", "/infra?target=docker&action=list");

  const unreachable = async (action = "status") => expectProblem(await infra(action), 502, "Docker Engine unreachable");

  describe("what the engine is asked", () => {
    it("is its version, the container by its name, and the action by the id, with ten seconds to stop", async () => {
      expect((await infra("stop")).status).to.equal(200);
      expect(asked).to.deep.equal([
        "GET /_ping",
        "GET /v1.43/containers/web/json",
        `POST /v1.43/containers/${id}/stop?t=10`,
      ]);
      asked = [];
      expect((await infra("start")).status).to.equal(200);
      expect(asked.at(-1)).to.equal(`POST /v1.43/containers/${id}/start`);
    });

    it("is no action for a status, and for a container without the label", async () => {
      await infra("status");
      for (const Labels of [null, {}, undefined, { "atelier.managed": "TRUE" }]) {
        inspect = says(200, { ...labelled, Config: { Labels } });
        expectProblem(await infra("stop"), 403, "Container is not managed by this stack");
      }
      expect(asked.filter((one) => one.startsWith("POST"))).to.be.empty;
    });

    it("is the list of all containers with the label, whatever their state", async () => {
      inspect = says(200, []);
      const { status, body } = await list();
      expect([status, body]).to.deep.equal([200, { containers: [] }]);
      const filters = encodeURIComponent(JSON.stringify({ label: ["atelier.managed=true"] }));
      expect(asked).to.deep.equal(["GET /_ping", `GET /v1.43/containers/json?all=true&filters=${filters}`]);
    });

    it("is in the newest version that both know", async () => {
      for (const [theirs, spoken] of [
        ["1.24", "1.24"],
        ["1.41", "1.41"],
        ["1.52", "1.52"],
        ["1.99", "1.52"],
      ]) {
        ping = says(200, "OK", { "api-version": String(theirs) });
        asked = [];
        expect((await infra("status")).status).to.equal(200);
        expect(asked).to.include(`GET /v${spoken}/containers/web/json`);
      }
    });

    it("is nothing for a name that no container can have", async () => {
      const names = [
        "",
        "-web",
        ".web",
        "a%20b",
        "a/b",
        "..%2f..%2fimages",
        "%C3%A9",
        "a%00",
        "a%0d%0ab",
        "a?x",
        "a%23",
      ];
      for (const name of [...names, "a".repeat(129)]) {
        const answer = await infra("stop", name.replace("?", "%3F"));
        expectProblem(answer, 400, "Malformed container name");
      }
      const missing = await api.call("GET", "/infra?target=docker&action=stop");
      expect(expectProblem(missing, 400, "Malformed container name")).to.contain("name");
      expectProblem(await infra("restart"), 400, "Unknown action");
      expect(asked).to.be.empty;
      expect((await infra("status", "a".repeat(128))).status).to.equal(200);
    });
  });

  it("lists containers by name, without links from others and what has no name any more", async () => {
    inspect = says(200, [
      { Id: id, Names: ["/other/alias", "/web"], State: "running", Status: "Up 2 hours" },
      { Id: id, Names: ["/db"], State: "exited", Status: "Exited (0) 3 days ago" },
      { Id: id, Names: null, State: "dead" },
      { Id: id, Names: [], State: "removing" },
      { Id: id, Names: ["/Web"], State: "created" },
    ]);
    expect((await list()).body).to.deep.equal({
      containers: [
        { name: "Web", status: "created" },
        { name: "db", status: "exited" },
        { name: "web", status: "running" },
      ],
    });
  });

  it("lists containers for browsers that prefetch, as nothing is changed by it", async () => {
    inspect = says(200, []);
    const headers = { "sec-purpose": "prefetch" };
    expect((await api.call("GET", "/infra?target=docker&action=list", { headers })).status).to.equal(200);
    const stop = await api.call("GET", "/infra?target=docker&action=stop&name=web", { headers });
    expectProblem(stop, 403, "Not for prefetch");
  });

  it("is not asked for the list of instances", async () => {
    for (const path of ["/infra?action=list", "/infra?target=ec2&action=list"]) {
      expect((await api.call("GET", path)).body).to.have.all.keys("instances");
    }
    expect(asked).to.be.empty;
  });

  it("answers success where the engine says that nothing is left to do", async () => {
    act = says(304);
    expect((await infra("start")).body).to.deep.equal({ status: "started", target: "docker", container: "web" });
    expect((await infra("stop")).body).to.deep.equal({ status: "stopped", target: "docker", container: "web" });
  });

  it("answers 404 for a container that is gone before the action", async () => {
    act = says(404, { message: "No such container" });
    expectProblem(await infra("start"), 404, "Container not found");
  });

  it("answers 409 with the engine's words for what is impossible in the container's state", async () => {
    act = says(409, { message: "cannot start a paused container, try unpause instead" });
    const detail = expectProblem(await infra("start"), 409, "Cannot start the container");
    expect(detail).to.equal("cannot start a paused container, try unpause instead");
  });

  describe("answers 502", () => {
    it("with the engine's words for what it fails at", async () => {
      act = says(500, { message: "port is already allocated" });
      expect(await unreachable("start")).to.equal("port is already allocated");
      inspect = says(500, { message: "the disk is gone" });
      expect(await unreachable()).to.equal("the disk is gone");
      inspect = says(503, "<html>");
      expect(await unreachable()).to.equal("the engine answered 503");
    });

    it("where nobody listens", async () => {
      await hangUp();
      try {
        expect(await unreachable()).to.contain("ECONNREFUSED");
      } finally {
        await listen(port);
      }
    });

    it("where no answer comes, or no end of it", async () => {
      ping = () => undefined;
      expect(await unreachable()).to.equal("no answer within 3 seconds");
      ping = says(200, "OK", { "api-version": "1.43" });
      inspect = (response) => response.writeHead(200).write('{"Id":');
      expect(await unreachable()).to.equal("no answer within 3 seconds");
    });

    it("where the connection ends early", async () => {
      ping = (response) => response.destroy();
      expect(await unreachable()).to.equal("socket hang up");
      ping = says(200, "OK", { "api-version": "1.43" });
      inspect = (response) => response.writeHead(200).write('{"Id":', () => response.destroy());
      expect(await unreachable()).to.equal("aborted");
    });

    it("where the answer has no measure", async () => {
      inspect = (response) => response.end(" ".repeat(1_000_001) + JSON.stringify(labelled));
      expect(await unreachable()).to.equal("the answer is too long");
    });

    it("where what answers is no engine", async () => {
      ping = (_, request) => request.socket.end("SSH-2.0-OpenSSH_9.2\r\n");
      expect(await unreachable()).to.contain("Parse Error");
      ping = says(200, "hello");
      expect(await unreachable()).to.equal("what answers there is no Docker Engine");
      ping = says(200, "OK", { "api-version": "2.0" });
      expect(await unreachable()).to.equal("what answers there is no Docker Engine");
      ping = says(403, "forbidden");
      expect(await unreachable()).to.equal("the engine answered 403");
    });

    it("where the engine's answer is not about a container", async () => {
      for (const answer of ["", "{", "null", "[]", "{}", { ...labelled, Id: "../x" }, { ...labelled, State: {} }]) {
        inspect = says(200, answer);
        expect(await unreachable("stop")).to.equal("what answers there is no Docker Engine");
      }
      expect(asked.filter((one) => one.startsWith("POST"))).to.be.empty;
    });

    it("where the engine's answer is no list of containers, or an error", async () => {
      for (const answer of [
        "",
        "null",
        "{}",
        labelled,
        [null],
        [{}],
        [{ Names: ["/web"] }],
        [{ Names: "/web", State: "running" }],
      ]) {
        inspect = says(200, answer);
        expect(expectProblem(await list(), 502, "Docker Engine unreachable")).to.equal(
          "what answers there is no Docker Engine",
        );
      }
      inspect = says(500, { message: "the disk is gone" });
      expect(expectProblem(await list(), 502, "Docker Engine unreachable")).to.equal("the disk is gone");
    });

    it("where the engine is older than what it is asked for", async () => {
      ping = says(200, "OK", { "api-version": "1.23" });
      expect(await unreachable()).to.equal("the engine's API 1.23 is too old: 1.24 is needed");
    });
  });
});

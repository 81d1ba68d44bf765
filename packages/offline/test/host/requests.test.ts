import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { output, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { head, RawClient, statuses } from "../support/socket";
import { programFolder } from "../support/programs";

const close = { Connection: "close" };
const chunked = { "Transfer-Encoding": "chunked" };

describe("host/server: odd requests", () => {
  let host: Host & { logs: string[] };
  let path: string;

  before(async () => {
    host = await testHost({ program: programFolder("gateway"), stack: "dev" });
    path = new URL(output(host, "url")).pathname;
  });

  after(() => host.close());

  /** Whatever came, the host serves on and has found no fault in itself. */
  afterEach(async () => {
    expect((await rawRequest(output(host, "url"), "GET", "/mock")).status).to.equal(418);
    expect(host.logs).to.deep.equal([]);
  });

  /** All that the host says to a text until the connection is over. */
  async function exchange(text: string): Promise<string> {
    const client = new RawClient(host.url);
    await client.send(text);
    return client.all();
  }

  it("gives leave to send a body that it takes", async () => {
    const client = new RawClient(host.url);
    await client.send(head(`POST ${path}/behave`, { "Content-Length": 2, Expect: "100-continue", ...close }));
    await client.says(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    await client.send("{}");
    expect(statuses(await client.all())).to.deep.equal([100, 200]);
  });

  it("answers pipelined requests in their order", async () => {
    const slow = '{"sleep":60,"answer":{"body":"first"}}';
    const text = await exchange(
      head(`POST ${path}/behave`, { "Content-Length": slow.length }) +
        slow +
        head(`GET ${path}/mock`) +
        head(`GET ${path}/nowhere`, close),
    );
    expect(statuses(text)).to.deep.equal([200, 418, 403]);
  });

  describe("what is no HTTP is answered 400, and the connection ends:", () => {
    const malformed: Record<string, string> = {
      noise: "\x16\x03\x01\x02\x00\x01\x00\x01",
      "an unknown version": "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
      "an unknown method": head("STEAL /"),
      "no host": "GET / HTTP/1.1\r\n\r\n",
      "a header without a name": "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
      "a header with a space in its name": "GET / HTTP/1.1\r\nHost: x\r\nx y: z\r\n\r\n",
      "a line break within a header": "GET / HTTP/1.1\r\nHost: x\r\nx: y\rz: 1\r\n\r\n",
      "a length that is no number": head("POST /", { "Content-Length": "ten" }),
      "two lengths": `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
      "a length and chunks": `${head("POST /", { "Content-Length": 5, ...chunked })}0\r\n\r\n`,
      "a chunk without a length": `${head(`POST /`, chunked)}no\r\n\r\n`,
    };
    for (const [title, text] of Object.entries(malformed)) {
      it(title, async () => {
        expect(statuses(await exchange(text))).to.deep.equal([400]);
      });
    }

    it("an unknown method for an API is answered by its gateway instead, as any that is not declared", async () => {
      const text = await exchange(head(`STEAL ${path}/mock?now`));
      expect(statuses(text)).to.deep.equal([403]);
      expect(text)
        .to.match(/^x-amzn-RequestId: /m)
        .and.to.match(/\{"message":"Missing Authentication Token"\}$/);
    });

    it("headers beyond all measure get 431", async () => {
      expect(statuses(await exchange(head("GET /", { x: "x".repeat(20_000) })))).to.deep.equal([431]);
    });
  });

  describe("a target", () => {
    const answers: Record<string, [target: string, status: number]> = {
      "that is a whole URL is the path in it": ["http://localhost:1/PATH/mock", 418],
      "that is a whole URL without a path is the root": ["http://localhost", 404],
      "that is a star is nothing": ["*", 404],
      "with dots is not tidied up": ["/x/../PATH/mock", 404],
      "with an encoded slash is not decoded": ["/PATH%2Fmock", 404],
      "with a broken encoding in a query is served": ["/PATH/mock?q=%zz&%", 418],
      "with a question mark among its values is served": ["/PATH/mock?q=?&r=/", 418],
    };
    for (const [title, [target, status]] of Object.entries(answers)) {
      it(title, async () => {
        const method = target === "*" ? "OPTIONS" : "GET";
        const text = await exchange(head(`${method} ${target.replace("/PATH", path)}`, close));
        expect(statuses(text)).to.deep.equal([status]);
      });
    }
  });
});

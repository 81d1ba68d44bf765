import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect } from "chai";
import type { Host } from "../../offline/host";
import { output, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { eventually } from "../support/poll";
import { RawClient } from "../support/socket";

const program = resolve("test/offline/programs/gateway");

/** A request's head. */
const head = (line: string, headers: Record<string, string | number> = {}): string =>
  [
    `${line} HTTP/1.1`,
    ...Object.entries({ Host: "localhost", ...headers }).map(([name, value]) => `${name}: ${value}`),
    "\r\n",
  ].join("\r\n");

/** The statuses of all answers in a text, in order. */
const statuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

const close = { Connection: "close" };
const chunked = { "Transfer-Encoding": "chunked" };

/** What S3 answers to a signed URL for an object. */
async function signed(host: Host, Key: string, method: "GET" | "PUT"): Promise<{ target: string; Host: string }> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const s3 = new S3Client({
    endpoint: host.url,
    region: "us-east-1",
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  const object = { Bucket: output(host, "bucket"), Key };
  const command = method === "GET" ? new GetObjectCommand(object) : new PutObjectCommand(object);
  const url = new URL(await getSignedUrl(s3, command));
  s3.destroy();
  return { target: url.pathname + url.search, Host: url.host };
}

describe("offline/connections", () => {
  /** One that loses patience fast, and one as people have it. */
  let hasty: Host & { logs: string[] };
  let usual: Host & { logs: string[] };
  let path: string;
  const clients: RawClient[] = [];
  const folder = mkdtempSync(join(tmpdir(), "connections-"));

  before(async () => {
    hasty = await testHost({ program, stack: "dev", data: folder, patience: { headers: 500, body: 300, refused: 50 } });
    usual = await testHost({ program, stack: "dev" });
    path = new URL(output(usual, "url")).pathname;
  });

  after(async () => {
    await hasty.close();
    await usual.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Whatever a client did, the host serves on and has found no fault in itself. */
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    for (const host of [hasty, usual]) {
      expect((await rawRequest(output(host, "url"), "GET", "/mock")).status).to.equal(418);
      expect(host.logs.filter((line) => !line.startsWith("[behave"))).to.deep.equal([]);
    }
  });

  function connect(host: Host): RawClient {
    const client = new RawClient(host.url);
    clients.push(client);
    return client;
  }

  /** All that a host says to a text until the connection is over. */
  async function exchange(host: Host, text: string): Promise<string> {
    const client = connect(host);
    await client.send(text);
    return client.all();
  }

  describe("a client that is slow", () => {
    it("to say anything is cut off", async () => {
      expect(statuses(await connect(hasty).all())).to.deep.equal([408]);
    });

    it("with its headers is cut off", async () => {
      expect(statuses(await exchange(hasty, `GET ${path}/mock HTTP/1.1\r\nHost: lo`))).to.deep.equal([408]);
    });

    it("with a body is cut off", async () => {
      const text = await exchange(hasty, `${head(`POST ${path}/behave`, { "Content-Length": 9 })}{"sle`);
      expect(statuses(text)).to.deep.equal([408]);
    });

    it("with an upload is cut off, and nothing of it is kept", async () => {
      const { target, Host } = await signed(hasty, "half", "PUT");
      const text = await exchange(hasty, `${head(`PUT ${target}`, { Host, "Content-Length": 9 })}half`);
      expect(statuses(text)).to.deep.equal([408]);
      const get = await signed(hasty, "half", "GET");
      expect((await fetch(hasty.url + get.target)).status).to.equal(404);
      await eventually("what was received is gone", async () => {
        const files = readdirSync(join(folder, "s3"), { recursive: true }).map(String);
        return files.some((file) => file.endsWith(".part")) ? undefined : files;
      });
    });

    it("may take its time for an upload while bytes keep coming", async () => {
      const patient = await testHost({
        program,
        stack: "dev",
        patience: { headers: 1_000, body: 20_000, refused: 50 },
      });
      try {
        const { target, Host } = await signed(patient, "slow", "PUT");
        const client = connect(patient);
        await client.send(head(`PUT ${target}`, { Host, "Content-Length": 5, ...close }));
        for (const byte of "bytes") {
          await setTimeout(250);
          await client.send(byte);
        }
        expect(statuses(await client.all())).to.deep.equal([200]);
      } finally {
        await patient.close();
      }
    });

    it("to take its answer waits for it as long as it takes", async () => {
      const order = '{"sleep":500}';
      const text = await exchange(
        hasty,
        head(`POST ${path}/behave`, { "Content-Length": order.length, ...close }) + order,
      );
      expect(statuses(text)).to.deep.equal([200]);
    });
  });

  describe("a client that goes away", () => {
    it("in the middle of its request is forgotten", async () => {
      const { target, Host } = await signed(usual, "gone", "PUT");
      for (const text of [
        `GET ${path}/mo`,
        `${head(`POST ${path}/behave`, { "Content-Length": 99 })}{`,
        `${head(`POST ${path}/behave`, chunked)}5\r\n{"sle`,
        `${head(`PUT ${target}`, { Host, "Content-Length": 99 })}some`,
      ]) {
        const client = connect(usual);
        await client.send(text);
        client.destroy();
      }
    });

    it("before its answer comes costs nobody anything", async () => {
      const order = '{"log":"begun","sleep":100,"answer":{"body":"for nobody"}}';
      const client = connect(usual);
      await client.send(head(`POST ${path}/behave`, { "Content-Length": order.length }) + order);
      await eventually("the function runs", async () => usual.logs.find((line) => line.includes("begun")));
      client.destroy();
      expect((await rawRequest(output(usual, "url"), "POST", "/behave", {}, "{}")).status).to.equal(200);
    });

    it("in the middle of a large answer costs nobody anything", async () => {
      const order = '{"long":6000000}';
      const client = connect(usual);
      await client.send(head(`POST ${path}/behave`, { "Content-Length": order.length }) + order);
      await client.says(/xxxx/);
      client.destroy();
    });

    it("by half, as it has said all, gets its answer", async () => {
      const client = connect(usual);
      const order = '{"sleep":50,"answer":{"body":"still here?"}}';
      await client.send(head(`POST ${path}/behave`, { "Content-Length": order.length }) + order);
      client.end();
      expect(await client.all()).to.match(/^HTTP\/1\.1 200 .*still here\?$/s);
    });

    it("by half in the middle of a body is told that it is wrong", async () => {
      const client = connect(usual);
      await client.send(`${head(`POST ${path}/behave`, { "Content-Length": 99 })}{`);
      client.end();
      expect(statuses(await client.all())).to.deep.equal([400]);
    });
  });

  describe("a client that sends a body larger than the gateway takes", () => {
    it("and asks for leave gets none", async () => {
      const headers = { "Content-Length": 10_485_761, Expect: "100-continue" };
      const text = await exchange(hasty, head(`POST ${path}/behave`, headers));
      expect(statuses(text)).to.deep.equal([413]);
    });

    it("and goes on sending for ever is cut off", async () => {
      const client = connect(hasty);
      await client.send(head(`POST ${path}/behave`, chunked));
      const megabyte = `100000\r\n${"x".repeat(0x100000)}\r\n`;
      let over = false;
      const all = client.all().finally(() => (over = true));
      while (!over) await client.send(megabyte);
      expect(statuses(await all)).to.deep.equal([413]);
    });

    it("is told so before it is asked for its key", async () => {
      const text = await exchange(hasty, head(`GET ${path}/keyed`, { "Content-Length": 10_485_761 }));
      expect(statuses(text)).to.deep.equal([413]);
    });
  });

  it("gives leave to send a body that it takes", async () => {
    const client = connect(usual);
    await client.send(head(`POST ${path}/behave`, { "Content-Length": 2, Expect: "100-continue", ...close }));
    await client.says(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    await client.send("{}");
    expect(statuses(await client.all())).to.deep.equal([100, 200]);
  });

  it("answers pipelined requests in their order", async () => {
    const slow = '{"sleep":60,"answer":{"body":"first"}}';
    const text = await exchange(
      usual,
      head(`POST ${path}/behave`, { "Content-Length": slow.length }) +
        slow +
        head(`GET ${path}/mock`) +
        head(`GET ${path}/nowhere`, close),
    );
    expect(statuses(text)).to.deep.equal([200, 418, 403]);
  });

  it("serves a thousand connections at once", async () => {
    const agent = new Agent({ keepAlive: true });
    try {
      const url = output(usual, "url");
      for (const path of ["/mock", "/fixed/here"]) {
        const answers = Array.from({ length: 1000 }, () => rawRequest(url, "GET", path, {}, "", agent));
        const counts = new Set((await Promise.all(answers)).map(({ status }) => status));
        expect([...counts]).to.deep.equal([path === "/mock" ? 418 : 200]);
      }
    } finally {
      agent.destroy();
    }
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
        expect(statuses(await exchange(usual, text))).to.deep.equal([400]);
      });
    }

    it("an unknown method for an API is answered by its gateway instead, as any that is not declared", async () => {
      const text = await exchange(usual, head(`STEAL ${path}/mock?now`));
      expect(statuses(text)).to.deep.equal([403]);
      expect(text)
        .to.match(/^x-amzn-RequestId: /m)
        .and.to.match(/\{"message":"Missing Authentication Token"\}$/);
    });

    it("headers beyond all measure get 431", async () => {
      expect(statuses(await exchange(usual, head("GET /", { x: "x".repeat(20_000) })))).to.deep.equal([431]);
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
        const text = await exchange(usual, head(`${method} ${target.replace("/PATH", path)}`, close));
        expect(statuses(text)).to.deep.equal([status]);
      });
    }
  });
});

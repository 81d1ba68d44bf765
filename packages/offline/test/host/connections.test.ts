import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { output, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { eventually } from "../support/poll";
import { signed } from "../support/presigned";
import { head, RawClient, statuses } from "../support/socket";
import { programFolder } from "../support/programs";

const program = programFolder("gateway");

const close = { Connection: "close" };
const chunked = { "Transfer-Encoding": "chunked" };

/** How many descriptors of this process are of files below a folder. */
const openFiles = (folder: string): number =>
  readdirSync("/proc/self/fd").filter((one) => {
    try {
      return readlinkSync(`/proc/self/fd/${one}`).startsWith(folder);
    } catch {
      // It has been closed meanwhile.
      return false;
    }
  }).length;

describe("host/connections", () => {
  /** One that loses patience fast, and one as people have it. */
  let hasty: Host & { logs: string[] };
  let usual: Host & { logs: string[] };
  let path: string;
  const clients: RawClient[] = [];
  const folder = mkdtempSync(join(tmpdir(), "connections-"));

  before(async () => {
    hasty = await testHost({
      program,
      stack: "dev",
      data: folder,
      patience: { headers: 500, body: 300, answer: 300, refused: 50 },
    });
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
      expect(host.logs.filter((line) => !line.startsWith("behave-"))).to.deep.equal([]);
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
        patience: { headers: 1_000, body: 20_000, answer: 20_000, refused: 50 },
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

    it("to read its answer is cut off, and what the answer is read from is closed", async () => {
      const put = await signed(hasty, "large", "PUT");
      await fetch(hasty.url + put.target, { method: "PUT", body: Buffer.alloc(64 * 1024 ** 2) });
      const { target, Host } = await signed(hasty, "large", "GET");
      const { port, hostname } = new URL(hasty.url);
      const before = openFiles(join(folder, "s3"));
      const silent = await Promise.all(
        Array.from({ length: 5 }, async () => {
          const socket = createConnection({ port: Number(port), host: hostname }).pause();
          socket.on("error", () => undefined).write(head(`GET ${target}`, { Host }));
          return socket;
        }),
      );
      await eventually(
        "the object's file is open",
        async () => openFiles(join(folder, "s3")) >= before + 5 || undefined,
      );
      await eventually("it is closed", async () => openFiles(join(folder, "s3")) === before || undefined);
      for (const socket of silent) socket.destroy();
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

  it("serves a thousand connections at once", async () => {
    const agent = new Agent({ keepAlive: true });
    const ask = (below: string) => rawRequest(output(usual, "url"), "GET", below, {}, "", agent);
    try {
      for (const below of ["/mock?once", "/mock?again", "/fixed/here"]) {
        const answers = await Promise.all(Array.from({ length: 1000 }, () => ask(below)));
        const counts = new Set(answers.map(({ status }) => status));
        expect([...counts]).to.deep.equal([below === "/fixed/here" ? 200 : 418]);
      }
    } finally {
      agent.destroy();
    }
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { openDynamoDb, type DynamoDb } from "../../../src/services/dynamodb/service";
import { call } from "./support/direct";
import { location, notes, readings, withFolder } from "./support/fixture";

/** Runs the writer and kills it once it has acknowledged so many lines; returns how it ended and what it acknowledged. */
async function write(mode: string, directory: string, lines = Infinity) {
  const writer = join(__dirname, "support", "writer.ts");
  const child = spawn(process.execPath, ["--require", "tsx/cjs", writer, mode, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line);
    if (acknowledged.length === lines) child.kill("SIGKILL");
  }
  const [code, signal] = await ended;
  expect(acknowledged.shift()).to.equal("ready");
  return { code, signal, acknowledged };
}

async function reopened(directory: string, use: (service: DynamoDb) => Promise<void>): Promise<void> {
  const service = await openDynamoDb({ directory, location, tables: [notes, readings] });
  try {
    await use(service);
  } finally {
    await service.close();
  }
}

const get = async (service: DynamoDb, id: string) =>
  (await call(service, "GetItem", { TableName: "notes", Key: { id: { S: id } } })).Item;

describe("DynamoDB on disk", () => {
  it("keeps tables and items when it is closed and opened again", () =>
    withFolder(async (directory) => {
      const Item = { id: { S: "kept" }, topic: { S: "kept" } };
      await reopened(directory, async (service) => {
        await call(service, "PutItem", { TableName: "notes", Item });
      });
      await reopened(directory, async (service) => {
        expect(await get(service, "kept")).to.deep.equal(Item);
        const { Count } = await call(service, "Scan", { TableName: "notes", IndexName: "topics" });
        expect(Count).to.equal(1);
      });
    }));

  it("loses nothing it acknowledged when the process is killed, and its index agrees with its table", () =>
    withFolder(async (directory) => {
      for (const lines of [2, 500, 4000]) {
        const last = new Map<string, number>();
        const { signal, acknowledged } = await write("items", directory, lines);
        expect(signal).to.equal("SIGKILL");
        for (const line of acknowledged) {
          const [name = "", at] = line.split(" ");
          last.set(name, Number(at));
        }
        await reopened(directory, async (service) => {
          const table = await call(service, "Scan", { TableName: "notes" });
          const index = await call(service, "Scan", { TableName: "notes", IndexName: "by-topic" });
          expect(index.Items).to.have.deep.members(Array.isArray(table.Items) ? table.Items : []);
          for (const [name, at] of last) {
            const item = await get(service, name);
            // What was under way when the process died may have been written or not.
            expect(item)
              .to.have.nested.property("at.N")
              .that.is.oneOf([String(at), String(at + 1)]);
          }
        });
      }
    }));

  it("does a transaction whole or not at all when the process is killed among transactions", () =>
    withFolder(async (directory) => {
      const { acknowledged } = await write("transfers", directory, 400);
      await reopened(directory, async (service) => {
        const { Count } = await call(service, "Scan", { TableName: "notes", IndexName: "by-topic" });
        expect(Count).to.be.oneOf([acknowledged.length, acknowledged.length + 1]);
        expect(await get(service, "to")).to.deep.equal({ id: { S: "to" }, amount: { N: String(Count) } });
        expect(await get(service, "from")).to.deep.equal({ id: { S: "from" }, amount: { N: String(-Number(Count)) } });
      });
    }));

  it("has done nothing of a transaction that was killed before its commit", () =>
    withFolder(async (directory) => {
      expect(await write("before", directory)).to.deep.include({ signal: "SIGKILL", acknowledged: [] });
      await reopened(directory, async (service) => {
        for (const id of ["from", "to", "transfer-0"]) expect(await get(service, id)).to.equal(undefined);
      });
    }));

  it("has done all of a transaction that was killed after its commit, and does not do it again", () =>
    withFolder(async (directory) => {
      expect(await write("after", directory)).to.deep.include({ signal: "SIGKILL", acknowledged: [] });
      // This process would die before it committed anything.
      expect(await write("before", directory)).to.deep.include({ code: 0, acknowledged: ["done"] });
      await reopened(directory, async (service) => {
        expect(await get(service, "to")).to.deep.equal({ id: { S: "to" }, amount: { N: "1" } });
        expect(await get(service, "from")).to.deep.equal({ id: { S: "from" }, amount: { N: "-1" } });
        expect(await get(service, "transfer-0")).to.have.nested.property("topic.S", "done");
      });
    }));

  it("refuses a folder that is in use, with a remedy", () =>
    withFolder(async (directory) => {
      await reopened(directory, async () => {
        const error = await openDynamoDb({ directory, location, tables: [] }).catch((error: unknown) => error);
        expect(String(error)).to.match(/another process is using the DynamoDB data in/);
      });
    }));
});

import { writeSync } from "node:fs";
import { Faults, openDynamoDb, type DynamoDb } from "../../../../src/services/dynamodb/service";
import { call } from "./direct";
import { location, notes, readings } from "./fixture";

/** A process that writes until it is killed. It prints what has been acknowledged, a line each. */
const acknowledge = (line: string) => writeSync(1, `${line}\n`);

const transfer = (number: number) => ({
  ClientRequestToken: `transfer-${number}`,
  TransactItems: [
    { Put: { TableName: "notes", Item: { id: { S: `transfer-${number}` }, topic: { S: "done" }, at: { N: "1" } } } },
    add("from", -1),
    add("to", 1),
  ],
});

const add = (id: string, amount: number) => ({
  Update: {
    TableName: "notes",
    Key: { id: { S: id } },
    UpdateExpression: "ADD amount :amount",
    ExpressionAttributeValues: { ":amount": { N: String(amount) } },
  },
});

/** Rewrites items of many workers, each rewrite with another index key, and puts new ones. */
async function writeItems(service: DynamoDb): Promise<void> {
  const worker = async (name: string) => {
    for (let at = 0; ; at++) {
      // Large enough for LevelDB to change its log and compact while it is killed.
      const text = { S: String(at).repeat(1000) };
      const Item = { id: { S: name }, topic: { S: `topic-${at % 5}` }, at: { N: String(at) }, text };
      await call(service, "PutItem", { TableName: "notes", Item });
      acknowledge(`${name} ${at}`);
    }
  };
  await Promise.all(Array.from({ length: 10 }, (_, index) => worker(`worker-${index}`)));
}

async function transferForever(service: DynamoDb): Promise<void> {
  for (let number = 0; ; number++) {
    await call(service, "TransactWriteItems", transfer(number));
    acknowledge(String(number));
  }
}

async function main([mode, directory]: string[]): Promise<void> {
  const faults = new Faults();
  const service = await openDynamoDb({ directory, location, tables: [notes, readings], faults });
  acknowledge("ready");
  if (mode === "items") return writeItems(service);
  if (mode === "transfers") return transferForever(service);
  faults.onCommit = (moment, operation) => {
    if (operation === "TransactWriteItems" && moment === mode) process.kill(process.pid, "SIGKILL");
  };
  await call(service, "TransactWriteItems", transfer(0));
  acknowledge("done");
}

void main(process.argv.slice(2));

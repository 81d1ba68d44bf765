import * as client from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { openDynamoDb, type DynamoDb } from "../../../src/services/dynamodb/service";
import { answer } from "../../support/service";
import { location, notes } from "./support/fixture";

/** A member of an operation's input, and a request that has this member alone. */
interface Member {
  path: string;
  value: unknown;
}

const schemas = new Map<string, unknown>(Object.entries(client));

/** The kinds of schemas in the SDK's model, and what marks a list or a map of simple things. */
const kinds = { list: 1, map: 2, structure: 3, union: 4, listOf: 64, mapOf: 128 } as const;

/** All members below a schema of the SDK's model, structures within lists and maps included. */
function membersOf(schema: unknown, path = "", wrap = (value: unknown): unknown => value): Member[] {
  const resolved: unknown = typeof schema === "function" ? schema() : schema;
  if (typeof resolved === "number") return [{ path, value: wrap(simple(resolved)) }];
  if (!Array.isArray(resolved)) return [{ path, value: wrap("x") }];
  const [kind, , , , first, second]: unknown[] = resolved;
  if (kind === kinds.list) return membersOf(first, path, (value) => wrap([value]));
  if (kind === kinds.map) return membersOf(second, path, (value) => wrap({ x: value }));
  if (kind === kinds.union) return [{ path, value: wrap({ S: "x" }) }];
  if (kind !== kinds.structure || !Array.isArray(first) || !Array.isArray(second)) return [{ path, value: wrap("x") }];
  return first.flatMap((name: unknown, at) =>
    membersOf(second[at], path ? `${path}.${String(name)}` : String(name), (value) => wrap({ [String(name)]: value })),
  );
}

function simple(code: number): unknown {
  if (code >= kinds.mapOf) return { x: simple(code - kinds.mapOf) };
  if (code >= kinds.listOf) return [simple(code - kinds.listOf)];
  return code === 1 ? 1 : code === 2 ? true : "x";
}

/** What is in the model and not embedded: all else is understood, and tested where it is. */
const refused: Record<string, RegExp[]> = {
  CreateTable: [
    /^(SSESpecification|WarmThroughput|OnDemandThroughput)\./,
    /^(Tags|VectorIndexes)\./,
    /^(TableClass|DeletionProtectionEnabled|ResourcePolicy|GlobalTable\w+)$/,
    /^StreamSpecification\.StreamEnabled$/,
    /^GlobalSecondaryIndexes\.(OnDemand|Warm)Throughput\./,
  ],
  UpdateTable: [
    /^(SSESpecification|ReplicaUpdates|WarmThroughput|OnDemandThroughput)\./,
    /^StreamSpecification\.StreamEnabled$/,
    /^(GlobalTableWitnessUpdates|VectorIndexUpdates)\./,
    /^(TableClass|\w+ProtectionEnabled|MultiRegionConsistency|GlobalTableSettingsReplicationMode)$/,
    /^GlobalSecondaryIndexUpdates\.(Create|Delete)\./,
    /^GlobalSecondaryIndexUpdates\.Update\.(OnDemand|Warm)Throughput\./,
  ],
  ListTagsOfResource: [/^NextToken$/],
};

describe("Members of DynamoDB's requests", () => {
  let service: DynamoDb;

  before(async () => {
    service = await openDynamoDb({ location, tables: [notes] });
  });
  after(() => service.close());

  const send = async (operation: string, body: unknown): Promise<string> => {
    const headers = { "x-amz-target": `DynamoDB_20120810.${operation}` };
    const request = { method: "POST", path: "/", query: "", headers, body: [Buffer.from(JSON.stringify(body))] };
    const { __type = "" } = JSON.parse(String((await answer(service.aws, request)).body) || "{}");
    return String(__type).split("#")[1] ?? "";
  };

  it("are understood or refused, all that the SDK's model has", async () => {
    const wrong: string[] = [];
    let walked = 0;
    for (const operation of service.aws.operations) {
      const members = membersOf(schemas.get(`${operation}Input$`));
      expect(members, operation).to.not.have.length(0);
      for (const { path, value } of members) {
        walked++;
        const isRefused = (await send(operation, value)) === "NotImplemented";
        const mayBe = (refused[operation] ?? []).some((pattern) => pattern.test(path));
        if (isRefused !== mayBe) wrong.push(`${operation} ${path} is ${isRefused ? "refused" : "not refused"}`);
      }
    }
    expect(wrong).to.deep.equal([]);
    expect(walked).to.be.above(200);
  });

  it("are refused where no model has them, wherever they are, unless they are null", async () => {
    const Key = { id: { S: "x" } };
    const table = { TableName: "notes" };
    const requests: [operation: string, body: (value: unknown) => object][] = [
      ["GetItem", (Unknown) => ({ ...table, Key, Unknown })],
      ["DescribeTimeToLive", (Unknown) => ({ ...table, Unknown })],
      [
        "UpdateContinuousBackups",
        (Unknown) => ({
          ...table,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, Unknown },
        }),
      ],
      ["BatchGetItem", (Unknown) => ({ RequestItems: { notes: { Keys: [Key], Unknown } } })],
      ["BatchWriteItem", (Unknown) => ({ RequestItems: { notes: [{ DeleteRequest: { Key, Unknown } }] } })],
      ["TransactGetItems", (Unknown) => ({ TransactItems: [{ Get: { ...table, Key, Unknown } }] })],
      ["TransactWriteItems", (Unknown) => ({ TransactItems: [{ Delete: { ...table, Key, Unknown } }] })],
      ["TransactWriteItems", (Unknown) => ({ TransactItems: [{ Delete: { ...table, Key } }], Unknown })],
    ];
    for (const [operation, body] of requests) {
      for (const value of ["x", 1, true, false, { x: "x" }, ["x"]])
        expect(await send(operation, body(value)), operation).to.equal("NotImplemented");
      expect(await send(operation, body(null)), operation).to.equal("");
    }
  });

  it("are refused where they name an attribute that would be lost", async () => {
    const member = (json: string): unknown => JSON.parse(json);
    const Item = member('{"id":{"S":"x"},"__proto__":{"S":"x"}}');
    expect(await send("PutItem", { TableName: "notes", Item })).to.equal("NotImplemented");
    const nested = { id: { S: "x" }, map: { M: member('{"__proto__":{"S":"x"}}') } };
    expect(await send("PutItem", { TableName: "notes", Item: nested })).to.equal("NotImplemented");
  });

  it("of single writes and reads are refused in a transaction's steps", async () => {
    const step = { TableName: "notes", Key: { id: { S: "x" } } };
    const write = (members: object) =>
      send("TransactWriteItems", { TransactItems: [{ Delete: { ...step, ...members } }] });
    expect(await write({})).to.equal("");
    expect(await write({ ReturnValues: "ALL_OLD" })).to.equal("NotImplemented");
    expect(await write({ Expected: { id: { Exists: false } } })).to.equal("NotImplemented");
    const Get = { ...step, AttributesToGet: ["id"] };
    expect(await send("TransactGetItems", { TransactItems: [{ Get }] })).to.equal("NotImplemented");
  });
});

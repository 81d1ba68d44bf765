import { crc32 } from "node:zlib";
import { expect } from "chai";
import { openDynamoDb, type DynamoDb } from "../../../src/services/dynamodb/service";
import { answer } from "../../support/service";
import { location, notes } from "./support/fixture";

describe("DynamoDB's protocol", () => {
  const TableName = "notes";
  let service: DynamoDb;

  before(async () => {
    service = await openDynamoDb({ location, tables: [notes] });
  });
  after(() => service.close());

  it("answers in DynamoDB's form: request id, checksum, typed errors", async () => {
    const send = (operation: string, body: string) =>
      answer(service.aws, {
        method: "POST",
        path: "/",
        query: "",
        headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
        body: [Buffer.from(body)],
      });
    const good = await send("GetItem", JSON.stringify({ TableName, Key: { id: { S: "é" } } }));
    expect(good.status).to.equal(200);
    expect(good.headers["x-amz-crc32"]).to.equal(String(crc32(String(good.body))));
    expect(good.headers["x-amzn-RequestId"]).to.match(/^request-/);
    expect(good.headers["content-type"]).to.equal("application/x-amz-json-1.0");
    const bad = await send("GetItem", JSON.stringify({ TableName: "unknown", Key: {} }));
    expect(bad.status).to.equal(400);
    expect(bad.headers["x-amz-crc32"]).to.equal(String(crc32(String(bad.body))));
    expect(JSON.parse(String(bad.body))).to.deep.equal({
      __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
      message: "Requested resource not found",
    });
    for (const body of ["{", "[]", '"x"', ""])
      expect(JSON.parse(String((await send("GetItem", body)).body)).__type).to.match(/#SerializationException$/);
    expect(JSON.parse(String((await send("ExecuteStatement", "{}")).body)).__type).to.match(/#NotImplemented$/);
    expect((await send("ExecuteStatement", "{}")).status).to.equal(501);
  });
});

import {
  type AttributeValue,
  ConditionalCheckFailedException,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { failure, start, type Fixture } from "./support/fixture";

describe("DynamoDB conditions", () => {
  let fixture: Fixture;
  const TableName = "notes";
  const put = (Item: Record<string, unknown>) => fixture.documents.send(new PutCommand({ TableName, Item }));
  const get = async (id: string) => (await fixture.documents.send(new GetCommand({ TableName, Key: { id } }))).Item;

  before(async () => {
    fixture = await start();
  });
  after(() => fixture.close());

  it("refuses a write whose condition does not hold, and writes nothing", async () => {
    await put({ id: "guarded", version: 1 });
    const error = await failure(
      fixture.documents.send(
        new PutCommand({
          TableName,
          Item: { id: "guarded", version: 9 },
          ConditionExpression: "attribute_not_exists(id)",
        }),
      ),
    );
    expect(error).to.include({ name: "ConditionalCheckFailedException", message: "The conditional request failed" });
    expect(error.Item).to.equal(undefined);
    expect(await get("guarded")).to.deep.equal({ id: "guarded", version: 1 });
  });

  it("returns the item that failed a condition, if asked, for put, update and delete", async () => {
    const Item = { id: "conflicting", version: 2 };
    await put(Item);
    const condition = {
      TableName,
      ConditionExpression: "version = :v",
      ExpressionAttributeValues: { ":v": 1 },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    } as const;
    const Key = { id: "conflicting" };
    const calls = [
      fixture.documents.send(new PutCommand({ ...condition, Item })),
      fixture.documents.send(new UpdateCommand({ ...condition, Key, UpdateExpression: "REMOVE title" })),
      fixture.documents.send(new DeleteCommand({ ...condition, Key })),
    ];
    for (const call of calls) {
      const error = await failure(call);
      expect(error.name).to.equal("ConditionalCheckFailedException");
      expect(error.Item).to.deep.equal({ id: { S: "conflicting" }, version: { N: "2" } });
    }
  });

  it("returns no item with a failed condition when there is none", async () => {
    const error = await failure(
      fixture.documents.send(
        new DeleteCommand({
          TableName,
          Key: { id: "never" },
          ConditionExpression: "attribute_exists(id)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      ),
    );
    expect(error.name).to.equal("ConditionalCheckFailedException");
    expect(error.Item).to.equal(undefined);
  });

  describe("compare", () => {
    const nums = (...texts: string[]) => ({ NS: texts });
    const item = {
      id: { S: "compared" },
      doc: { M: { a: { N: "1.0" }, b: { L: [{ S: "x" }, { M: { deep: { BOOL: true } } }] } } },
      els: { L: [{ N: "10" }, { SS: ["p", "q"] }, { M: { k: { S: "v" } } }] },
      words: { SS: ["a", "b"] },
      nums: nums("1", "2.50"),
      bins: { BS: [Uint8Array.of(1), Uint8Array.of(2)] },
      word: { S: "hello" },
      nil: { NULL: true },
    };

    before(() => fixture.client.send(new PutItemCommand({ TableName, Item: item })));

    /** Whether a write's condition held. */
    const held = (call: Promise<unknown>): Promise<boolean> =>
      call.then(
        () => true,
        (error: unknown) => {
          if (error instanceof ConditionalCheckFailedException) return false;
          throw error;
        },
      );

    const sameMap = { M: { b: item.doc.M.b, a: { N: "1" } } };
    const cases: [condition: string, value: AttributeValue, expected: boolean][] = [
      ["doc = :v", sameMap, true],
      ["doc <> :v", sameMap, false],
      ["doc IN (:v)", sameMap, true],
      ["doc = :v", { M: { a: { N: "1" } } }, false],
      ["doc = :v", { M: { ...item.doc.M, a: { S: "1" } } }, false],
      ["els = :v", { L: [{ N: "1e1" }, { SS: ["q", "p"] }, { M: { k: { S: "v" } } }] }, true],
      ["els = :v", { L: [{ N: "10" }, { M: { k: { S: "v" } } }, { SS: ["q", "p"] }] }, false],
      ["els <> :v", { L: [] }, true],
      ["words = :v", { SS: ["b", "a"] }, true],
      ["words = :v", { SS: ["b"] }, false],
      ["nums = :v", nums("2.5", "1.00"), true],
      ["bins = :v", { BS: [Uint8Array.of(2), Uint8Array.of(1)] }, true],
      ["nil = :v", { NULL: true }, true],
      ["contains(els, :v)", { M: { k: { S: "v" } } }, true],
      ["contains(els, :v)", { SS: ["q", "p"] }, true],
      ["contains(els, :v)", { N: "10.0" }, true],
      ["contains(els, :v)", { M: { k: { S: "w" } } }, false],
      ["contains(nums, :v)", { N: "2.500" }, true],
      ["contains(words, :v)", { S: "b" }, true],
      ["contains(bins, :v)", { B: Uint8Array.of(2) }, true],
      ["contains(word, :v)", { S: "ell" }, true],
      ["doc.b[1].deep = :v", { BOOL: true }, true],
      ["(doc).b[0] = :v", { S: "x" }, true],
      ["word = :v OR absent = :v AND absent = :v", { S: "hello" }, true],
      ["NOT word = :v AND word = :v", { S: "hello" }, false],
      ["absent = :v", { NULL: true }, false],
      ["absent <> :v", { NULL: true }, true],
      ["NOT absent < :v", { N: "1" }, true],
      ["size(doc) = :v", { N: "2" }, true],
      ["size(els) BETWEEN :v AND :v", { N: "3" }, true],
      ["begins_with(word, :v)", { S: "hell" }, true],
      ["attribute_type(doc, :v)", { S: "M" }, true],
      ["word > :v AND (attribute_exists(words) OR absent = :v)", { S: "hell" }, true],
    ];
    for (const [condition, value, expected] of cases)
      it(`${condition} with ${JSON.stringify(value)}: ${expected}`, async () => {
        const call = fixture.client.send(
          new UpdateItemCommand({
            ...{ TableName, Key: { id: item.id }, ConditionExpression: condition },
            ExpressionAttributeValues: { ":v": value },
          }),
        );
        expect(await held(call)).to.equal(expected);
      });
  });
});

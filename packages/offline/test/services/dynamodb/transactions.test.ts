import { GetCommand, PutCommand, TransactGetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { failure, start, type Fixture } from "./support/fixture";

type Actions = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]["TransactItems"]>;

describe("DynamoDB transactions", () => {
  const TableName = "notes";
  let fixture: Fixture;
  let clock = Date.UTC(2026, 0, 1);

  const put = (Item: Record<string, unknown>) => fixture.documents.send(new PutCommand({ TableName, Item }));
  const get = async (id: string) => (await fixture.documents.send(new GetCommand({ TableName, Key: { id } }))).Item;
  const write = (TransactItems: Actions, ClientRequestToken?: string) =>
    fixture.documents.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
  const add = (id: string, amount = 1) => ({
    Update: {
      TableName,
      Key: { id },
      UpdateExpression: "ADD amount :amount",
      ExpressionAttributeValues: { ":amount": amount },
    },
  });
  const cancelled = (codes: string[]) => ({
    name: "TransactionCanceledException",
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`,
  });

  before(async () => {
    fixture = await start({ now: () => clock });
  });
  after(() => fixture.close());

  it("puts, updates, deletes and checks as one", async () => {
    await put({ id: "t-delete" });
    await put({ id: "t-check", open: true });
    await write([
      { Put: { TableName, Item: { id: "t-put", topic: "t", at: 1 } } },
      add("t-update", 5),
      { Delete: { TableName, Key: { id: "t-delete" } } },
      {
        ConditionCheck: {
          TableName,
          Key: { id: "t-check" },
          ConditionExpression: "#open = :true",
          ExpressionAttributeNames: { "#open": "open" },
          ExpressionAttributeValues: { ":true": true },
        },
      },
      { Put: { TableName: "readings", Item: { sensor: "t", at: 1 } } },
    ]);
    expect(await get("t-put")).to.deep.equal({ id: "t-put", topic: "t", at: 1 });
    expect(await get("t-update")).to.deep.equal({ id: "t-update", amount: 5 });
    expect(await get("t-delete")).to.equal(undefined);
    expect(await get("t-check")).to.deep.equal({ id: "t-check", open: true });
  });

  it("does nothing and gives a reason per action when a condition fails, with the item if asked", async () => {
    await put({ id: "c-taken", version: 3 });
    const error = await failure(
      write([
        add("c-counter"),
        {
          Put: {
            TableName,
            Item: { id: "c-taken" },
            ConditionExpression: "attribute_not_exists(id)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
        { ConditionCheck: { TableName, Key: { id: "c-none" }, ConditionExpression: "attribute_exists(id)" } },
      ]),
    );
    expect(error).to.include(cancelled(["None", "ConditionalCheckFailed", "ConditionalCheckFailed"]));
    expect(error.CancellationReasons).to.deep.equal([
      { Code: "None" },
      {
        Code: "ConditionalCheckFailed",
        Message: "The conditional request failed",
        Item: { id: { S: "c-taken" }, version: { N: "3" } },
      },
      { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
    ]);
    expect(await get("c-counter")).to.equal(undefined);
    expect(await get("c-taken")).to.deep.equal({ id: "c-taken", version: 3 });
  });

  it("cancels with ValidationError when an action does not fit its item", async () => {
    await put({ id: "v-text", amount: "many" });
    const error = await failure(write([add("v-other"), add("v-text")]));
    expect(error).to.include(cancelled(["None", "ValidationError"]));
    expect(error.CancellationReasons).to.deep.include({
      Code: "ValidationError",
      Message: "An operand in the update expression has an incorrect data type",
    });
    expect(await get("v-other")).to.equal(undefined);
    const misfit = await failure(write([add("v-other"), { Delete: { TableName, Key: { wrong: 1 } } }]));
    expect(misfit).to.include(cancelled(["None", "ValidationError"]));
  });

  it("refuses two actions on one item, whatever they are", async () => {
    const error = await failure(write([add("same"), { Delete: { TableName, Key: { id: "same" } } }]));
    expect(error).to.include({
      name: "ValidationException",
      message: "Transaction request cannot include multiple operations on one item",
    });
    const Get = { TableName, Key: { id: "same" } };
    const read = fixture.documents.send(new TransactGetCommand({ TransactItems: [{ Get }, { Get }] }));
    expect((await failure(read)).name).to.equal("ValidationException");
  });

  it("takes 1 to 100 actions", async () => {
    await write(Array.from({ length: 100 }, (_, index) => add(`hundred-${index}`)));
    expect(await get("hundred-99")).to.deep.equal({ id: "hundred-99", amount: 1 });
    const many = await failure(write(Array.from({ length: 101 }, (_, index) => add(`many-${index}`))));
    expect(many.name).to.equal("ValidationException");
    expect(many.message).to.match(/'transactItems' failed to satisfy constraint: .* less than or equal to 100$/);
    expect((await failure(write([]))).message).to.match(/greater than or equal to 1$/);
  });

  it("refuses what it cannot read before it touches an item", async () => {
    const malformed: [Actions[number], RegExp][] = [
      [{}, /^TransactItems can only contain one of Check, Put, Update or Delete$/],
      [{ ...add("m"), Delete: { TableName, Key: { id: "m" } } }, /can only contain one of/],
      [{ Update: { TableName, Key: { id: "m" }, UpdateExpression: "SET" } }, /^Invalid UpdateExpression/],
      [
        { ConditionCheck: { TableName, Key: { id: "m" }, ConditionExpression: undefined } },
        /'transactItems.2.member.conditionCheck.conditionExpression' failed/,
      ],
    ];
    for (const [action, message] of malformed) {
      const error = await failure(write([add("m-untouched"), action]));
      expect(error.name).to.equal("ValidationException");
      expect(error.message).to.match(message);
    }
    const unknown = await failure(write([add("m-untouched"), { Put: { TableName: "unknown", Item: { id: "m" } } }]));
    expect(unknown.name).to.equal("ResourceNotFoundException");
    expect(await get("m-untouched")).to.equal(undefined);
  });

  it("does a repeated request once for ten minutes", async () => {
    await write([add("once")], "token-once");
    await write([add("once")], "token-once");
    expect((await get("once"))?.amount).to.equal(1);
    const other = await failure(write([add("once", 2)], "token-once"));
    expect(other.name).to.equal("IdempotentParameterMismatchException");
    clock += 10 * 60 * 1000;
    await write([add("once")], "token-once");
    expect((await get("once"))?.amount).to.equal(2);
  });

  it("forgets the token of a transaction that was cancelled", async () => {
    await put({ id: "again", amount: "text" });
    expect((await failure(write([add("again")], "token-again"))).name).to.equal("TransactionCanceledException");
    await put({ id: "again", amount: 1 });
    await write([add("again")], "token-again");
    expect((await get("again"))?.amount).to.equal(2);
  });

  it("refuses a token that is too long", async () => {
    const item = { Put: { TableName, Item: { id: { S: "x" } } } };
    const command = new TransactWriteItemsCommand({ TransactItems: [item], ClientRequestToken: "x".repeat(37) });
    expect((await failure(fixture.client.send(command))).name).to.equal("ValidationException");
  });

  it("reads items, projected, in the order asked, with nothing for a missing one", async () => {
    await put({ id: "r-1", a: 1, b: 2 });
    const { Responses } = await fixture.documents.send(
      new TransactGetCommand({
        TransactItems: [
          { Get: { TableName, Key: { id: "r-missing" } } },
          { Get: { TableName, Key: { id: "r-1" }, ProjectionExpression: "b" } },
        ],
      }),
    );
    expect(Responses).to.deep.equal([{}, { Item: { b: 2 } }]);
  });
});

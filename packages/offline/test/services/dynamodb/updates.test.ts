import { GetCommand, NumberValue, PutCommand, UpdateCommand, type UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { failure, start, type Fixture } from "./support/fixture";

describe("A DynamoDB update", () => {
  const TableName = "notes";
  const Key = { id: "updated" };
  let fixture: Fixture;

  before(async () => {
    fixture = await start();
  });
  after(() => fixture.close());

  const put = (item: object) => fixture.documents.send(new PutCommand({ TableName, Item: { ...Key, ...item } }));
  const update = (UpdateExpression: string, values?: object, options: Partial<UpdateCommandInput> = {}) =>
    fixture.documents.send(
      new UpdateCommand({
        ...{ TableName, Key, UpdateExpression },
        ...(values && { ExpressionAttributeValues: { ...values } }),
        ...options,
      }),
    );
  /** What an update makes of an item, without its key. */
  const made = async (item: object, expression: string, values?: object): Promise<Record<string, unknown>> => {
    await put(item);
    await update(expression, values);
    const { Item = {} } = await fixture.documents.send(new GetCommand({ TableName, Key }));
    const { id: _, ...rest } = Item;
    return rest;
  };

  it("means the item before it by all its paths into one list", async () => {
    const l = [1, 2, 3, 4, 5];
    expect(await made({ l }, "REMOVE l[0], l[1], l[2]")).to.deep.equal({ l: [4, 5] });
    expect(await made({ l }, "REMOVE l[4], l[0]")).to.deep.equal({ l: [2, 3, 4] });
    expect(await made({ l }, "SET l[1] = :x REMOVE l[0] ADD l[2] :n", { ":x": "x", ":n": 10 })).to.deep.equal({
      l: ["x", 13, 4, 5],
    });
    const sets = [new Set(["a", "b"]), new Set(["c"]), 7];
    expect(
      await made({ l: sets }, "DELETE l[0] :a, l[1] :c SET l[9] = l[2]", {
        ":a": new Set(["a"]),
        ":c": new Set(["c"]),
      }),
    ).to.deep.equal({ l: [new Set(["b"]), 7, 7] });
  });

  it("appends what is set beyond the end of a list, in the order of the indexes", async () => {
    const values = { ":a": "a", ":b": "b", ":c": "c" };
    expect(await made({ l: [1] }, "SET l[9] = :c, l[3] = :a, l[7] = :b", values)).to.deep.equal({
      l: [1, "a", "b", "c"],
    });
    expect(await made({ l: [1, 2] }, "REMOVE l[0], l[7] SET l[5] = :a", { ":a": "a" })).to.deep.equal({ l: [2, "a"] });
  });

  it("reads values as they were before it, and leaves those it copies apart", async () => {
    expect(await made({ a: 1, b: 2 }, "SET a = b, b = a")).to.deep.equal({ a: 2, b: 1 });
    expect(await made({ a: { n: 1 }, l: [0] }, "SET b = a, l[0] = a, a.n = :two", { ":two": 2 })).to.deep.equal({
      a: { n: 2 },
      b: { n: 1 },
      l: [{ n: 1 }],
    });
    await update("SET b.n = :three", { ":three": 3 });
    const { Item } = await fixture.documents.send(new GetCommand({ TableName, Key }));
    expect(Item).to.deep.equal({ ...Key, a: { n: 2 }, b: { n: 3 }, l: [{ n: 1 }] });
  });

  it("computes exactly, and holds the limits of numbers", async () => {
    expect(await made({ n: 0.1 }, "SET n = n + :x", { ":x": 0.2 })).to.deep.equal({ n: 0.3 });
    expect(await made({ n: 1 }, "SET n = n - :x", { ":x": 1.5 })).to.deep.equal({ n: -0.5 });
    expect(await made({ n: -1.5 }, "ADD n :x", { ":x": 1.5 })).to.deep.equal({ n: 0 });
    await put({ n: NumberValue.from("1e125") });
    expect((await failure(update("ADD n :x", { ":x": NumberValue.from("9e125") }))).message).to.match(
      /^Number overflow/,
    );
    expect((await failure(update("ADD n :x", { ":x": 1e-10 }))).message).to.match(/more than 38 significant digits/);
  });

  it("adds to sets and takes from them by value, and drops an empty one", async () => {
    const s = new Set(["a", "b"]);
    expect(await made({ s }, "ADD s :s", { ":s": new Set(["b", "c"]) })).to.deep.equal({ s: new Set(["a", "b", "c"]) });
    expect(await made({ s }, "DELETE s :s", { ":s": s })).to.deep.equal({});
    expect(await made({ s }, "DELETE absent :s", { ":s": s })).to.deep.equal({ s });
    expect(await made({}, "ADD s :s, n :n", { ":s": s, ":n": 2 })).to.deep.equal({ s, n: 2 });
  });

  it("refuses what does not fit the item, and changes nothing", async () => {
    const item = { word: "t", els: [1], doc: { a: 1 } };
    const invalidPath = "The document path provided in the update expression is invalid for update";
    const incorrectType = "An operand in the update expression has an incorrect data type";
    const missing = "The provided expression refers to an attribute that does not exist in the item";
    const cases: [expression: string, message: string][] = [
      ["SET absent.a = :n", invalidPath],
      ["SET doc.b.c = :n", invalidPath],
      ["SET els[3].a = :n", invalidPath],
      ["SET els.a = :n", invalidPath],
      ["SET doc[0] = :n", invalidPath],
      ["SET extra = absent, extra2 = :n", missing],
      ["SET extra = absent + :n", missing],
      ["SET extra = word + :n", incorrectType],
      ["SET els[0] = list_append(word, els), extra = :n", incorrectType],
      ["ADD word :n", incorrectType],
    ];
    await put(item);
    for (const [expression, message] of cases)
      expect((await failure(update(expression, { ":n": 1 }))).message, expression).to.equal(message);
    const { Item } = await fixture.documents.send(new GetCommand({ TableName, Key }));
    expect(Item).to.deep.equal({ ...Key, ...item });
  });

  it("returns what was asked for, of before or after", async () => {
    const item = { a: 1, doc: { x: 1, y: 2 }, els: [1, 2, 3] };
    const returned = async (ReturnValues: UpdateCommandInput["ReturnValues"]) => {
      await put(item);
      const expression = "SET a = :n, doc.x = :n REMOVE els[0], doc.y";
      return (await update(expression, { ":n": 9 }, { ReturnValues })).Attributes;
    };
    expect(await returned("ALL_OLD")).to.deep.equal({ ...Key, ...item });
    expect(await returned("ALL_NEW")).to.deep.equal({ ...Key, a: 9, doc: { x: 9 }, els: [2, 3] });
    expect(await returned("UPDATED_OLD")).to.deep.equal({ a: 1, doc: { x: 1, y: 2 }, els: [1] });
    expect(await returned("UPDATED_NEW")).to.deep.equal({ a: 9, doc: { x: 9 } });
    expect(await returned("NONE")).to.equal(undefined);
  });

  it("changes no key, and gives no key of an index another type", async () => {
    await put({ topic: "t", at: 1, seen: 1 });
    const refusals: [expression: string, values: object, message: RegExp][] = [
      ["SET id = :v", { ":v": "x" }, /Cannot update attribute id\. This attribute is part of the key$/],
      ["SET topic = :v", { ":v": 1 }, /Type mismatch for Index Key topic Expected: S Actual: N/],
      ["SET topic = seen", {}, /attempted to update the secondary index key to unsupported type$/],
      ["SET topic.x = :v", { ":v": 1 }, /^Key attributes must be scalars/],
    ];
    for (const [expression, values, message] of refusals)
      expect(
        (await failure(update(expression, Object.keys(values).length > 0 ? values : undefined))).message,
        expression,
      ).to.match(message);
  });

  it("refuses an item over 400 KB", async () => {
    await put({});
    const error = await failure(update("SET body = :t", { ":t": "x".repeat(410_000) }));
    expect(error).to.include({
      name: "ValidationException",
      message: "Item size to update has exceeded the maximum allowed size",
    });
  });

  it("takes names that every object has for names like others", async () => {
    const ExpressionAttributeNames = { "#c": "constructor", "#p": "__proto__" };
    await put({});
    await update("SET #c = if_not_exists(#c, :v), #p = :v", { ":v": "mine" }, { ExpressionAttributeNames });
    const { Item } = await fixture.documents.send(new GetCommand({ TableName, Key }));
    expect(Item?.constructor).to.equal("mine");
  });
});

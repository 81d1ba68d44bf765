import { expect } from "chai";
import { openDynamoDb, type DynamoDb } from "../../../src/services/dynamodb/service";
import { call } from "./support/direct";
import { location, notes } from "./support/fixture";

type Values = Record<string, { S: string } | { N: string } | { L: []; S?: never } | { SS: string[] }>;

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("DynamoDB expressions", () => {
  let service: DynamoDb;

  before(async () => {
    service = await openDynamoDb({ location, tables: [notes] });
  });
  after(() => service.close());

  const TableName = "notes";
  const values: Values = {
    ":s": { S: "x" },
    ":n": { N: "1" },
    ":m": { N: "2" },
    ":l": { L: [] },
    ":ss": { SS: ["x"] },
  };
  /** The placeholders that a text has, as a request may have no others. */
  const used = <Value>(text: string, all: Record<string, Value>) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => new RegExp(`${key}\\b`).test(text)));
  const only = (member: string, entries: object) => (Object.keys(entries).length > 0 ? { [member]: entries } : {});
  const refusal = async (operation: string, body: object): Promise<string> => {
    try {
      await call(service, operation, { TableName, ...body });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const { __type, message } = JSON.parse(error.message);
      expect(__type).to.match(/#ValidationException$/);
      return String(message);
    }
    return "";
  };
  const requests: Record<string, [operation: string, body: object]> = {
    ConditionExpression: ["DeleteItem", { Key: { id: { S: "x" } } }],
    UpdateExpression: ["UpdateItem", { Key: { id: { S: "x" } } }],
    FilterExpression: ["Scan", {}],
    ProjectionExpression: ["GetItem", { Key: { id: { S: "x" } } }],
    KeyConditionExpression: ["Query", {}],
  };

  const cases: Record<string, [expression: string, message: string][]> = {
    ConditionExpression: [
      ["", "The expression can not be empty;"],
      ["a =", 'Syntax error; token: "<EOF>", near: "="'],
      ["a", 'Syntax error; token: "<EOF>", near: "a"'],
      ["a = :s b", 'Syntax error; token: "b", near: ":s b"'],
      ["a-b = :s", 'Syntax error; token: "-", near: "a-b"'],
      ["a = :s AND", 'Syntax error; token: "<EOF>", near: "AND"'],
      ["(a = :s", 'Syntax error; token: "<EOF>", near: ":s"'],
      ["a = {", 'Syntax error; token: "{", near: "= {"'],
      ["a BETWEEN :n OR :m", 'Syntax error; token: "OR", near: ":n OR :m"'],
      ["((a = :s))", "The expression has redundant parentheses;"],
      ["((a)) = :s", "The expression has redundant parentheses;"],
      ["exists(a)", "Invalid function name; function: exists"],
      ["size(a)", "The function is not allowed to be used this way in an expression; function: size"],
      [
        "attribute_exists(a) = :s",
        "The function is not allowed to be used this way in an expression; function: attribute_exists",
      ],
      ["name = :s", "Attribute name is a reserved keyword; reserved keyword: name"],
      ["#none = :s", "An expression attribute name used in the document path is not defined; attribute name: #none"],
      ["a = :none", "An expression attribute value used in expression is not defined; attribute value: :none"],
      [
        "contains(a)",
        "Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1",
      ],
      [
        "a.b[0] = a.b[0]",
        "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a, b, [0]]",
      ],
      ["attribute_exists(:s)", "Operator or function requires a document path; operator or function: attribute_exists"],
      [
        "begins_with(a, :n)",
        "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
      ],
      [
        "attribute_type(a, :s)",
        "Invalid attribute type name found; type: x, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
      ],
      ["a < :l", "Incorrect operand type for operator or function; operator: <, operand type: L"],
      [
        "a BETWEEN :m AND :n",
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}",
      ],
      [
        "a BETWEEN :s AND :n",
        "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:x}, upper bound operand: AttributeValue: {N:1}",
      ],
      [
        `a IN (${range(101)
          .map(() => ":n")
          .join()})`,
        "The IN operator is provided with too many operands; number of operands: 101",
      ],
      [`${"NOT ".repeat(301)}a = :n`, "The expression contains too many operators; operator count: 301"],
      [`${"(".repeat(4000)}`, "The expression contains too many operators; operator count: 303"],
      [`${"a".repeat(4092)} = :n`, "Expression size has exceeded the maximum allowed size; expression size: 4097"],
      [`a${".a".repeat(32)} = :n`, "The document path has too many nesting elements; maximum number of elements: 32"],
      ["a[4294967296] = :n", "List index is not within the allowable range; index: [4294967296]"],
    ],
    UpdateExpression: [
      ["SET", 'Syntax error; token: "<EOF>", near: "SET"'],
      ["a = :s", 'Syntax error; token: "a", near: "a ="'],
      ["SET a = :n SET b = :n", 'The "SET" section can only be used once in an update expression;'],
      [
        "SET a = :n REMOVE a.b",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]",
      ],
      [
        "REMOVE a[0].b, a[0]",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, [0], b], path two: [a, [0]]",
      ],
      [
        "REMOVE a[0], a.b",
        "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, [0]], path two: [a, b]",
      ],
      ["ADD a :s", "Incorrect operand type for operator or function; operator: ADD, operand type: STRING"],
      ["DELETE a :n", "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER"],
      ["SET a = b + :s", "Incorrect operand type for operator or function; operator or function: +, operand type: S"],
      [
        "SET a = list_append(b, :s)",
        "Incorrect operand type for operator or function; operator or function: list_append, operand type: S",
      ],
      [
        "SET a = if_not_exists(:s, :s)",
        "Operator or function requires a document path; operator or function: if_not_exists",
      ],
      ["SET a = size(b)", "Invalid function name; function: size"],
    ],
    ProjectionExpression: [
      ["a,", 'Syntax error; token: "<EOF>", near: ","'],
      [
        "a.b, a",
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a]",
      ],
      ["a.#none", "An expression attribute name used in the document path is not defined; attribute name: #none"],
    ],
    FilterExpression: [["a = ", 'Syntax error; token: "<EOF>", near: "="']],
    KeyConditionExpression: [["id = ", 'Syntax error; token: "<EOF>", near: "="']],
  };
  for (const [member, expressions] of Object.entries(cases))
    for (const [expression, message] of expressions)
      it(`are refused, in ${member}: ${expression.slice(0, 40) || "nothing"}`, async () => {
        const [operation = "", body] = requests[member] ?? [];
        const attributes = {
          ...only("ExpressionAttributeValues", used(expression, values)),
          ...(expression.includes("#none") && { ExpressionAttributeNames: { "#other": "x" } }),
        };
        const refused = await refusal(operation, { ...body, ...attributes, [member]: expression });
        expect(refused).to.equal(`Invalid ${member}: ${message}`);
      });

  it("are refused, in key conditions, beyond one comparison a key", async () => {
    const expected: [expression: string, message: string][] = [
      ["id = :s OR id = :s", "Invalid operator used in KeyConditionExpression: OR"],
      ["id <> :s", "Invalid operator used in KeyConditionExpression: <>"],
      ["contains(id, :s)", "Invalid operator used in KeyConditionExpression: contains"],
      ["id = :s AND id = :s", "KeyConditionExpressions must only contain one condition per key"],
      ["size(id) = :n", "KeyConditionExpressions cannot contain nested operations"],
      ["id.a = :s", "KeyConditionExpressions cannot have conditions on nested attributes"],
      [":s = :s", "Invalid condition in KeyConditionExpression: No key attribute specified"],
      ["id < :s", "Query key condition not supported"],
    ];
    for (const [KeyConditionExpression, message] of expected) {
      const ExpressionAttributeValues = used(KeyConditionExpression, values);
      expect(await refusal("Query", { KeyConditionExpression, ExpressionAttributeValues })).to.equal(message);
    }
    const mirrored = { KeyConditionExpression: "(:s = id)", ExpressionAttributeValues: { ":s": values[":s"] } };
    expect(await refusal("Query", mirrored)).to.equal("");
  });

  it("use every placeholder, of 255 bytes at most, and go with no older parameter", async () => {
    const Key = { id: { S: "x" } };
    const ConditionExpression = "attribute_exists(a)";
    const expected: [body: object, message: RegExp][] = [
      [
        { ConditionExpression, ExpressionAttributeNames: { "#a": "a", "#b": "b" } },
        /^Value provided in ExpressionAttributeNames unused in expressions: keys: \{#a, #b\}$/,
      ],
      [
        { ConditionExpression, ExpressionAttributeValues: { ":a": { S: "a" } } },
        /^Value provided in ExpressionAttributeValues unused in expressions: keys: \{:a\}$/,
      ],
      [{ ConditionExpression, ExpressionAttributeNames: {} }, /^ExpressionAttributeNames must not be empty$/],
      [
        { ConditionExpression, ExpressionAttributeNames: { a: "a" } },
        /^ExpressionAttributeNames contains invalid key: Syntax error; key: "a"$/,
      ],
      [
        { ConditionExpression, ExpressionAttributeNames: { [`#${"a".repeat(255)}`]: "a" } },
        /^ExpressionAttributeNames contains invalid key: Syntax error;/,
      ],
      [
        { ConditionExpression, ExpressionAttributeValues: { ":a": {} } },
        /^ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty/,
      ],
      [{ ExpressionAttributeNames: { "#a": "a" } }, /can only be specified when using expressions$/],
      [
        { ConditionExpression, Expected: { a: { Exists: false } } },
        /^Can not use both expression and non-expression parameters.*\{Expected\} Expression parameters: \{Condition/,
      ],
      [
        { ConditionExpression, ConditionalOperator: "OR" },
        /^Can not use both expression and non-expression parameters.*\{ConditionalOperator\}/,
      ],
    ];
    for (const [body, message] of expected) expect(await refusal("DeleteItem", { Key, ...body })).to.match(message);
  });

  it("are parsed before the caller is judged in no more than their length allows", async () => {
    const nested = `${"NOT (".repeat(290)}attribute_exists(id)${")".repeat(290)}`;
    await call(service, "PutItem", { TableName, Item: { id: { S: "deep" } } });
    await call(service, "DeleteItem", { TableName, Key: { id: { S: "deep" } }, ConditionExpression: nested });
  });
});

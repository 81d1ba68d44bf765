import { expect } from "chai";
import { UserError } from "../../../src/errors";
import { compileFilterPolicy } from "../../../src/services/sns/filter/filter";
import { isWanted } from "../../../src/services/sns/notification";
import type { MessageAttributes } from "../../../src/protocol/message-attributes";
import type { FilterScope, Subscription } from "../../../src/services/sns/settings";

const subscription = (policy: object, scope: FilterScope): Subscription => {
  const document = JSON.stringify(policy);
  const accepts = compileFilterPolicy(document, scope === "MessageBody", "one");
  const filter = { scope, policy: document, accepts };
  return { arn: "", topicArn: "", protocol: "sqs", endpoint: "", isRaw: false, filter };
};

const notification = (body: string, attributes: MessageAttributes = {}) => ({
  ...{ messageId: "", topicArn: "", published: 0 },
  messages: { default: body },
  attributes,
});

/** Whether a body is wanted. */
const takes = (policy: object, body: unknown): boolean =>
  isWanted(notification(typeof body === "string" ? body : JSON.stringify(body)), subscription(policy, "MessageBody"));

/** Whether attributes are wanted: texts, numbers and lists, or attributes as they are. */
function takesAttributes(policy: object, values: Record<string, string | number | unknown[] | MessageAttributes[""]>) {
  const attributes = Object.entries(values).map(([name, value]) => {
    if (typeof value === "string") return [name, { DataType: "String", StringValue: value }];
    if (typeof value === "number") return [name, { DataType: "Number", StringValue: String(value) }];
    return [name, Array.isArray(value) ? { DataType: "String.Array", StringValue: JSON.stringify(value) } : value];
  });
  return isWanted(notification("{}", Object.fromEntries(attributes)), subscription(policy, "MessageAttributes"));
}

describe("services/sns: filter policies", () => {
  const conditions: [condition: unknown, takes: unknown[], refuses: unknown[]][] = [
    ["rugby", ["rugby", ["tennis", "rugby"]], ["Rugby", "rugby ", ["tennis"], [], null, 1]],
    [5, [5, 5.0, [1, 5]], ["5", 50]],
    [true, [true], ["true", false]],
    [null, [null], ["null", 0, ""]],
    [{ prefix: "bas" }, ["baseball", "bas"], ["rebase", "Bas", 1]],
    [{ suffix: "ball" }, ["baseball"], ["balls", 1]],
    [{ "equals-ignore-case": "TenNis" }, ["tennis", "TENNIS"], ["tennis ", 1]],
    [{ "anything-but": "rugby" }, ["tennis", 1, ["rugby", "tennis"]], ["rugby", ["rugby"]]],
    [{ "anything-but": ["rugby", 5] }, ["tennis", 6], ["rugby", 5]],
    [{ "anything-but": { prefix: "order-" } }, ["data-entry"], ["order-1"]],
    [{ "anything-but": { prefix: ["order-", "bill-"] } }, ["data-entry"], ["order-1", "bill-1"]],
    [{ "anything-but": { suffix: "ball" } }, ["tennis"], ["baseball"]],
    [{ numeric: ["=", 301.5] }, [301.5], [301, "301.5"]],
    [{ numeric: ["<", 0] }, [-1], [0, 1]],
    [{ numeric: [">", 0, "<=", 150] }, [0.1, 150], [0, 151]],
    [{ cidr: "10.0.0.0/24" }, ["10.0.0.0", "10.0.0.255"], ["10.0.1.0", "10.0.0", "::1"]],
    [{ cidr: "2001:db8::/32" }, ["2001:db8::1"], ["2001:db9::1", "10.0.0.1"]],
    [{ exists: true }, ["x", 0, false], [null, "", []]],
  ];
  for (const [condition, taken, refused] of conditions) {
    const text = JSON.stringify(condition);
    it(`take by ${text} what it is met by, and nothing else`, () => {
      for (const value of taken) expect(takes({ key: [condition] }, { key: value }), `${text} ${value}`).to.equal(true);
      for (const value of refused)
        expect(takes({ key: [condition] }, { key: value }), `${text} ${value}`).to.equal(false);
      expect(takes({ key: [condition] }, { other: "x" })).to.equal(false);
    });
  }

  it("want one condition of each name, and all names", () => {
    const policy = { store: ["example"], event: [{ prefix: "order" }, "refund"] };
    expect(takes(policy, { store: "example", event: "refund", more: 1 })).to.equal(true);
    expect(takes(policy, { store: "example", event: "ordered" })).to.equal(true);
    expect(takes(policy, { store: "example" })).to.equal(false);
    expect(takes(policy, { store: "other", event: "refund" })).to.equal(false);
  });

  it("want one of the alternatives of $or, besides the rest", () => {
    const policy = {
      source: ["aws"],
      $or: [{ metric: ["cpu"] }, { namespace: ["ec2"], size: [{ numeric: [">", 1] }] }],
    };
    expect(takes(policy, { source: "aws", metric: "cpu" })).to.equal(true);
    expect(takes(policy, { source: "aws", namespace: "ec2", size: 2 })).to.equal(true);
    expect(takes(policy, { source: "aws", namespace: "ec2", size: 1 })).to.equal(false);
    expect(takes(policy, { metric: "cpu" })).to.equal(false);
    expect(takes({ $or: ["x"] }, { $or: "x" }), "a name like any other, with fewer than two objects").to.equal(true);
  });

  it("look into bodies, and into one object of a list at a time", () => {
    const policy = { person: { name: ["Ann"], address: { city: ["Paris"] } } };
    expect(takes(policy, { person: { name: "Ann", address: { city: "Paris" } } })).to.equal(true);
    expect(takes(policy, { person: { name: "Ann", address: { city: "Rome" } } })).to.equal(false);
    expect(takes(policy, { person: "Ann" })).to.equal(false);
    const lists = { items: { kind: ["book"], price: [{ numeric: [">", 5] }] } };
    expect(takes(lists, { items: [{ kind: "pen" }, { kind: "book", price: 6 }] })).to.equal(true);
    expect(takes(lists, { items: [{ kind: "pen", price: 6 }, { kind: "book" }] })).to.equal(false);
  });

  it("want an absence: of a name, and of the name that it would be in", () => {
    expect(takes({ key: [{ exists: false }] }, { other: 1 })).to.equal(true);
    expect(takes({ key: [{ exists: false }] }, { key: "x" })).to.equal(false);
    expect(takes({ person: { name: [{ exists: false }] } }, { other: 1 })).to.equal(true);
    expect(takes({ key: [{ exists: false }, "x"] }, { key: "x" })).to.equal(true);
  });

  it("take no body that is no JSON object", () => {
    for (const body of ["hello", "[]", "1", "null", ""])
      expect(takes({ key: [{ exists: false }] }, body)).to.equal(false);
  });

  it("compare attributes by their types: texts, numbers, lists; never binary ones", () => {
    expect(takesAttributes({ store: ["a"] }, { store: "a", other: "b" })).to.equal(true);
    expect(takesAttributes({ price: [{ numeric: [">=", 10] }] }, { price: 10 })).to.equal(true);
    expect(takesAttributes({ price: [10] }, { price: "10" })).to.equal(false);
    expect(takesAttributes({ sports: ["rugby"] }, { sports: ["rugby", "tennis"] })).to.equal(true);
    expect(takesAttributes({ sports: [null, true] }, { sports: [true] })).to.equal(true);
    const binary = { DataType: "Binary", BinaryValue: "AQ==" };
    expect(takesAttributes({ image: [{ exists: true }] }, { image: binary })).to.equal(false);
  });

  it("take no message without attributes, also where an absence is wanted", () => {
    expect(takesAttributes({ key: [{ exists: false }] }, { other: "x" })).to.equal(true);
    expect(takesAttributes({ key: [{ exists: false }] }, {})).to.equal(false);
    expect(takesAttributes({}, {})).to.equal(true);
  });

  const refusals: [what: string, policy: string, message: RegExp][] = [
    ["an operator that is not known, by its name", '{"key":[{"wildcard":"a*"}]}', /knows no operator wildcard$/],
    [
      "an operator of anything-but, by its name",
      '{"key":[{"anything-but":{"cidr":"x"}}]}',
      /no operator cidr of anything-but$/,
    ],
    ["two operators in one condition", '{"key":[{"prefix":"a","suffix":"b"}]}', /more than one operator/],
    ["a comparison that is none", '{"key":[{"numeric":["!=",1]}]}', /Unrecognized numeric range operator: !=/],
    ["half a range", '{"key":[{"numeric":[">",1,"<"]}]}', /Value of < must be numeric/],
    ["a bound that is no number", '{"key":[{"numeric":[">","1"]}]}', /Value of > must be numeric/],
    ["a range of addresses that is none", '{"key":[{"cidr":"10.0.0.0/33"}]}', /mask bits must be < 32/],
    ["existence of a text", '{"key":[{"exists":"yes"}]}', /exists takes true or false/],
    ["a name without conditions", '{"key":[]}', /key has no condition/],
    ["a value that is no list", '{"key":"x"}', /key must be a list of conditions/],
    [
      "more than five keys",
      JSON.stringify(Object.fromEntries([..."abcdef"].map((key) => [key, ["x"]]))),
      /6 keys, of 5/,
    ],
    ["what is no object", "[]", /no JSON object/],
    ["what is no JSON", "{", /subscription one is refused: /],
    ["names below names in the scope of attributes", '{"key":{"inner":["x"]}}', /scope MessageBody only/],
  ];
  for (const [what, policy, message] of refusals) {
    it(`stop the start with ${what}`, () => {
      expect(() => compileFilterPolicy(policy, false, "one")).to.throw(UserError, message);
    });
  }
});

import { expect } from "chai";
import { compilePattern, InvalidPattern } from "../../src/protocol/event-pattern";

const matches = (pattern: object, event: unknown): boolean => compilePattern(JSON.stringify(pattern))(event);

describe("protocol/event-pattern", () => {
  const conditions: [condition: unknown, takes: unknown[], refuses: unknown[]][] = [
    ["running", ["running", ["stopped", "running"], [["running"]]], ["Running", "running ", ["stopped"], [], null]],
    [300, [300, 3.0e2, [1, 300]], ["300", 301]],
    [true, [true], ["true", false, 1]],
    [null, [null], ["null", 0, "", false]],
    ["", [""], [null, " "]],
    [{ prefix: "eu-" }, ["eu-west-1", "eu-"], ["EU-west-1", "not eu-", 1, null]],
    [{ prefix: { "equals-ignore-case": "EU-" } }, ["eu-west-1", "Eu-"], ["us-east-1"]],
    [{ suffix: ".png" }, ["a.png"], ["a.PNG", "a.png.txt"]],
    [{ suffix: { "equals-ignore-case": ".png" } }, ["a.PNG"], ["a.jpg"]],
    [{ "equals-ignore-case": "Alice" }, ["alice", "ALICE"], ["alice ", 1]],
    [{ wildcard: "*/bin/*.jar" }, ["/bin/.jar", "/usr/bin/a/b.jar"], ["/usr/bin/a.jar2", "/bin.jar", 1]],
    [{ wildcard: "a*a" }, ["aa", "aba"], ["a"]],
    [{ wildcard: "a" }, ["a"], ["ab"]],
    [{ wildcard: "\\*\\\\*" }, ["*\\x"], ["x\\x"]],
    [{ "anything-but": "stopped" }, ["running", 1, true, null, ["stopped", "running"]], ["stopped", ["stopped"], []]],
    [{ "anything-but": ["a", "b"] }, ["c"], ["a", "b"]],
    [{ "anything-but": [100, 200] }, [300, "100"], [100, 200.0]],
    [{ "anything-but": { prefix: "init" } }, ["running", 5], ["initial"]],
    [{ "anything-but": { prefix: ["init", "err"] } }, ["running"], ["initial", "error"]],
    [{ "anything-but": { suffix: ".txt" } }, ["a.png"], ["a.txt"]],
    [{ "anything-but": { "equals-ignore-case": ["Alice", "Bob"] } }, ["carol"], ["ALICE", "bob"]],
    [{ "anything-but": { wildcard: "*/lib/*" } }, ["/bin/a"], ["/usr/lib/a"]],
    [{ numeric: ["=", 301.8] }, [301.8], [301, "301.8"]],
    [{ numeric: ["<", -1] }, [-2], [-1]],
    [{ numeric: [">=", 0] }, [0, 1], [-0.1]],
    [{ numeric: [">", 0, "<=", 5] }, [0.1, 5], [0, 5.1]],
    [{ cidr: "10.0.0.0/24" }, ["10.0.0.0", "10.0.0.255"], ["10.0.1.0", "10.0.0", "::1"]],
    [{ cidr: "2001:db8::/32" }, ["2001:db8::1"], ["2001:db9::1", "10.0.0.1"]],
    [{ exists: true }, ["x", 0, "", null, ["x"]], [{ inner: 1 }, []]],
  ];
  for (const [condition, taken, refused] of conditions) {
    const text = JSON.stringify(condition);
    it(`takes by ${text} what meets it, and nothing else`, () => {
      const takes = (value: unknown): boolean => matches({ detail: { key: [condition] } }, { detail: { key: value } });
      for (const value of taken) expect(takes(value), JSON.stringify(value)).to.equal(true);
      for (const value of refused) expect(takes(value), JSON.stringify(value)).to.equal(false);
      expect(matches({ key: [condition] }, { other: "x" }), "what is not there").to.equal(false);
    });
  }

  it("takes an absence: of a value, of an object's name, of the name it would be below", () => {
    const pattern = { detail: { key: [{ exists: false }] } };
    for (const event of [{}, { detail: {} }, { detail: { key: { inner: 1 } } }, { detail: { key: [] } }])
      expect(matches(pattern, event), JSON.stringify(event)).to.equal(true);
    expect(matches(pattern, { detail: { key: null } })).to.equal(false);
    expect(matches({ key: [{ exists: false }, "x"] }, { key: "x" }), "one of the conditions").to.equal(true);
  });

  it("wants all names, and one condition of each", () => {
    const pattern = { source: ["app", "shop"], detail: { state: [{ prefix: "run" }, "ready"] } };
    expect(matches(pattern, { source: "shop", detail: { state: "ready", more: 1 }, time: "now" })).to.equal(true);
    expect(matches(pattern, { source: "shop", detail: { state: "stopped" } })).to.equal(false);
    expect(matches(pattern, { detail: { state: "ready" } })).to.equal(false);
  });

  it("wants one of the alternatives of $or besides the rest, at any depth", () => {
    const pattern = {
      source: ["app"],
      detail: { $or: [{ size: [{ numeric: [">", 5] }] }, { kind: ["big"], $or: [{ a: [1] }, { b: [2] }] }] },
    };
    expect(matches(pattern, { source: "app", detail: { size: 6 } })).to.equal(true);
    expect(matches(pattern, { source: "app", detail: { kind: "big", b: 2 } })).to.equal(true);
    expect(matches(pattern, { source: "app", detail: { kind: "big", size: 5 } })).to.equal(false);
    expect(matches(pattern, { detail: { size: 6 } })).to.equal(false);
  });

  it("looks into one object of a list at a time", () => {
    const pattern = { items: { kind: ["book"], price: [{ numeric: [">", 5] }] } };
    expect(matches(pattern, { items: [{ kind: "pen" }, { kind: "book", price: 6 }] })).to.equal(true);
    expect(matches(pattern, { items: [{ kind: "pen", price: 6 }, { kind: "book" }] })).to.equal(false);
  });

  it("finds a wildcard in a long text that almost has it at once", () => {
    const text = "ab".repeat(50_000);
    expect(matches({ key: [{ wildcard: `${"*b*a".repeat(20)}*c` }] }, { key: text })).to.equal(false);
  });

  const refusals: [pattern: string, reason: RegExp][] = [
    ["[]", /^Filter is not an object$/],
    ["{", /JSON/],
    ["{}", /^Empty objects are not allowed$/],
    ['{"detail":{}}', /^Empty objects are not allowed$/],
    ['{"source":[]}', /^Empty arrays are not allowed$/],
    ['{"source":"app"}', /^"source" must be an object or an array$/],
    ['{"source":[["app"]]}', /^Match value must be String, number, true, false, or null$/],
    ['{"source":[{}]}', /^Match expression name not found$/],
    ['{"source":[{"regex":"a"}]}', /^Unrecognized match type regex$/],
    ['{"source":[{"constructor":"a"}]}', /^Unrecognized match type constructor$/],
    ['{"source":[{"prefix":"a","suffix":"b"}]}', /^Only one key allowed in match expression$/],
    ['{"source":[{"prefix":1}]}', /^prefix match pattern must be a string$/],
    ['{"source":[{"prefix":{"wildcard":"a"}}]}', /^Unsupported prefix pattern: wildcard$/],
    ['{"source":[{"exists":"yes"}]}', /^exists match pattern must be either true or false\.$/],
    ['{"source":[{"wildcard":"a**"}]}', /^Consecutive wildcard characters/],
    ['{"source":[{"wildcard":"a\\\\b"}]}', /^Invalid escape character/],
    ['{"source":[{"anything-but":[]}]}', /^Inside anything but list, either all values are number or string/],
    ['{"source":[{"anything-but":["a",1]}]}', /mixed type is not supported$/],
    ['{"source":[{"anything-but":null}]}', /^Inside anything but list, start\|null\|boolean is not supported\.$/],
    ['{"source":[{"anything-but":{"numeric":1}}]}', /^Unsupported anything-but pattern: numeric$/],
    ['{"source":[{"anything-but":{"prefix":""}}]}', /^Null prefix\/suffix not allowed$/],
    ['{"size":[{"numeric":5}]}', /^Value of numeric must be an array\.$/],
    ['{"size":[{"numeric":["!=",5]}]}', /^Unrecognized numeric range operator: !=$/],
    ['{"size":[{"numeric":[">","5"]}]}', /^Value of > must be numeric$/],
    ['{"size":[{"numeric":[">",5,"=",6]}]}', /^Bad numeric range operator: =$/],
    ['{"size":[{"numeric":["<",5,">",1]}]}', /^Too many elements in numeric expression$/],
    ['{"size":[{"numeric":[">",5,"<",1]}]}', /^Bottom must be less than top$/],
    ['{"ip":[{"cidr":"10.0.0.0/32"}]}', /^IPv4 mask bits must be < 32$/],
    ['{"ip":[{"cidr":"here"}]}', /^Malformed CIDR/],
    ['{"$or":{"a":[1]}}', /^It must be an Array followed with \$or\.$/],
    ['{"$or":[{"a":[1]}]}', /^There must have at least 2 Objects in \$or relationship\.$/],
    ['{"$or":[{"a":[1]},1]}', /^Only JSON object is allowed in array of \$or relationship\.$/],
    ['{"$or":[{"prefix":[1]},{"a":[1]}]}', /^prefix is Ruler reserved fieldName which cannot be used inside \$or\.$/],
  ];
  for (const [pattern, reason] of refusals)
    it(`refuses ${pattern} for the reason that AWS gives`, () => {
      expect(() => compilePattern(pattern)).to.throw(InvalidPattern, reason);
    });
});

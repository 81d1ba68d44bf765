import { expect } from "chai";
import { allow, deny, holds, judge } from "../../support/policies";

/** Operator, value in the policy, value in the request, whether the condition holds. */
type Case = [operator: string, stated: string | string[], given: string, expected: boolean];

const cases: Case[] = [
  ["StringEquals", "a", "a", true],
  ["StringEquals", "a", "A", false],
  ["StringEquals", "a*", "ab", false],
  ["StringEquals", ["x", "a"], "a", true],
  ["StringNotEquals", ["x", "a"], "a", false],
  ["StringNotEquals", ["x", "y"], "a", true],
  ["StringEqualsIgnoreCase", "aB", "Ab", true],
  ["StringNotEqualsIgnoreCase", "aB", "Ab", false],
  ["StringLike", "a?c*", "abcde", true],
  ["StringLike", "a?c", "ac", false],
  ["StringNotLike", "a*", "abc", false],
  ["StringNotLike", "b*", "abc", true],
  ["NumericEquals", "10", "10.0", true],
  ["NumericEquals", "10", "ten", false],
  ["NumericNotEquals", "10", "10.0", false],
  ["NumericLessThan", "10", "9", true],
  ["NumericLessThan", "10", "10", false],
  ["NumericLessThanEquals", "10", "10", true],
  ["NumericGreaterThan", "10", "9", false],
  ["NumericGreaterThan", "10", "10.5", true],
  ["NumericGreaterThanEquals", "10", "10", true],
  ["DateEquals", "2026-11-21T12:00:00Z", "2026-11-21T13:00:00+01:00", true],
  ["DateNotEquals", "2026-11-21T12:00:00Z", "2026-11-21T12:00:00.000Z", false],
  ["DateLessThan", "2026-11-21", "2026-11-20T23:59:59Z", true],
  ["DateLessThanEquals", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z", true],
  ["DateGreaterThan", "2026-11-21T00:00:00Z", "2026-11-20T00:00:00Z", false],
  ["DateGreaterThanEquals", "1795262400", "2026-11-21T12:00:00Z", true],
  ["DateGreaterThan", "2026-11-21T12:00:00Z", "1795262401", true],
  ["Bool", "true", "True", true],
  ["Bool", "true", "false", false],
  ["BinaryEquals", "QmluYXJ5", "QmluYXJ5", true],
  ["BinaryEquals", "QmluYXJ5", "QmluYXJ6", false],
  ["IpAddress", "203.0.113.0/24", "203.0.113.200", true],
  ["IpAddress", "203.0.113.0/24", "203.0.114.1", false],
  ["IpAddress", ["10.0.0.0/8", "203.0.113.7"], "203.0.113.7", true],
  ["IpAddress", "203.0.113.7", "203.0.113.8", false],
  ["IpAddress", "2001:db8::/32", "2001:DB8:0:1::9", true],
  ["IpAddress", "2001:db8::/32", "2001:db9::1", false],
  ["IpAddress", "0.0.0.0/0", "2001:db8::1", false],
  ["IpAddress", "0.0.0.0/0", "nowhere", false],
  ["NotIpAddress", "203.0.113.0/24", "203.0.113.200", false],
  ["NotIpAddress", "203.0.113.0/24", "198.51.100.1", true],
  ["ArnEquals", "arn:aws:sns:*:123456789012:*", "arn:aws:sns:eu-west-3:123456789012:topic", true],
  ["ArnLike", "arn:aws:sns:*:topic", "arn:aws:sns:eu-west-3:123456789012:topic", false],
  ["ArnLike", "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a:b/c", true],
  ["ArnLike", "arn:aws:lambda:*:*:function:a?", "arn:aws:lambda:eu-west-3:123456789012:function:ab", true],
  ["ArnLike", "arn:aws:s3", "arn:aws:s3:::bucket", true],
  ["ArnLike", "*", "no arn", false],
  ["ArnNotLike", "arn:aws:sns:*:123456789012:*", "arn:aws:sns:eu-west-3:123456789012:topic", false],
  ["ArnNotEquals", "arn:aws:sns:*:123456789012:*", "arn:aws:sns:eu-west-3:210987654321:topic", true],
];

describe("IAM conditions", () => {
  for (const [operator, stated, given, expected] of cases) {
    it(`${expected ? "hold" : "do not hold"} when ${operator} has ${String(stated)} and the request ${given}`, () => {
      expect(holds({ [operator]: { "aws:Key": stated } }, { "aws:Key": given })).to.equal(expected);
    });
  }

  it("hold without a value only if negated, and with IfExists always", () => {
    const stated: Record<string, string> = { String: "a", Numeric: "1", Date: "2026-11-21", Arn: "arn:aws:s3:::b" };
    for (const [type, value] of Object.entries(stated)) {
      expect(holds({ [`${type}Equals`]: { k: value } }, {}), type).to.equal(false);
      expect(holds({ [`${type}NotEquals`]: { k: value } }, {}), type).to.equal(true);
      expect(holds({ [`${type}EqualsIfExists`]: { k: value } }, {}), type).to.equal(true);
    }
    expect(holds({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, undefined)).to.equal(true);
    expect(holds({ Bool: { "aws:SecureTransport": "false" } }, {})).to.equal(false);
    expect(holds({ StringEqualsIfExists: { k: "a" } }, { k: "b" })).to.equal(false);
  });

  it("ask by Null whether there is a value, where an empty text is one and an empty list is none", () => {
    expect(holds({ Null: { k: "true" } }, {})).to.equal(true);
    expect(holds({ Null: { k: "true" } }, { k: [] })).to.equal(true);
    expect(holds({ Null: { k: "true" } }, { k: "" })).to.equal(false);
    expect(holds({ Null: { k: false } }, { k: "a" })).to.equal(true);
    expect(holds({ Null: { k: "false" } }, {})).to.equal(false);
  });

  it("hold only together: several operators and several keys", () => {
    const condition = { StringEquals: { a: "1", b: "2" }, Bool: { c: "true" } };
    expect(holds(condition, { a: "1", b: "2", c: "true" })).to.equal(true);
    for (const wrong of ["a", "b", "c"]) {
      expect(holds(condition, { a: "1", b: "2", c: "true", [wrong]: "x" }), wrong).to.equal(false);
    }
  });

  it("find their key in any case", () => {
    expect(holds({ StringEquals: { "AWS:requesttag/Team": "a" } }, { "aws:RequestTag/team": "a" })).to.equal(true);
  });

  it("want all values in the list with ForAllValues, and hold for none", () => {
    const condition = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["user-1", "user-2"] } };
    const keys = (...values: string[]) => ({ "dynamodb:LeadingKeys": values });
    expect(holds(condition, keys("user-1", "user-2"))).to.equal(true);
    expect(holds(condition, keys("user-1", "user-3"))).to.equal(false);
    expect(holds(condition, keys())).to.equal(true);
    expect(holds(condition, {})).to.equal(true);
    expect(holds({ "ForAllValues:StringNotEquals": { k: ["x"] } }, { k: ["a", "x"] })).to.equal(false);
    expect(holds({ "ForAllValues:StringNotEquals": { k: ["x"] } }, { k: ["a", "b"] })).to.equal(true);
  });

  it("want one value in the list with ForAnyValue, and hold for none never", () => {
    const condition = { "ForAnyValue:StringLike": { "dynamodb:LeadingKeys": "user-*" } };
    expect(holds(condition, { "dynamodb:LeadingKeys": ["x", "user-1"] })).to.equal(true);
    expect(holds(condition, { "dynamodb:LeadingKeys": ["x", "y"] })).to.equal(false);
    expect(holds(condition, {})).to.equal(false);
    expect(holds({ "ForAnyValue:StringNotEquals": { k: ["x"] } }, { k: ["a", "x"] })).to.equal(true);
    expect(holds({ "ForAnyValue:StringNotEquals": { k: ["x"] } }, { k: ["x"] })).to.equal(false);
    expect(holds({ "ForAnyValue:StringNotEquals": { k: ["x"] } }, {})).to.equal(false);
    expect(holds({ "ForAnyValue:StringEqualsIfExists": { k: ["x"] } }, {})).to.equal(true);
  });

  it("confine lists to a prefix, the empty one included where it is named", () => {
    const statements = [allow("s3:ListBucket", "*", { Condition: { StringLike: { "s3:prefix": ["", "home/*"] } } })];
    const list = (context: Record<string, string>) => judge(statements, "s3:ListBucket", "arn:aws:s3:::b", context);
    expect(list({ "s3:prefix": "home/ada" })).to.equal("allow");
    expect(list({ "s3:prefix": "" })).to.equal("allow");
    expect(list({ "s3:prefix": "secret/" })).to.equal("implicitDeny");
    expect(list({})).to.equal("implicitDeny");
  });

  it("confine actions to resources with a tag", () => {
    const tagged = { Condition: { StringEquals: { "ec2:ResourceTag/atelier:stack": "atelier/prod" } } };
    const statements = [allow("ec2:StopInstances", "arn:aws:ec2:*:*:instance/*", tagged)];
    const stop = (context: Record<string, string>) =>
      judge(statements, "ec2:StopInstances", "arn:aws:ec2:eu-west-3:123456789012:instance/i-0abc", context);
    expect(stop({ "ec2:ResourceTag/atelier:stack": "atelier/prod" })).to.equal("allow");
    expect(stop({ "ec2:ResourceTag/atelier:stack": "atelier/dev" })).to.equal("implicitDeny");
    expect(stop({ "ec2:ResourceTag/Name": "atelier/prod" })).to.equal("implicitDeny");
  });

  it("deny only while they hold", () => {
    const statements = [allow("s3:*"), deny("s3:*", "*", { Condition: { Bool: { "aws:SecureTransport": "false" } } })];
    const over = (secure: string) =>
      judge(statements, "s3:GetObject", "arn:aws:s3:::b/k", { "aws:SecureTransport": secure });
    expect(over("true")).to.equal("allow");
    expect(over("false")).to.equal("explicitDeny");
  });
});

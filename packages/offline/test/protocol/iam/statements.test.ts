import { expect } from "chai";
import { compile, decide } from "../../../src/protocol/iam/compile";
import { describeDenial, missingStatement } from "../../../src/protocol/iam/missing";
import { allow, deny, judge, policy } from "../../support/policies";

const table = "arn:aws:dynamodb:eu-west-3:123456789012:table/events";
const instance = "arn:aws:ec2:eu-west-3:123456789012:instance/i-0abc";
const object = "arn:aws:s3:::bucket/folder/key";

describe("IAM statements", () => {
  it("deny what no statement allows", () => {
    expect(judge([], "dynamodb:GetItem", table)).to.equal("implicitDeny");
    expect(judge([allow("dynamodb:GetItem", table)], "dynamodb:PutItem", table)).to.equal("implicitDeny");
    expect(judge([allow("dynamodb:GetItem", table)], "dynamodb:GetItem", `${table}2`)).to.equal("implicitDeny");
    expect(judge([allow("dynamodb:GetItem", table)], "dynamodb:GetItem", table)).to.equal("allow");
  });

  it("deny explicitly whatever else allows it, in any order and document", () => {
    const allowed = allow("dynamodb:*", "*");
    const denied = deny("dynamodb:DeleteItem", table);
    for (const statements of [
      [allowed, denied],
      [denied, allowed],
    ]) {
      expect(judge(statements, "dynamodb:DeleteItem", table)).to.equal("explicitDeny");
      expect(judge(statements, "dynamodb:GetItem", table)).to.equal("allow");
    }
    const documents = compile([policy(allowed), policy(denied)]);
    expect(documents({ action: "dynamodb:DeleteItem", resource: table })).to.equal("explicitDeny");
    expect(judge([denied], "dynamodb:DeleteItem", table)).to.equal("explicitDeny");
  });

  it("match actions by wildcards and in any case", () => {
    const cases: [pattern: string, action: string, matches: boolean][] = [
      ["*", "s3:GetObject", true],
      ["*:*", "s3:GetObject", true],
      ["s3:*", "s3:GetObject", true],
      ["S3:getobject", "s3:GetObject", true],
      ["s3:Get*", "s3:GetObject", true],
      ["s3:*Object", "s3:PutObject", true],
      ["s3:?etObject", "s3:GetObject", true],
      ["s3:Get*", "s3:PutObject", false],
      ["s3:?GetObject", "s3:GetObject", false],
      ["s3:GetObject", "s3:GetObjectAcl", false],
      ["dynamodb:*", "s3:GetObject", false],
    ];
    for (const [pattern, action, matches] of cases) {
      expect(judge([allow(pattern)], action, object), pattern).to.equal(matches ? "allow" : "implicitDeny");
    }
  });

  it("match ARNs by wildcards that span anything, in their very case", () => {
    const cases: [pattern: string, matches: boolean][] = [
      ["*", true],
      ["arn:*", true],
      ["arn:aws:s3:::bucket/*", true],
      ["arn:aws:s3:::bucket/*/key", true],
      ["arn:aws:s3:::buck??/folder/k*y", true],
      ["arn:aws:s3:*key", true],
      ["arn:aws:s3:::bucket", false],
      ["arn:aws:s3:::bucket/*/key/*", false],
      ["arn:aws:s3:::BUCKET/*", false],
      ["arn:aws:s3:::bucket?/folder/key", false],
      ["arn:aws:s3:::bucket.folder/key", false],
    ];
    for (const [pattern, matches] of cases) {
      const decision = judge([allow("s3:GetObject", pattern)], "s3:GetObject", object);
      expect(decision, pattern).to.equal(matches ? "allow" : "implicitDeny");
    }
  });

  it("match a wildcard pattern in time that grows with its length only", () => {
    const pattern = `arn:aws:s3:::${"a*".repeat(200)}b`;
    // With backtracking over all wildcards this would not end before the suite's own time-out.
    const resource = `arn:aws:s3:::${"a".repeat(1000)}`;
    expect(judge([allow("s3:GetObject", pattern)], "s3:GetObject", resource)).to.equal("implicitDeny");
    expect(judge([allow("s3:GetObject", pattern)], "s3:GetObject", `${resource}b`)).to.equal("allow");
  });

  it("are about all but the actions of NotAction", () => {
    const statements = [{ Effect: "Allow", NotAction: ["iam:*", "s3:DeleteObject"], Resource: "*" }];
    expect(judge(statements, "s3:GetObject", object)).to.equal("allow");
    expect(judge(statements, "s3:DeleteObject", object)).to.equal("implicitDeny");
    expect(judge(statements, "iam:PassRole")).to.equal("implicitDeny");
  });

  it("are about all but the resources of NotResource", () => {
    const statements = [
      allow("s3:*"),
      { Effect: "Deny", Action: "s3:*", NotResource: ["arn:aws:s3:::bucket/folder/*"] },
    ];
    expect(judge(statements, "s3:GetObject", object)).to.equal("allow");
    expect(judge(statements, "s3:GetObject", "arn:aws:s3:::bucket/other")).to.equal("explicitDeny");
  });

  it("tell a table from its indexes", () => {
    const index = `${table}/index/byDate`;
    expect(judge([allow("dynamodb:Query", table)], "dynamodb:Query", index)).to.equal("implicitDeny");
    expect(judge([allow("dynamodb:Query", `${table}/index/*`)], "dynamodb:Query", index)).to.equal("allow");
    expect(judge([allow("dynamodb:Query", `${table}/index/*`)], "dynamodb:Query", table)).to.equal("implicitDeny");
  });

  it("allow an action that knows no resource on * alone", () => {
    expect(judge([allow("ec2:DescribeInstances", instance)], "ec2:DescribeInstances")).to.equal("implicitDeny");
    expect(judge([allow("ec2:DescribeInstances", "arn:aws:ec2:*")], "ec2:DescribeInstances")).to.equal("implicitDeny");
    expect(judge([allow("ec2:DescribeInstances", "*")], "ec2:DescribeInstances")).to.equal("allow");
  });

  it("allow to pass the roles they name, to the services they name", () => {
    const role = "arn:aws:iam::123456789012:role/worker";
    const condition = { Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } } };
    const statements = [allow("iam:PassRole", role, condition)];
    const to = (service: string) => ({ "iam:PassedToService": service });
    expect(judge(statements, "iam:PassRole", role, to("lambda.amazonaws.com"))).to.equal("allow");
    expect(judge(statements, "iam:PassRole", role, to("ec2.amazonaws.com"))).to.equal("implicitDeny");
    const other = "arn:aws:iam::123456789012:role/admin";
    expect(judge(statements, "iam:PassRole", other, to("lambda.amazonaws.com"))).to.equal("implicitDeny");
  });

  it("allow no more than the permissions boundary, which allows nothing by itself", () => {
    const identity = compile([policy(allow(["s3:*", "ec2:*"]))]);
    const boundary = compile([policy(allow(["s3:*", "sqs:*"]), deny("s3:DeleteBucket"))]);
    const within = (action: string) => decide({ identity, boundary }, { action, resource: "*" });
    expect(within("s3:ListAllMyBuckets")).to.equal("allow");
    expect(within("ec2:RunInstances")).to.equal("implicitDeny");
    expect(within("sqs:SendMessage")).to.equal("implicitDeny");
    expect(within("s3:DeleteBucket")).to.equal("explicitDeny");
  });

  it("are rendered for whoever was denied for want of one", () => {
    const access = { action: "dynamodb:PutItem", resource: table };
    expect(judge([JSON.parse(missingStatement(access))], access.action, access.resource)).to.equal("allow");
    const denial = describeDenial({ role: "comments-create" }, access, "implicitDeny");
    expect(denial).to.include("comments-create").and.to.include("dynamodb:PutItem").and.to.include(table);
    expect(denial).to.include(missingStatement(access));
    expect(describeDenial({ role: "comments-create" }, access, "explicitDeny")).not.to.include('"Allow"');
  });

  it("are those of the resource's own policy for a service that was denied", () => {
    const access = { action: "s3:GetObject", resource: "arn:aws:s3:::pages/index.html" };
    const denial = describeDenial({ service: "cloudfront.amazonaws.com" }, access, "implicitDeny");
    expect(denial).to.include("policy of the resource").and.not.include("role");
    const [statement = ""] = /\{[^]*\}/.exec(denial) ?? [];
    expect(JSON.parse(statement)).to.deep.equal({
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: access.action,
      Resource: access.resource,
    });
  });
});

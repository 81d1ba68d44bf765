import { expect } from "chai";
import { compile } from "../../../src/protocol/iam/compile";
import { allow, deny, holds, judge } from "../../support/policies";

const home = "arn:aws:s3:::bucket/home/${aws:username}/*";

describe("IAM policy variables", () => {
  const get = (pattern: string, resource: string, context: Record<string, string | string[]> = {}) =>
    judge([allow("s3:GetObject", pattern)], "s3:GetObject", resource, context);

  it("stand for the request's value in a resource", () => {
    expect(get(home, "arn:aws:s3:::bucket/home/ada/x", { "aws:username": "ada" })).to.equal("allow");
    expect(get(home, "arn:aws:s3:::bucket/home/bob/x", { "aws:username": "ada" })).to.equal("implicitDeny");
    const tag = "arn:aws:s3:::bucket/${aws:PrincipalTag/Team}/*";
    expect(get(tag, "arn:aws:s3:::bucket/red/x", { "aws:principaltag/team": "red" })).to.equal("allow");
  });

  it("bring no wildcards with them", () => {
    expect(get(home, "arn:aws:s3:::bucket/home/bob/x", { "aws:username": "*" })).to.equal("implicitDeny");
    expect(get(home, "arn:aws:s3:::bucket/home/*/x", { "aws:username": "*" })).to.equal("allow");
  });

  it("match nothing without one value, in NotResource neither", () => {
    expect(get(home, "arn:aws:s3:::bucket/home//x")).to.equal("implicitDeny");
    expect(get(home, "arn:aws:s3:::bucket/home/ada/x", { "aws:username": ["ada", "bob"] })).to.equal("implicitDeny");
    const statement = { Effect: "Allow", Action: "s3:GetObject", NotResource: home };
    expect(judge([statement], "s3:GetObject", "arn:aws:s3:::other/x", {})).to.equal("implicitDeny");
    expect(judge([statement], "s3:GetObject", "arn:aws:s3:::other/x", { "aws:username": "ada" })).to.equal("allow");
  });

  it("take their default without a value", () => {
    const pattern = "arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'company-wide'}/*";
    expect(get(pattern, "arn:aws:s3:::bucket/company-wide/x")).to.equal("allow");
    expect(get(pattern, "arn:aws:s3:::bucket/red/x", { "aws:PrincipalTag/team": "red" })).to.equal("allow");
    expect(get(pattern, "arn:aws:s3:::bucket/company-wide/x", { "aws:PrincipalTag/team": "red" })).to.equal(
      "implicitDeny",
    );
  });

  it("write the characters *, ? and $ themselves", () => {
    expect(get("arn:aws:s3:::bucket/${*}${?}${$}", "arn:aws:s3:::bucket/*?$")).to.equal("allow");
    expect(get("arn:aws:s3:::bucket/${*}${?}${$}", "arn:aws:s3:::bucket/abc")).to.equal("implicitDeny");
  });

  it("stand for the request's value in conditions on strings and ARNs", () => {
    const condition = { StringEquals: { "aws:ResourceTag/owner": "${aws:username}" } };
    expect(holds(condition, { "aws:username": "ada", "aws:ResourceTag/owner": "ada" })).to.equal(true);
    expect(holds(condition, { "aws:username": "bob", "aws:ResourceTag/owner": "ada" })).to.equal(false);
    expect(holds(condition, { "aws:ResourceTag/owner": "${aws:username}" })).to.equal(false);
    const ignoring = { StringEqualsIgnoreCase: { "aws:ResourceTag/owner": "Team-${aws:username}" } };
    expect(holds(ignoring, { "aws:username": "ADA", "aws:ResourceTag/owner": "team-Ada" })).to.equal(true);
    const arn = { ArnLike: { "aws:SourceArn": "arn:aws:s3:::${aws:PrincipalTag/bucket}" } };
    expect(holds(arn, { "aws:PrincipalTag/bucket": "b:c", "aws:SourceArn": "arn:aws:s3:::b:c" })).to.equal(true);
  });

  it("deny by a negated condition when there is no value to compare with", () => {
    const owned = { Condition: { StringNotEquals: { "aws:ResourceTag/owner": "${aws:username}" } } };
    const decision = judge([allow("s3:*"), deny("s3:*", "*", owned)], "s3:GetObject", "*", {
      "aws:ResourceTag/owner": "a",
    });
    expect(decision).to.equal("explicitDeny");
  });

  it("are plain text in documents of the older version", () => {
    const statement = allow("s3:GetObject", home, { Principal: "*" });
    const old = compile([{ Version: "2008-10-17", Statement: statement }], "resource");
    const ask = (name: string) =>
      old({
        action: "s3:GetObject",
        resource: `arn:aws:s3:::bucket/home/${name}/x`,
        context: { "aws:username": "ada" },
      });
    expect(ask("ada")).to.equal("implicitDeny");
    expect(ask("${aws:username}")).to.equal("allow");
  });
});

import { expect } from "chai";
import { compile } from "../../../src/protocol/iam/compile";
import { MalformedPolicy, type Kind } from "../../../src/protocol/iam/document";
import { allow, policy } from "../../support/policies";

const good = allow("s3:GetObject");
const { Action: _action, ...actionless } = good;
const { Resource: _resource, ...resourceless } = good;

/** What is wrong with a second statement, and what its error says. */
const statements: [statement: unknown, message: RegExp, kind?: Kind][] = [
  ["text", /must be an object/],
  [{ ...good, Effect: "allow" }, /Effect must be Allow or Deny/],
  [actionless, /Action or NotAction is missing/],
  [{ ...good, NotAction: "s3:*" }, /only one of Action or NotAction/],
  [{ ...good, Action: "GetObject" }, /"GetObject" is no action/],
  [{ ...good, Action: [] }, /Action must be a string or a list of strings/],
  [{ ...good, Action: ["s3:GetObject", 1] }, /Action must be a string or a list of strings/],
  [resourceless, /Resource or NotResource is missing/],
  [{ ...good, NotResource: "*" }, /only one of Resource or NotResource/],
  [{ ...good, Resource: "bucket/*" }, /resource "bucket\/\*" must be an ARN/],
  [{ ...good, Action: "s*:GetObject" }, /"s\*:GetObject" is no action.*wildcards in the operation only/],
  [{ ...good, Action: ["s3:GetObject", "s3?:*"] }, /"s3\?:\*" is no action/],
  [{ ...good, Action: "s3:Get:Object" }, /"s3:Get:Object" is no action/],
  [{ ...good, Resource: "arn:aws:s*:::bucket" }, /must name a partition and a service/],
  [{ ...good, Resource: "arn:other:s3:::bucket" }, /must name a partition and a service/],
  [{ ...good, Sid: "First" }, /another statement has the Sid "First" too/],
  [{ ...good, Sid: "First", Principal: "*" }, /another statement has the Sid "First" too/, "resource"],
  [{ ...good, Sid: "not a word" }, /Sid "not a word" must be letters and digits/],
  [{ ...good, Sid: 1 }, /Sid must be a string/],
  [actionless, /Action or NotAction is missing/, "trust"],
  [{ ...actionless, Action: "sts:AssumeRole", Principal: "*" }, /a trust policy has no Resource/, "trust"],
  [{ ...resourceless, Action: "sts:AssumeRole" }, /a trust policy needs a Principal/, "trust"],
  [{ ...good, Effect: undefined }, /Effect must be Allow or Deny/],
  [{ ...good, Ressource: "*" }, /unknown element Ressource/],
  [{ ...good, Principal: "*" }, /Principal belongs in resource policies only/],
  [{ ...good, Condition: [] }, /Condition must be an object/],
  [{ ...good, Condition: { StringEquals: "a" } }, /StringEquals must be an object of condition keys/],
  [{ ...good, Condition: { StringEquals: { k: { a: 1 } } } }, /the values of condition key k must be strings/],
  [{ ...good, Condition: { StringSounds: { k: "a" } } }, /unknown condition operator StringSounds/],
  [{ ...good, Condition: { toString: { k: "a" } } }, /unknown condition operator toString/],
  [{ ...good, Condition: { "ForSome:StringEquals": { k: "a" } } }, /unknown condition operator ForSome/],
  [{ ...good, Condition: { NullIfExists: { k: "true" } } }, /unknown condition operator NullIfExists/],
  [{ ...good, Condition: { Null: { k: "yes" } } }, /Null takes true or false/],
  [{ ...good, Condition: { NumericEquals: { k: "ten" } } }, /"ten" is no value for NumericEquals/],
  [{ ...good, Condition: { DateLessThan: { k: "soon" } } }, /"soon" is no value for DateLessThan/],
  [{ ...good, Condition: { Bool: { k: "yes" } } }, /"yes" is no value for Bool/],
  [{ ...good, Condition: { IpAddress: { k: "10.0.0.0/33" } } }, /"10.0.0.0\/33" is no value for IpAddress/],
  [{ ...good, Condition: { IpAddressIfExists: { k: "10.0.0" } } }, /"10.0.0" is no value for IpAddressIfExists/],
  [good, /a resource policy needs a Principal/, "resource"],
  [{ ...good, Principal: "ada" }, /Principal must be "\*" or an object/, "resource"],
  [{ ...good, Principal: { Aws: "*" } }, /unknown type of principal Aws/, "resource"],
  [{ ...good, Principal: { AWS: "arn:aws:iam::123456789012:role/*" } }, /invalid principal/, "resource"],
  [{ ...good, NotPrincipal: { AWS: "123456789012" } }, /NotPrincipal goes with Deny only/, "resource"],
];

function first(kind: Kind) {
  if (kind === "trust") return { ...resourceless, Action: "sts:AssumeRole", Principal: "*", Sid: "First" };
  return { ...good, Sid: "First", ...(kind === "resource" && { Principal: "*" }) };
}

const errorOf = (documents: unknown[], kind?: Kind): unknown => {
  try {
    compile(documents, kind);
  } catch (error) {
    return error;
  }
  throw new Error("the document was accepted");
};

describe("malformed policies", () => {
  for (const [statement, message, kind = "identity"] of statements) {
    it(`are refused by the name of the statement: ${message.source}`, () => {
      const error = errorOf([{ Version: "2012-10-17", Statement: [first(kind), statement] }], kind);
      expect(error).to.be.instanceOf(MalformedPolicy).with.property("message").that.matches(message);
      expect(error)
        .to.have.property("message")
        .that.matches(/^Statement 2/);
    });
  }

  it("are named by their Sid too", () => {
    const error = errorOf([policy({ ...good, Sid: "ReadAll", Effect: "Perhaps" })]);
    expect(error).to.have.property("message", "Statement 1 (ReadAll): Effect must be Allow or Deny.");
  });

  it("are refused as a whole without an object, statements or a known version", () => {
    for (const document of ["{}", null, [], {}, { Version: "2012-10-17" }, { Version: "2012-10-18", Statement: [] }]) {
      expect(errorOf([document]), JSON.stringify(document)).to.be.instanceOf(MalformedPolicy);
    }
  });

  it("are refused for an element that no document has", () => {
    const statement = { ...good, Principal: "*" };
    expect(errorOf([{ ...policy(statement), Statements: [] }], "resource")).to.have.property(
      "message",
      "A policy document has no element Statements.",
    );
    compile([{ ...policy(statement), Id: "any" }], "resource");
  });

  it("are refused for an old version, or none, where AWS makes new ones only: on roles", () => {
    for (const version of [{ Version: "2008-10-17" }, {}]) {
      const document = (statement: object) => ({ ...version, Statement: [statement] });
      expect(errorOf([document(good)]))
        .to.have.property("message")
        .that.contains("must be 2012-10-17");
      compile([document({ ...good, Principal: "*" })], "resource");
    }
  });

  it("are told from two documents that use one Sid", () => {
    compile([policy({ ...good, Sid: "One" }), policy({ ...good, Sid: "One" })]);
  });

  it("are told from one statement that is no list, which is fine", () => {
    const decision = compile([{ Version: "2012-10-17", Statement: good }])({ action: "s3:GetObject", resource: "*" });
    expect(decision).to.equal("allow");
  });
});

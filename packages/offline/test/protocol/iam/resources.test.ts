import { expect } from "chai";
import { compile, decide } from "../../../src/protocol/iam/compile";
import type { Principal } from "../../../src/protocol/iam/principals";
import { allow, deny, policy } from "../../support/policies";

const account = "123456789012";
const role = `arn:aws:iam::${account}:role/reader`;
const session = `arn:aws:sts::${account}:assumed-role/reader/function`;
const root = `arn:aws:iam::${account}:root`;

const reader: Principal = { arns: [role, session] };
const nobody = compile([]);

/** What a bucket with one statement answers to a caller who has no policy of its own. */
const ask = (statement: Record<string, unknown>, principal: Principal | undefined = reader, secure = "true") =>
  decide(
    { identity: nobody, resource: compile([policy(statement)], "resource") },
    { action: "s3:GetObject", resource: "arn:aws:s3:::b/k", principal, context: { "aws:SecureTransport": secure } },
  );

const to = (Principal: unknown) => allow("s3:GetObject", "arn:aws:s3:::b/*", { Principal });
const against = (Principal: unknown) => deny("s3:GetObject", "arn:aws:s3:::b/*", { Principal });

describe("resource policies", () => {
  it("allow whom they name, with no policy of the caller's own", () => {
    expect(ask(to({ AWS: role }))).to.equal("allow");
    expect(ask(to({ AWS: [root, session] }))).to.equal("allow");
    expect(ask(to({ AWS: `arn:aws:iam::${account}:role/writer` }))).to.equal("implicitDeny");
  });

  it("allow everyone by *, also someone anonymous", () => {
    for (const everyone of ["*", { AWS: "*" }]) {
      expect(ask(to(everyone))).to.equal("allow");
      expect(ask(to(everyone), { arns: [] })).to.equal("allow");
    }
    expect(ask(to({ AWS: role }), { arns: [] })).to.equal("implicitDeny");
  });

  it("leave it to an account's own policies what they allow the account", () => {
    for (const name of [account, root]) {
      expect(ask(to({ AWS: name })), name).to.equal("implicitDeny");
      expect(ask(to({ AWS: name }), { arns: [root] }), name).to.equal("allow");
      expect(ask(to({ AWS: name }), { arns: ["arn:aws:iam::210987654321:root"] }), name).to.equal("implicitDeny");
    }
  });

  it("deny an account as a whole", () => {
    expect(ask(against({ AWS: account }))).to.equal("explicitDeny");
    expect(ask(against({ AWS: "210987654321" }))).to.equal("implicitDeny");
  });

  it("allow services by name", () => {
    const service = { service: "sns.amazonaws.com" };
    expect(ask(to({ Service: ["s3.amazonaws.com", "sns.amazonaws.com"] }), service)).to.equal("allow");
    expect(ask(to({ Service: "s3.amazonaws.com" }), service)).to.equal("implicitDeny");
    expect(ask(to({ Service: "sns.amazonaws.com" }))).to.equal("implicitDeny");
  });

  it("deny all but the principals of NotPrincipal", () => {
    const statement = { ...deny("s3:*"), NotPrincipal: { AWS: role } };
    const identity = compile([policy(allow("s3:*"))]);
    const resource = compile([policy(statement)], "resource");
    const get = (principal: Principal) =>
      decide({ identity, resource }, { action: "s3:GetObject", resource: "arn:aws:s3:::b/k", principal });
    expect(get(reader)).to.equal("allow");
    expect(get({ arns: [`arn:aws:iam::${account}:role/writer`] })).to.equal("explicitDeny");
  });

  it("add to what the caller's own policies allow, and deny in spite of them", () => {
    const identity = compile([policy(allow("s3:GetObject"))]);
    const question = { action: "s3:GetObject", resource: "arn:aws:s3:::b/k", principal: reader };
    const with_ = (statement: Record<string, unknown>) =>
      decide({ identity, resource: compile([policy(statement)], "resource") }, question);
    expect(with_(to({ Service: "sns.amazonaws.com" }))).to.equal("allow");
    expect(with_(against("*"))).to.equal("explicitDeny");
    const denied = compile([policy(deny("s3:GetObject"))]);
    const open = compile([policy(to("*"))], "resource");
    expect(decide({ identity: denied, resource: open }, question)).to.equal("explicitDeny");
  });

  it("deny requests that are not made over TLS when they say so", () => {
    const Condition = { Bool: { "aws:SecureTransport": "false" } };
    const statement = { ...against("*"), Condition };
    expect(ask(statement, reader, "false")).to.equal("explicitDeny");
    expect(ask(statement, reader, "true")).to.equal("implicitDeny");
  });

  it("may leave out the resource that they hang on", () => {
    expect(ask({ Effect: "Allow", Action: "s3:GetObject", Principal: "*" })).to.equal("allow");
  });

  it("allow a role no more than its permissions boundary does", () => {
    const resource = compile([policy(to({ AWS: role }))], "resource");
    const question = { action: "s3:GetObject", resource: "arn:aws:s3:::b/k", principal: reader };
    const boundary = (action: string) => compile([policy(allow(action))]);
    expect(decide({ identity: nobody, resource, boundary: boundary("s3:*") }, question)).to.equal("allow");
    expect(decide({ identity: nobody, resource, boundary: boundary("ec2:*") }, question)).to.equal("implicitDeny");
  });
});

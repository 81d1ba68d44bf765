import { expect } from "chai";
import { UserError } from "../../src/errors";
import type { Properties } from "../../src/graph/graph";
import { AccessControl } from "../../src/protocol/access-control";
import { Identities } from "../../src/protocol/identities";
import { graphWith } from "../support/graph";
import { allow, policy } from "../support/policies";

const roleArn = "arn:aws:iam::000000000000:role/worker";
const boundaryArn = "arn:aws:iam::000000000000:policy/limits";
const data = { secret: (purpose: string) => Buffer.from(purpose).toString("hex").padEnd(64, "0").slice(0, 64) };

const graphOf = (role: Properties) =>
  graphWith([
    { type: "aws:iam/role:Role", inputs: { name: "worker", ...role } },
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      inputs: { role: "worker", policy: JSON.stringify(policy(allow(["s3:GetObject", "s3:PutObject"], "*"))) },
    },
    {
      type: "aws:iam/policy:Policy",
      inputs: { name: "limits", policy: JSON.stringify(policy(allow("s3:GetObject", "*"))) },
    },
  ]);

describe("protocol/identities: policies that AWS would refuse stop the start, by the resource's name", () => {
  const twice = JSON.stringify(policy({ ...allow("s3:GetObject"), Sid: "A" }, { ...allow("s3:PutObject"), Sid: "A" }));
  const start = (type: string, inputs: Properties) => () =>
    new Identities(graphWith([{ type, inputs: { name: "worker", ...inputs } }]), data, {});

  it("on a role", () => {
    const inlinePolicies = [{ name: "own", policy: twice }];
    expect(start("aws:iam/role:Role", { inlinePolicies })).to.throw(UserError, /refuse a policy of role worker: Stat/);
  });

  it("of their own", () => {
    expect(start("aws:iam/policy:Policy", { policy: twice })).to.throw(UserError, /refuse the policy \S+: Statement 2/);
  });

  it("given as an object as well as given as text", () => {
    expect(start("aws:iam/policy:Policy", { policy: JSON.parse(twice) })).to.throw(UserError, /Statement 2/);
  });

  it("that say who may be a role", () => {
    const assumeRolePolicy = JSON.stringify(policy({ ...allow("sts:AssumeRole"), Principal: "*" }));
    expect(start("aws:iam/role:Role", { assumeRolePolicy })).to.throw(
      UserError,
      /refuse the trust policy of role worker: Statement 1: a trust policy has no Resource/,
    );
  });
});

describe("protocol/identities: a role's permissions boundary", () => {
  const actionsOf = (role: Properties): string[] => {
    const graph = graphOf(role);
    const identity = new Identities(graph, data, {}).ofRole(roleArn);
    if (!identity) throw new Error("there is no such role");
    const control = new AccessControl(graph, [], () => undefined);
    const resource = "arn:aws:s3:::photos/one";
    return ["s3:GetObject", "s3:PutObject"].filter((action) =>
      control.allows(identity, [{ action, resource }], { headers: {} }),
    );
  };

  it("holds the role to what both allow", () => {
    expect(actionsOf({})).to.deep.equal(["s3:GetObject", "s3:PutObject"]);
    expect(actionsOf({ permissionsBoundary: boundaryArn })).to.deep.equal(["s3:GetObject"]);
    const permissionsBoundary = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    expect(actionsOf({ permissionsBoundary })).to.deep.equal(["s3:GetObject"]);
  });

  it("stops the start where the program does not declare it: it restricts, and nothing knows what", () => {
    const role = { permissionsBoundary: "arn:aws:iam::aws:policy/Unknown" };
    expect(() => actionsOf(role)).to.throw(UserError, /policy\/Unknown of role worker/);
  });
});

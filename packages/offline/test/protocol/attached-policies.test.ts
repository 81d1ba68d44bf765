import { expect } from "chai";
import type { Graph, Properties } from "../../src/graph/graph";
import { tellUnknownPolicies } from "../../src/protocol/attached-policies";
import { compile } from "../../src/protocol/iam/compile";
import { managedPolicyArns, managedPolicyDocument } from "../../src/protocol/iam/managed-policies";
import { Identities } from "../../src/protocol/identities";
import { isServed } from "../../src/graph/resource-type";
import { resourceTypes } from "../../src/services";
import { graphWith, only } from "../support/graph";
import { allow, policy } from "../support/policies";

const basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const s3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
const own = "arn:aws:iam::000000000000:policy/own";
const unknown = "arn:aws:iam::aws:policy/Unknown";

const graphOf = (role: Properties, ...more: { type: string; inputs: Properties }[]): Graph =>
  graphWith([
    { type: "aws:iam/role:Role", inputs: { name: "worker", ...role } },
    {
      type: "aws:iam/policy:Policy",
      inputs: { name: "own", policy: JSON.stringify(policy(allow("SQS:sendmessage"))) },
    },
    ...more,
  ]);

const attachment = (policyArn: string, role = "worker") => ({
  type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  inputs: { role, policyArn },
});
const exclusive = (...policyArns: string[]) => ({
  type: "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
  inputs: { roleName: "worker", policyArns },
});

/** Which of three actions the role may do. */
function allowedIn(graph: Graph): string[] {
  const identities = new Identities(graph, { secret: (purpose) => purpose.padEnd(64, "0") }, {});
  const identity = identities.ofRole("arn:aws:iam::000000000000:role/worker");
  return ["logs:PutLogEvents", "s3:PutObject", "sqs:SendMessage"].filter(
    (action) => identity?.policy({ action, resource: "arn:aws:any:::one" }) === "allow",
  );
}

describe("protocol/attached policies", () => {
  it("allow a role nothing that is not attached to it", () => {
    expect(allowedIn(graphOf({}, attachment(s3, "other")))).to.be.empty;
  });

  it("are attached one by one, by a list of the role's, and to several roles at once", () => {
    expect(allowedIn(graphOf({}, attachment(basic), attachment(own)))).to.deep.equal([
      "logs:PutLogEvents",
      "sqs:SendMessage",
    ]);
    expect(allowedIn(graphOf({ managedPolicyArns: [s3] }))).to.deep.equal(["s3:PutObject"]);
    const many = { type: "aws:iam/policyAttachment:PolicyAttachment", inputs: { roles: ["worker"], policyArn: own } };
    expect(allowedIn(graphOf({}, many))).to.deep.equal(["sqs:SendMessage"]);
  });

  it("are those of an exclusive list alone, where there is one", () => {
    expect(allowedIn(graphOf({ managedPolicyArns: [s3] }, attachment(own), exclusive(basic)))).to.deep.equal([
      "logs:PutLogEvents",
    ]);
  });

  it("are named at the start where nobody knows what they say", () => {
    expect(tellUnknownPolicies(graphOf({}, attachment(basic), attachment(own)))).to.equal(undefined);
    expect(tellUnknownPolicies(graphOf({}, attachment(unknown)))).to.match(
      /Unknown of role one; where .*\.RolePolicy$/,
    );
    expect(allowedIn(graphOf({}, attachment(unknown)))).to.be.empty;
  });

  it("are served where a role has them, and recorded where only users do", () => {
    const served = (graph: Graph) => isServed(resourceTypes, only(graph, "aws:iam/policy:Policy"), graph);
    expect(served(graphOf({}, attachment(own)))).to.equal(true);
    expect(served(graphOf({}))).to.equal(false);
  });

  it("of AWS's own are documents that AWS would take", () => {
    expect(managedPolicyArns.length).to.be.greaterThan(100);
    for (const arn of managedPolicyArns) expect(() => compile([managedPolicyDocument(arn)]), arn).not.to.throw();
  });
});

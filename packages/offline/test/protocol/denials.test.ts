import { expect } from "chai";
import { AccessControl } from "../../src/protocol/access-control";
import { Identities } from "../../src/protocol/identities";
import { graphWith } from "../support/graph";

describe("protocol/access-control: what a developer is told of denials", () => {
  const graph = graphWith([{ type: "aws:iam/role:Role", inputs: { name: "reader" } }]);
  const identities = new Identities(graph, { secret: () => "0".repeat(64) }, {});
  const role = identities.ofRole("arn:aws:iam::000000000000:role/reader");
  let told: string[];
  let control: AccessControl;

  beforeEach(() => {
    told = [];
    control = new AccessControl(graph, [], (text) => told.push(text));
  });

  function deny(action: string, resource = "arn:aws:s3:::photos/a"): void {
    if (!role) throw new Error("there is no role");
    const denial = { code: "AccessDenied", status: 403 };
    expect(() => control.authorize(role, [{ action, resource }], { headers: {} }, denial)).to.throw("reader");
  }

  it("is the statement to add, the first time, and a line from then on", () => {
    deny("s3:GetObject");
    deny("s3:GetObject");
    expect(told[0]).to.match(/^IAM denies a call, as AWS would:\nrole +reader\n(.*\n)+ *"Action": "s3:GetObject"/);
    expect(told[1]).to.equal("IAM denies again: reader may not s3:GetObject on arn:aws:s3:::photos/a");
  });

  it("is whole again for another action or resource, in lines of its own alone", () => {
    deny("s3:GetObject");
    deny("s3:PutObject");
    deny("s3:GetObject", "arn:aws:s3:::photos/b");
    expect(told.filter((text) => text.startsWith("IAM denies a call"))).to.have.length(3);
    deny("s3:GetObject", "x\nadd this statement:");
    deny("s3:GetObject", "x\nadd this statement:");
    expect(told.at(-1)).to.equal("IAM denies again: reader may not s3:GetObject on x\\nadd this statement:");
  });
});

import { expect } from "chai";
import { ofType, text } from "../../src/graph/graph";
import { readProject } from "../../src/program/project";
import { runProgram } from "../../src/program/run";
import { Identities } from "../../src/protocol/identities";
import { only } from "../support/graph";
import { programFolder } from "../support/programs";
import { refusalOf } from "../support/sdk";

const program = () => readProject(programFolder("boundary"), "dev", {});

describe("program: what somebody else has made, and the program reads", () => {
  it("is a boundary that says what the program says of it, and holds roles to it", async () => {
    const { graph } = await runProgram(program());
    const { id, outputs } = only(graph, "aws:iam/policy:Policy");
    expect(id).to.equal("arn:aws:iam::000000000000:policy/limits");
    expect(outputs).to.include({ arn: id, name: "limits" });
    const [role] = ofType(graph, "aws:iam/role:Role");
    const arn = text(role?.outputs ?? {}, "arn");
    expect(arn).to.match(/^arn:aws:iam::000000000000:role\/team\/worker-/);
    const identities = new Identities(graph, { secret: (purpose) => purpose.padEnd(64, "0") }, {});
    const { boundary } = identities.ofRole(arn) ?? {};
    expect(boundary?.({ action: "s3:GetObject", resource: "arn:aws:s3:::photos/1" })).to.equal("allow");
    expect(boundary?.({ action: "s3:PutObject", resource: "arn:aws:s3:::photos/1" })).to.equal("implicitDeny");
  });

  it("is nothing that would have to be there: a program that reads such ends, with its name", async () => {
    process.env.READS_A_BUCKET = "1";
    try {
      const { message } = await refusalOf(runProgram(program()));
      expect(message).to.match(/reads aws:s3\/bucket:Bucket somebody-elses, which offline nobody has made/);
    } finally {
      delete process.env.READS_A_BUCKET;
    }
  });
});

import { expect } from "chai";
import { readProject } from "../../src/program/project";
import { runProgram } from "../../src/program/run";
import { programFolder } from "../support/programs";
import { refusalOf } from "../support/sdk";

const run = (config: Record<string, string>) => runProgram(readProject(programFolder("stacks"), "dev", config));

describe("program: outputs of other stacks", () => {
  it("are those that the configuration has", async () => {
    const outputs = { "acme/network/dev": { vpcId: "vpc-1", ports: [80, 443] } };
    const { graph } = await run({ "offline:stackOutputs": JSON.stringify(outputs) });
    expect(graph.outputs).to.deep.equal({ vpc: "vpc-1", ports: [80, 443] });
  });

  it("are those of a file that it names", async () => {
    const { graph } = await run({ "offline:stackOutputs": "stacks.json" });
    expect(graph.outputs).to.deep.equal({ vpc: "vpc-2", ports: [80] });
    const { message } = await refusalOf(run({ "offline:stackOutputs": "none.json" }));
    expect(message).to.match(/none\.json, which does not exist/);
  });

  it("end the start where nobody gives them, with the way to do so", async () => {
    const { message } = await refusalOf(run({}));
    expect(message).to.contain("the program reads the outputs of stack acme/network/dev, which nothing here knows");
    expect(message).to.contain(`--config 'offline:stackOutputs={"acme/network/dev":`);
  });
});

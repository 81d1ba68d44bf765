import { expect } from "chai";
import type { Graph } from "../../src/graph/graph";
import { readProject } from "../../src/program/project";
import { ProgramRunner } from "../../src/program/run";
import { ChangingProgram } from "../support/changing-program";
import { refusalOf } from "../support/sdk";

describe("program: what is declared after the last line", () => {
  let program: ChangingProgram;
  const runner = new ProgramRunner();
  before(() => (program = new ChangingProgram("late")));
  after(() => {
    runner.end();
    program.remove();
  });

  const run = async (): Promise<Graph> => (await runner.run(readProject(program.folder, "dev", {}))).graph;
  const named = (graph: Graph, type: string): string[] =>
    graph.resources.filter((resource) => resource.type === type).map(({ name }) => name);

  const queues = ["at-once", "after-a-timer", "before-the-exit"];

  it("belongs to the program: after a timer, at `beforeExit`, and the notifications of buckets", async () => {
    const graph = await run();
    expect(named(graph, "aws:sqs/queue:Queue")).to.have.members(queues);
    expect(named(graph, "aws:s3/bucketNotification:BucketNotification")).to.deep.equal(["uploaded"]);
  });

  it("belongs to it in each run of one process, once", async () => {
    await run();
    const graph = await run();
    expect(named(graph, "aws:sqs/queue:Queue")).to.have.members(queues);
    expect(named(graph, "aws:s3/bucketNotification:BucketNotification")).to.deep.equal(["uploaded"]);
  });

  it("fails the program where it fails, and does not come back when the program is mended", async () => {
    program.edit("index.ts", "isLast = true;", 'isLast = true;\n  throw new Error("no queue today");');
    expect((await refusalOf(run())).message).to.match(/no queue today\n.*index\.ts:18/);
    program.edit("index.ts", '\n  throw new Error("no queue today");', "");
    program.edit("index.ts", "await setTimeout(20);", 'await setTimeout(20);\n  throw new Error("no timer today");');
    expect((await refusalOf(run())).message).to.contain("no timer today");
    program.restore();
    const graph = await run();
    expect(named(graph, "aws:sqs/queue:Queue")).to.have.members(queues);
    expect(named(graph, "aws:s3/bucketNotification:BucketNotification")).to.deep.equal(["uploaded"]);
  });
});

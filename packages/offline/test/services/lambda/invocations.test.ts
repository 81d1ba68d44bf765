import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { systemClock } from "../../../src/clock";
import { UserError } from "../../../src/errors";
import type { Graph } from "../../../src/graph/graph";
import { Invocations } from "../../../src/services/lambda/invocations";
import { notRun } from "../../../src/services/lambda/outcome";
import { DataFolder } from "../../../src/storage/data-folder";
import { TestClock } from "../../support/clock";
import { Throttled } from "../../../src/protocol/targets";
import { functionArn, worker } from "../../support/asynchronous";
import { graphWith } from "../../support/graph";
import { eventually } from "../../support/poll";

const type = "aws:lambda/invocation:Invocation";

/** Inputs of an invocation besides the function's name. */
type Inputs = Record<string, string | Record<string, string>>;

/** A program with a function that the host runs, and invocations of it by their names. */
function programWith(invocations: Record<string, Inputs>): Graph {
  const graph = graphWith([
    { type: "aws:lambda/function:Function", inputs: { name: "worker", runtime: "nodejs22.x" } },
    ...Object.entries(invocations).map(([name, inputs]) => ({
      ...{ type, name },
      inputs: { functionName: "worker", ...inputs },
    })),
  ]);
  return { ...graph, resources: graph.resources.map((resource) => ({ ...resource, files: { code: {} } })) };
}

describe("services/lambda/invocations", () => {
  let folder: string;
  let starts: number;
  let logs: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "invocations-test-"));
    starts = 0;
    logs = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Starts on the same data, and ends when all is made; returns what the function was invoked with. */
  async function start(invocations: Record<string, Inputs>, change: (graph: Graph) => Graph = (graph) => graph) {
    const last = JSON.stringify(`start ${++starts}`);
    const payloads: string[] = [];
    const invoke = async (_: unknown, payload: string) => {
      payloads.push(payload);
      return { requestId: "", payload: "null", failed: false, ...notRun };
    };
    const data = DataFolder.open(folder);
    const pool = { find: (arn: string) => (arn === functionArn ? worker() : undefined), invoke };
    const graph = change(programWith({ ...invocations, last: { input: last } }));
    try {
      const running = new Invocations({ graph, data, pool, clock: systemClock, log: (text) => logs.push(text) });
      running.start();
      await eventually("the last invocation", async () => (payloads.includes(last) ? true : undefined));
      await running.close();
    } finally {
      data.close();
    }
    return payloads.slice(0, -1);
  }

  it("invokes again where the input, a trigger or the function's name changes, and not otherwise", async () => {
    const inputs = { input: "1", triggers: { a: "1", b: "1" } };
    expect(await start({ one: inputs })).to.deep.equal(["1"]);
    expect(await start({ one: { triggers: { b: "1", a: "1" }, input: "1" } })).to.deep.equal([]);
    expect(await start({ one: { ...inputs, qualifier: "$LATEST" } })).to.deep.equal([]);
    expect(await start({ one: { ...inputs, input: "2" } })).to.deep.equal(["2"]);
    expect(await start({ one: { ...inputs, input: "2", triggers: { a: "2" } } })).to.deep.equal(["2"]);
    const named = { input: "2", triggers: { a: "2" }, functionName: functionArn };
    expect(await start({ one: named })).to.deep.equal(["2"]);
    expect(await start({ one: named })).to.deep.equal([]);
  });

  it("waits while the function's reserved concurrency has no room, as the provider does", async () => {
    const clock = new TestClock();
    let attempts = 0;
    const invoke = async () => {
      if (++attempts < 3) throw new Throttled("worker", 1);
      return { requestId: "", payload: "null", failed: false, ...notRun };
    };
    const data = DataFolder.open(folder);
    const graph = programWith({ one: { input: "1" } });
    const pool = { find: () => worker(), invoke };
    const running = new Invocations({ graph, data, pool, clock, log: (text) => logs.push(text) });
    running.start();
    for (const attempt of [1, 2]) {
      await clock.waited();
      expect(attempts).to.equal(attempt);
      await clock.advance(1000);
    }
    await eventually("an answer", async () => (attempts === 3 ? true : undefined));
    await running.close();
    data.close();
    expect(logs).to.deep.equal([]);
  });

  it("invokes one after the other, in the order in which they are declared", async () => {
    expect(await start({ one: { input: "1" }, two: { input: "2" } })).to.deep.equal(["1", "2"]);
  });

  it("invokes anew what was not declared for a time, though not for another stack's sake", async () => {
    await start({ one: { input: "1" } });
    await start({}, (graph) => ({ ...graph, stack: "prod", resources: graph.resources }));
    expect(await start({ one: { input: "1" } })).to.deep.equal([]);
    await start({});
    expect(await start({ one: { input: "1" } })).to.deep.equal(["1"]);
    expect(logs).to.deep.equal([]);
  });

  describe("with CRUD", () => {
    const crud = { lifecycleScope: "CRUD", input: '{"a":1}' };

    it("tells the function what happens, and what its input was before", async () => {
      expect(await start({ one: crud })).to.deep.equal(['{"a":1,"tf":{"action":"create","prev_input":null}}']);
      expect(await start({ one: { ...crud, input: '{"a":2}' } })).to.deep.equal([
        '{"a":2,"tf":{"action":"update","prev_input":{"a":1}}}',
      ]);
      expect(await start({ one: { ...crud, input: '{"a":2}', terraformKey: "why" } })).to.deep.equal([
        '{"a":2,"why":{"action":"update","prev_input":{"a":2}}}',
      ]);
    });

    it("says that it does not delete what is replaced or no longer declared", async () => {
      await start({ one: crud });
      const replaced = { ...crud, triggers: { a: "1" } };
      expect(await start({ one: replaced })).to.deep.equal(['{"a":1,"tf":{"action":"create","prev_input":null}}']);
      const line = "the invocation one is gone, or replaced: the host does not invoke worker with the action delete";
      expect(logs).to.deep.equal([line]);
      await start({});
      await start({});
      expect(logs).to.deep.equal([line, line]);
    });
  });

  const refusals: [what: string, inputs: Inputs, why: string][] = [
    ["an input that is no JSON", { input: "{" }, "AWS would refuse the invocation one: its input is no JSON"],
    ["a list with CRUD", { input: "[]", lifecycleScope: "CRUD" }, "its input must be a JSON object"],
    ["another scope", { input: "{}", lifecycleScope: "ALWAYS" }, "its lifecycleScope ALWAYS is neither"],
    ["more than a function takes", { input: `"${"x".repeat(6_291_556)}"` }, "its input is larger"],
  ];
  for (const [what, inputs, why] of refusals) {
    it(`stops the start, as the provider would, for ${what}`, async () => {
      const refusal = await start({ one: inputs }).catch((error: unknown) => error);
      expect(refusal).to.be.instanceOf(UserError).with.property("message").that.contains(why);
    });
  }

  it("invokes nothing for a tenant, and says so", async () => {
    expect(await start({ one: { input: "1", tenantId: "blue" } })).to.deep.equal([]);
    expect(logs).to.deep.equal(["the invocation one is not made: the host knows no tenants"]);
  });
});

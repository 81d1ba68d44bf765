import { expect } from "chai";
import { uninterrupted } from "../../../src/running-time";
import { type Functions, functionsOf } from "../../support/pool";
import { refusalOf } from "../../support/sdk";

const sleeps = "({ ms = 0 }) => new Promise((done) => setTimeout(done, ms, 'awake'))";

describe("services/lambda: room for all functions", () => {
  let functions: Functions;

  afterEach(() => functions.close());

  /** Invokes functions; gives their names in the order of their answers. */
  async function orderOf(invocations: [name: string, ms: number][]): Promise<string[]> {
    const order: string[] = [];
    const all = invocations.map(async ([name, ms]) => {
      expect((await functions.invoke(name, { ms })).payload).to.equal('"awake"');
      order.push(name);
    });
    await Promise.all(all);
    return order;
  }

  it("keeps some environments from a function that would have them all", async () => {
    functions = functionsOf({ slow: sleeps, quick: sleeps }, {}, { maxEnvironments: 4 });
    const slow = Array.from({ length: 8 }, (): [string, number] => ["slow", 900]);
    expect((await orderOf([...slow, ["quick", 0]]))[0]).to.equal("quick");
  });

  it("gives a function all environments where there is no other", async () => {
    functions = functionsOf({ slow: sleeps }, {}, { maxEnvironments: 4 });
    const began = Date.now();
    await orderOf(Array.from({ length: 4 }, () => ["slow", 1500]));
    expect(Date.now() - began).to.be.below(2900);
  });

  it("has a function with a long queue make room for one that has no environment, and goes on with it", async () => {
    functions = functionsOf({ slow: sleeps, quick: sleeps, third: sleeps }, {}, { maxEnvironments: 1 });
    const slow = Array.from({ length: 5 }, (): [string, number] => ["slow", 400]);
    const order = await orderOf([...slow, ["quick", 0], ["third", 0]]);
    expect(order.slice(0, 5)).to.include("quick").and.to.include("third");
    expect(order).to.have.length(7);
    expect(order.at(-1)).to.equal("slow");
  });

  it("has one that is quick and never idle make room as well", async () => {
    functions = functionsOf({ busy: sleeps, other: sleeps }, {}, { maxEnvironments: 1 });
    let isOver = false;
    const work = async (): Promise<void> => {
      while (!isOver) await functions.invoke("busy", { ms: 1 });
    };
    const workers = Array.from({ length: 20 }, work);
    expect((await functions.invoke("other")).payload).to.equal('"awake"');
    isOver = true;
    await Promise.all(workers);
  });

  it("takes no room from what a debugger has stopped, though it runs nothing", async () => {
    const running = { ...uninterrupted, isStopped: () => true };
    functions = functionsOf({ stopped: sleeps, other: sleeps }, {}, { maxEnvironments: 1, running });
    await functions.invoke("stopped");
    // Longer than a function without environments is left waiting behind others.
    const refusal = await refusalOf(functions.invoke("other", {}, 600));
    expect(refusal.message).to.equal("other: no environment became free in 600 ms");
  });
});

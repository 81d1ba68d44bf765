import { expect } from "chai";
import { type Functions, functionsOf } from "../../support/pool";

/** Runs the text in its event. */
const runs = "async ({ code }) => eval(code)";
const neighbour = "async () => 'here'";
const kept = "(globalThis.kept ??= [])";

describe("services/lambda: neighbours", () => {
  let functions: Functions;

  beforeEach(() => (functions = functionsOf({ runs, neighbour })));

  afterEach(() => functions.close());

  describe("memory outside of the heap counts:", () => {
    const killed = { errorType: "Runtime.ExitError", errorMessage: "Runtime exited with error: signal: killed" };
    const hoards: Record<string, string> = {
      "buffers in a loop": `for (;;) ${kept}.push(Buffer.alloc(1e6))`,
      "buffers that are too many together": `for (let n = 0; n < 200; n++) ${kept}.push(Buffer.allocUnsafeSlow(1e6)); new Promise((done) => setTimeout(done, 1000))`,
      "a single buffer that is too large, and the next": `${kept}.push(Buffer.alloc(2e8)); ${kept}.push(Buffer.alloc(2e8))`,
      "typed arrays, once the loop is over": `for (let n = 0; n < 200; n++) ${kept}.push(new Uint8Array(1e6)); new Promise((done) => setTimeout(done, 1000))`,
    };
    for (const [what, code] of Object.entries(hoards)) {
      it(what, async () => {
        const [{ failed, payload }, other] = await Promise.all([
          functions.invoke("runs", { code }),
          functions.invoke("neighbour"),
        ]);
        expect([failed, other.payload]).to.deep.equal([true, '"here"']);
        const { errorType, errorMessage } = JSON.parse(payload);
        expect(errorType).to.equal(killed.errorType);
        expect(errorMessage).to.contain(killed.errorMessage);
      });
    }

    it("not what is garbage", async () => {
      const code = "for (let n = 0; n < 3000; n++) Buffer.alloc(1e6); 'done'";
      expect((await functions.invoke("runs", { code })).payload).to.equal('"done"');
    });

    it("not what the function asked for", async () => {
      await functions.close();
      functions = functionsOf({ runs }, { memorySize: 512 });
      const code = `for (let n = 0; n < 200; n++) ${kept}.push(Buffer.alloc(1e6)); 'done'`;
      expect((await functions.invoke("runs", { code })).payload).to.equal('"done"');
    });
  });

  describe("one that logs without end", () => {
    const loops: Record<string, string> = {
      "by console": "for (;;) console.log('again and again')",
      "to its output": "for (;;) process.stdout.write('again and again\\n')",
      "in long lines": "for (const long = 'x'.repeat(1e6);;) console.log(long)",
      "in a single text": "process.stdout.write('line\\n'.repeat(4e6)); for (;;);",
    };
    for (const [how, code] of Object.entries(loops)) {
      it(`${how} keeps no other from its turn`, async () => {
        await functions.invoke("neighbour");
        let isOver = false;
        const victim = functions.invoke("runs", { code }).finally(() => (isOver = true));
        let turns = 0;
        for (; !isOver; turns++) await functions.invoke("neighbour");
        expect((await victim).payload).to.contain("Task timed out after 3.00 seconds");
        // A turn takes some milliseconds of the host's: in three seconds there are many.
        expect(turns).to.be.above(30);
      });
    }
  });

  it("has requests whose heads are as long as over a network, and no longer", async () => {
    await functions.close();
    const paths: string[] = [];
    functions = functionsOf(
      { runs },
      {},
      {
        variablesOf: () => ({ AWS_ENDPOINT_URL: "http://127.0.0.1:1" }),
        serve: async ({ path }) => ({ status: paths.push(path) && 200, headers: {}, body: "" }),
      },
    );
    const get = (path: string): string =>
      `new Promise((done) => require("node:http").request({ host: "127.0.0.1", port: 1, path: ${path} },
        ({ statusCode }) => done(statusCode)).end())`;
    expect((await functions.invoke("runs", { code: get('"/short"') })).payload).to.equal("200");
    expect((await functions.invoke("runs", { code: get('"/" + "x".repeat(20000)') })).payload).to.equal("431");
    expect(paths).to.deep.equal(["/short"]);
  });

  it("logs in the order in which things were said, to whichever stream", async () => {
    const code =
      "console.log('one'), process.stdout.write('two\\n'), console.error('three'), process.stderr.write('four')";
    await functions.invoke("runs", { code });
    expect(functions.logs).to.deep.equal(["one", "two", "three", "four"]);
  });

  it("keeps that order where the function holds its output back", async () => {
    const code =
      "const { stdout } = process; stdout.write('one\\n'); stdout.cork(); stdout.write('three\\n');" +
      "stdout.write(Buffer.from('four\\n')); stdout.write('five\\n'); console.log('two'); stdout.uncork(); stdout.write('six\\n')";
    await functions.invoke("runs", { code });
    expect(functions.logs).to.deep.equal(["one", "two", "three", "four", "five", "six"]);
  });

  it("leaves out what is too long for a log, and says so", async () => {
    await functions.invoke("runs", { code: "console.log('x'.repeat(300_000))" });
    expect(functions.logs[0]).to.match(/^x{262144}… \(37856 characters are left out\)\n$/);
  });

  it("tells the caller the end of a long log", async () => {
    const { log } = await functions.invoke("runs", {
      code: "for (let n = 1; n <= 9_000; n++) console.log(`line ${n}`)",
    });
    const text = log
      .flatMap((entry) => entry.events())
      .map(({ message }) => message)
      .join("");
    expect(text).to.contain("line 9000\nEND ").and.to.not.contain("line 1\n");
    expect(text.length).to.be.within(4096, 20_000);
  });
});

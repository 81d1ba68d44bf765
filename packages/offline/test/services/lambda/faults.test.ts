import { serialize } from "node:v8";
import { expect } from "chai";
import fc from "fast-check";
import { reportOf } from "../../../src/services/lambda/reports";
import { type Functions, functionsOf } from "../../support/pool";

/** Runs the text in its event; what it wants of Node.js it requires. */
const runs = "async ({ code }) => code && eval(code)";

/** Posts what its event holds over the runtime's port, which the runtime keeps out of sight. */
const posts = `async ({ value }) => {
  const port = process._getActiveHandles().find((one) => one.constructor.name === "MessagePort");
  if (value) port.postMessage(require("node:v8").deserialize(Buffer.from(value, "base64")));
  return "posted";
}`;

const thrown: [what: string, code: string][] = [
  ["null", "null"],
  ["undefined", "undefined"],
  ["a symbol", "Symbol('odd')"],
  ["an object without a prototype", "Object.create(null)"],
  ["an error whose stack is a number", "Object.assign(new Error('odd'), { stack: 5 })"],
  ["an error whose message is an object", "Object.assign(new Error(), { message: { a: 1 } })"],
  ["an error whose name is a symbol", "Object.assign(new Error(), { name: Symbol('odd') })"],
  ["an error without a class", "Object.setPrototypeOf(new Error('odd'), null)"],
  [
    "an error whose message throws",
    "Object.defineProperty(new Error(), 'message', { get() { throw new Error('again') } })",
  ],
  [
    "an error with a property that throws",
    "Object.defineProperty(new Error('odd'), 'more', { enumerable: true, get() { throw 1 } })",
  ],
  ["an error with a function in it", "Object.assign(new Error('odd'), { run() {} })"],
  ["a proxy that throws", "new Proxy({}, { get() { throw new Error('again') }, getPrototypeOf() { throw 1 } })"],
  ["what cannot be looked at", "({ [require('node:util').inspect.custom]() { throw new Error('again') } })"],
];

/** What ends a process of its own, and how Lambda tells it. */
const ends: [what: string, code: string, how: RegExp][] = [
  ["process.kill of itself", "process.kill(process.pid)", /signal: terminated$/],
  ["process.kill of itself for good", "process.kill(process.pid, 'SIGKILL')", /signal: killed$/],
  ["process.kill by a signal's number", "process.kill(process.pid, 9)", /signal: killed$/],
  ["process.kill of its group", "process.kill(0, 'SIGINT')", /signal: interrupt$/],
  ["process.abort", "process.abort()", /signal: aborted$/],
  ["process.exit", "process.exit(7)", /exit status 7$/],
];

describe("services/lambda: whatever a function does", () => {
  let functions: Functions;

  before(() => (functions = functionsOf({ runs, posts, bystander: "async () => 'here'" })));

  after(() => functions.close());

  /** The host goes on, and so do other functions, and this one in an environment that may be another. */
  afterEach(async () => {
    expect((await functions.invoke("bystander")).payload).to.equal('"here"');
    expect((await functions.invoke("runs", { code: "1 + 1" })).payload).to.equal("2");
  });

  describe("an error is told to its caller, and costs nobody else anything:", () => {
    for (const [what, code] of thrown) {
      it(`${what}, thrown by the handler`, async () => {
        const { failed, payload } = await functions.invoke("runs", { code: `throw ${code}` });
        expect(failed).to.equal(true);
        const { errorType, errorMessage } = JSON.parse(payload);
        expect([typeof errorType, typeof errorMessage]).to.deep.equal(["string", "string"]);
      });

      it(`${what}, caught by nobody`, async () => {
        const later = `new Promise(() => setImmediate(() => { throw ${code} }))`;
        const { failed, payload } = await functions.invoke("runs", { code: later });
        expect(failed).to.equal(true);
        expect(typeof JSON.parse(payload).errorMessage).to.equal("string");
      });

      it(`${what}, as a rejection that nobody handles`, async () => {
        const later = `void Promise.reject(${code}), new Promise(() => {})`;
        expect((await functions.invoke("runs", { code: later })).failed).to.equal(true);
      });
    }
  });

  for (const [what, code, how] of ends) {
    it(`${what} ends its environment alone`, async () => {
      const { failed, payload } = await functions.invoke("runs", { code });
      expect(failed).to.equal(true);
      const { errorType, errorMessage } = JSON.parse(payload);
      expect(errorType).to.equal("Runtime.ExitError");
      expect(errorMessage).to.match(how);
    });
  }

  it("asks whether it is alive, and is", async () => {
    expect((await functions.invoke("runs", { code: "process.kill(process.pid, 0)" })).payload).to.equal("true");
  });

  it("sees the main thread of a process, as in Lambda, and none of the runtime's port", async () => {
    const code = "(({ isMainThread, parentPort, workerData }) => [isMainThread, parentPort, workerData])";
    const { payload } = await functions.invoke("runs", { code: `${code}(require("node:worker_threads"))` });
    expect(JSON.parse(payload)).to.deep.equal([true, null, null]);
  });

  describe("over the runtime's port", () => {
    const forged: Record<string, unknown> = {
      nothing: null,
      "a text": "text",
      "an unknown kind": { kind: "unknown" },
      "a second start": { kind: "ready" },
      "an answer that is no text": { kind: "result", payload: { a: 1 } },
      "an error without a message": { kind: "error", error: { errorType: "Error" } },
      "an error whose trace is no list": { kind: "error", error: { errorType: "E", errorMessage: "", trace: 1 } },
      "a line at no time": { kind: "log", level: "info", text: "", message: "", timestamp: NaN },
      "a line at the end of time": { kind: "log", level: "info", text: "", message: "", timestamp: 1e300 },
      "a request without headers": {
        kind: "request",
        id: 1,
        method: "GET",
        path: "/",
        headers: null,
        body: Buffer.of(),
      },
      "a request to no path": { kind: "request", id: 1, method: "GET", path: "x", headers: {}, body: Buffer.of() },
      "a request with odd headers": {
        kind: "request",
        id: 1,
        method: "GET",
        path: "/",
        headers: { a: 1 },
        body: Buffer.of(),
      },
      "a request without a body": { kind: "request", id: 1, method: "GET", path: "/", headers: {}, body: {} },
    };
    for (const [what, value] of Object.entries(forged)) {
      it(`${what} ends the environment`, async () => {
        await functions.invoke("posts", { value: serialize(value).toString("base64") });
        expect(functions.logs.pop()).to.contain("a message on the runtime's port that is not the runtime's");
        expect((await functions.invoke("posts")).payload).to.equal('"posted"');
      });
    }

    it("a forged answer is the function's own at most, and never another invocation's", async () => {
      const value = serialize({ kind: "result", payload: '"forged"' }).toString("base64");
      const all = await Promise.all(
        [value, undefined, undefined].map((one) => functions.invoke("posts", { value: one })),
      );
      expect(all.slice(1).map(({ payload }) => payload)).to.deep.equal(['"posted"', '"posted"']);
    });

    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });
    const kinds = fc.constantFrom("ready", "initError", "error", "end", "result", "log", "request");
    const fields = [
      "error",
      "payload",
      "level",
      "text",
      "timestamp",
      "message",
      "id",
      "method",
      "path",
      "headers",
      "body",
    ];
    const odd = fc
      .tuple(kinds, fc.dictionary(fc.constantFrom(...fields), anything))
      .map(([kind, more]) => ({ ...more, kind }));

    it("any value at all is read, or refused, without an error", () => {
      const taken = (value: unknown) => {
        const report = reportOf(structuredClone(value));
        return report === undefined || typeof report.kind === "string";
      };
      fc.assert(fc.property(fc.oneof(anything, odd), taken), { seed: 7, numRuns: 3_000 });
    });

    it("any value at all costs its environment at most", async () => {
      const survived = async (value: unknown) => {
        await functions.invoke("posts", { value: serialize(value).toString("base64") });
        expect((await functions.invoke("posts")).payload).to.equal('"posted"');
      };
      await fc.assert(fc.asyncProperty(fc.oneof(anything, odd), survived), { seed: 7, numRuns: 40 });
    });
  });
});

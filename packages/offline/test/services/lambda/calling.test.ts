import { expect } from "chai";
import { type Functions, functionsOf } from "../../support/pool";

const answerOf = async (functions: Functions, name: string): Promise<unknown> =>
  JSON.parse((await functions.invoke(name)).payload);

describe("services/lambda/calling: a handler of Node.js 22", () => {
  const functions = functionsOf(
    {
      calling: '(event, context, callback) => { callback(null, "called"); }',
      failing: '(event, context, callback) => { callback(new Error("no")); }',
      waiting: `(event, context, callback) => {
        let said = "at once";
        setTimeout(() => { said = "in the end"; }, 20);
        callback(null, { get said() { return said; } });
      }`,
      impatient: `(event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = false;
        setInterval(() => undefined, 10);
        callback(null, "at once");
      }`,
      busy: '(event, context, callback) => { setInterval(() => undefined, 10); callback(null, "never"); }',
      plain: '() => "lost"',
      old: '(event, context) => { context.succeed("as in 2015"); }',
      thenable: '() => ({ then: (resolve) => resolve("then") })',
      fetching: `(event, context, callback) => {
        const http = require("node:http");
        const request = { host: "127.0.0.1", port: 4, path: "/" };
        http.request(request, (response) => callback(null, response.statusCode)).end();
      }`,
    },
    { timeoutSeconds: 1 },
    { variablesOf: () => ({ AWS_ENDPOINT_URL: "http://127.0.0.1:4" }) },
  );
  after(() => functions.close());

  for (const [name, what, answer] of [
    ["calling", "answers by its callback", "called"],
    ["waiting", "has its callback's answer sent when nothing is left to do", { said: "in the end" }],
    ["impatient", "has it sent at once where it does not want to wait (callbackWaitsForEmptyEventLoop)", "at once"],
    ["plain", "that returns a value instead answers null: the value is lost", null],
    ["old", "answers by its context's succeed", "as in 2015"],
    ["thenable", "answers by whatever has a `then`", "then"],
    ["fetching", "that waits for a service of AWS has something to do", 200],
  ] as const)
    it(what, async () => {
      expect(await answerOf(functions, name)).to.deep.equal(answer);
      // The environment is as good as new.
      expect(await answerOf(functions, name)).to.deep.equal(answer);
    });

  it("fails by its callback", async () => {
    expect(await answerOf(functions, "failing")).to.include({ errorType: "Error", errorMessage: "no" });
  });

  it("runs out of time where something is always left to do", async () => {
    expect(await answerOf(functions, "busy"))
      .to.have.property("errorMessage")
      .that.contains("Task timed out");
  });
});

describe("services/lambda/calling: a handler of Node.js 24", () => {
  const functions = functionsOf(
    { plain: '() => "kept"', promising: 'async () => "promised"', calling: "(event, context, callback) => callback()" },
    { runtime: "nodejs24.x" },
  );
  after(() => functions.close());

  it("answers by what it returns, whatever that is", async () => {
    expect(await answerOf(functions, "plain")).to.equal("kept");
    expect(await answerOf(functions, "promising")).to.equal("promised");
  });

  it("is refused where it takes a callback, as AWS refuses it", async () => {
    const { errorType, errorMessage } = JSON.parse((await functions.invoke("calling")).payload);
    expect(errorType).to.equal("Runtime.CallbackHandlerDeprecated");
    expect(errorMessage).to.contain("removed support for callback-based function handlers");
  });
});

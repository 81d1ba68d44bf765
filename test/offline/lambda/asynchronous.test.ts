import { expect } from "chai";
import { Asynchronous } from "../../../offline/lambda/asynchronous";
import type { LambdaFunction } from "../../../offline/lambda/function";
import { NoCapacity } from "../../../offline/lambda/environments";
import { refusalOf } from "../../support/sdk";

const lambda: LambdaFunction = {
  name: "worker",
  arn: "arn:aws:lambda:eu-west-1:000000000000:function:worker",
  roleArn: "",
  handler: "",
  runtime: "nodejs22.x",
  timeoutSeconds: 3,
  memorySize: 128,
  logging: { logGroup: "", logFormat: "Text", applicationLogLevel: "TRACE", systemLogLevel: "INFO" },
  variables: {},
  files: {},
};

/** An invoker on a pool that ends each attempt as listed: well, by failing, or by having no room. */
function invoker(endings: ("well" | "failed" | "full")[], retryDelays?: number[]) {
  const payloads: string[] = [];
  const logs: string[] = [];
  const invoke = async (_: LambdaFunction, payload: string) => {
    const ending = endings[payloads.push(payload) - 1] ?? "well";
    if (ending === "full") throw new NoCapacity("no room");
    return { requestId: "1", payload: `"${ending}"`, failed: ending === "failed", log: [] };
  };
  const asynchronous = new Asynchronous({ pool: { invoke }, log: (text) => logs.push(text), retryDelays });
  return { asynchronous, payloads, logs };
}

describe("offline/lambda/asynchronous", () => {
  it("invokes once what succeeds", async () => {
    const { asynchronous, payloads, logs } = invoker(["well"]);
    await asynchronous.invoke(lambda, '{"a":1}');
    expect(payloads).to.deep.equal(['{"a":1}']);
    expect(logs).to.deep.equal([]);
  });

  it("tries again what failed or found no room, with the same event", async () => {
    const { asynchronous, payloads, logs } = invoker(["failed", "full", "well"], [0, 0]);
    await asynchronous.invoke(lambda, "{}");
    expect(payloads).to.deep.equal(["{}", "{}", "{}"]);
    expect(logs).to.deep.equal([]);
  });

  it("gives up after the last attempt, and says what is lost and why", async () => {
    const { asynchronous, payloads, logs } = invoker(["failed", "failed", "full"], [0, 0]);
    await asynchronous.invoke(lambda, '{"a":1}');
    expect(payloads).to.have.length(3);
    expect(logs.join()).to.match(/^LOST: worker failed 3 times .*given up\nlast failure {2}no room\nevent +\{"a":1\}$/);
  });

  it("settles for nobody when the host ends while it waits: the event is the caller's to deliver again", async () => {
    const { asynchronous, payloads, logs } = invoker(["failed"]);
    const invocation = refusalOf(asynchronous.invoke(lambda, "{}"));
    asynchronous.close();
    expect((await invocation).name).to.equal("AbortError");
    expect(payloads).to.have.length(1);
    expect(logs).to.deep.equal([]);
  });
});

import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import type { Happening } from "../../src/protocol/activity";
import { output, type TestHost, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";
import { administratorOf } from "../support/sdk";

type Of<Kind extends Happening["kind"]> = Extract<Happening, { kind: Kind }>;

describe("services: what they tell of what happens", () => {
  let host: TestHost;
  let url: string;

  before(async () => {
    host = await testHost({ program: programFolder("gateway"), stack: "dev" });
    url = output(host, "url");
  });
  after(() => host.close());
  beforeEach(() => void (host.happenings.length = 0));

  const behave = (order: object) => rawRequest(url, "POST", "/behave?a=1", {}, JSON.stringify(order));

  function told<Kind extends Happening["kind"]>(kind: Kind): Of<Kind>[] {
    return host.happenings.filter((one): one is Of<Kind> => one.kind === kind);
  }

  it("a request, with the route, the function and its cold start; and before it the invocation", async () => {
    const answer = await behave({ sleep: 20 });
    const [request] = told("request");
    const [invocation] = told("invocation");
    expect(host.happenings.map(({ kind }) => kind)).to.deep.equal(["invocation", "request"]);
    expect(request).to.include({ method: "POST", path: "/behave?a=1", route: "/behave", status: 200 });
    expect(request?.requestId).to.equal(answer.headers["x-amzn-requestid"]);
    expect(request?.functionName).to.match(/^behave-\w{7}$/);
    expect(request?.invocationId).to.equal(JSON.parse(answer.body).awsRequestId);
    expect(request?.initMilliseconds).to.be.above(0);
    const { functionName, invocationId, initMilliseconds } = request ?? {};
    expect(invocation).to.deep.include({ cause: "request", functionName, invocationId, initMilliseconds });
    expect(invocation?.milliseconds).to.be.above(19);
    expect(request?.milliseconds).to.be.above(invocation?.milliseconds ?? Infinity);
    expect(request?.refusal).to.equal(undefined);

    await behave({});
    expect(told("request")[1]?.initMilliseconds).to.equal(undefined);
  });

  it("why the gateway answered by itself", async () => {
    await rawRequest(url, "GET", "/nowhere");
    expect(told("request")).to.have.length(1);
    expect(told("request")[0]).to.deep.include({
      status: 403,
      path: "/nowhere",
      refusal: { type: "MISSING_AUTHENTICATION_TOKEN", message: "Missing Authentication Token" },
    });
    expect(told("request")[0]?.functionName).to.equal(undefined);
  });

  it("what a function throws, once, with its stack", async () => {
    await behave({ log: "before", throwNow: "no" });
    expect(host.happenings.map(({ kind }) => kind)).to.deep.equal(["log", "invocation", "request"]);
    const [invocation] = told("invocation");
    expect(invocation?.error).to.include({ type: "TypeError", message: "no" });
    expect(invocation?.error?.stack).to.match(/^TypeError: no\n\s+at .*behave\.js:\d+/);
    expect(told("request")[0]).to.include({ status: 502, invocationId: invocation?.invocationId });
  });

  it("an environment's end, by the invocation that it befalls", async () => {
    for (const order of [{ exit: 3 }, { loop: true }]) await behave(order);
    expect(told("log")).to.be.empty;
    expect(told("invocation").map(({ error }) => error?.type)).to.deep.equal(["Runtime.ExitError", "Sandbox.Timedout"]);
  });

  it("a function that cannot be loaded, by each invocation that fails of it", async () => {
    await rawRequest(url, "GET", "/broken");
    expect(host.happenings.map(({ kind }) => kind)).to.deep.equal(["invocation", "request"]);
    expect(told("invocation")[0]?.error).to.include({ type: "Error", message: "no start" });
  });

  it("who invoked a function: by a call that waits, or by an event", async () => {
    const lambda = new LambdaClient(administratorOf(host));
    const FunctionName = host.graph.resources.find(({ name }) => name === "callback")?.id;
    await lambda.send(new InvokeCommand({ FunctionName }));
    await lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event" }));
    await eventually("both invocations", async () => (told("invocation").length === 2 ? true : undefined));
    expect(told("invocation").map(({ cause }) => cause)).to.deep.equal(["call", "event"]);
    lambda.destroy();
  });
});

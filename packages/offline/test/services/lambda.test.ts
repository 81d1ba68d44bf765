import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListLayersCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { ofType } from "../../src/graph/graph";
import type { Host } from "../../src/host/host";
import { output, testHost } from "../support/host";
import { refusalOf } from "../support/sdk";
import { programFolder } from "../support/programs";

describe("services/lambda", () => {
  let host: Host & { logs: string[] };
  let lambda: LambdaClient;
  let FunctionName: string;

  before(async () => {
    host = await testHost({ program: programFolder("services"), stack: "dev" });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    lambda = new LambdaClient({ endpoint: host.url, region: "eu-west-1", credentials });
    FunctionName = output(host, "functionName");
  });

  after(async () => {
    lambda.destroy();
    await host.close();
  });

  const invoke = (event: object, more: object = {}) =>
    lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)), ...more }));
  const textOf = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString("utf8");

  it("invokes a function and gives what it returned, with its log where asked", async () => {
    const { StatusCode, Payload, FunctionError, LogResult, ExecutedVersion } = await invoke(
      { print: "so it is" },
      { LogType: "Tail" },
    );
    expect([StatusCode, textOf(Payload), FunctionError, ExecutedVersion]).to.deep.equal([
      200,
      '{"echo":"so it is"}',
      undefined,
      "$LATEST",
    ]);
    const lines = Buffer.from(LogResult ?? "", "base64")
      .toString("utf8")
      .split("\n");
    expect(lines).to.have.length(5);
    expect(lines[0]).to.match(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/);
    expect(lines[1]).to.match(/^\S+Z\t[0-9a-f-]{36}\tINFO\tso it is$/);
    expect(lines[2]).to.match(/^END RequestId: [0-9a-f-]{36}$/);
    expect(lines[3]).to.match(/^REPORT RequestId: [0-9a-f-]{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\t/);
  });

  it("takes a function's ARN as well as its name", async () => {
    const arn = String(ofType(host.graph, "aws:lambda/function:Function")[0]?.outputs.arn);
    expect((await invoke({}, { FunctionName: arn })).StatusCode).to.equal(200);
  });

  it("runs $LATEST by its name alone: no other version or alias exists", async () => {
    const arn = String(ofType(host.graph, "aws:lambda/function:Function")[0]?.outputs.arn);
    for (const named of [{ Qualifier: "$LATEST" }, { FunctionName: `${FunctionName}:$LATEST` }])
      expect((await invoke({}, named)).StatusCode).to.equal(200);
    for (const named of [
      { Qualifier: "live" },
      { FunctionName: `${FunctionName}:live` },
      { FunctionName: `${arn}:1` },
    ]) {
      const { name, message } = await refusalOf(invoke({}, named));
      expect(name).to.equal("ResourceNotFoundException");
      expect(message).to.match(/^Function not found: arn:aws:lambda:\S+:(live|1)$/);
    }
  });

  it("lists functions page by page", async () => {
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await lambda.send(new ListFunctionsCommand({ MaxItems: 1, Marker }));
      expect(page.Functions).to.have.length(1);
      names.push(...(page.Functions ?? []).map((one) => one.FunctionName));
      Marker = page.NextMarker;
    } while (Marker);
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    expect(names).to.deep.equal(Functions.map((one) => one.FunctionName));
    for (const wrong of [{ MaxItems: 0 }, { Marker: "nobody" }])
      expect((await refusalOf(lambda.send(new ListFunctionsCommand(wrong)))).name).to.equal(
        "InvalidParameterValueException",
      );
  });

  it("gives an error that the function threw as Lambda's runtime reports it", async () => {
    const { StatusCode, Payload, FunctionError } = await invoke({ fail: "out of range" });
    expect([StatusCode, FunctionError]).to.deep.equal([200, "Unhandled"]);
    const { errorType, errorMessage, trace } = JSON.parse(textOf(Payload));
    expect([errorType, errorMessage]).to.deep.equal(["RangeError", "out of range"]);
    expect(trace[0]).to.equal("RangeError: out of range");
  });

  it("accepts an asynchronous invocation at once and runs it", async () => {
    const { StatusCode, Payload } = await invoke({ print: "later" }, { InvocationType: "Event" });
    expect([StatusCode, textOf(Payload)]).to.deep.equal([202, ""]);
    // Environments take one invocation at a time, in order: when this one is answered, that one is through.
    await invoke({ print: "after it" });
    expect(host.logs).to.include(`${FunctionName}  later`);
  });

  it("runs nothing in a dry run", async () => {
    const before = host.logs.length;
    expect((await invoke({ print: "never" }, { InvocationType: "DryRun" })).StatusCode).to.equal(204);
    expect(host.logs.slice(before)).to.be.empty;
  });

  it("lists and describes functions", async () => {
    const { Functions } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions?.map((one) => one.FunctionName)).to.deep.equal([FunctionName]);
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Configuration).to.include({
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Timeout: 10,
      MemorySize: 128,
      State: "Active",
    });
    expect(Configuration?.LoggingConfig).to.deep.equal({ LogFormat: "Text", LogGroup: `/aws/lambda/${FunctionName}` });
  });

  const refusals: [string, () => Promise<unknown>, string][] = [
    ["an unknown function", () => invoke({}, { FunctionName: "nobody" }), "ResourceNotFoundException"],
    ["a payload that is not JSON", () => invoke({}, { Payload: Buffer.from("{") }), "InvalidRequestContentException"],
    ["a payload over 6 MB", () => invoke({ print: "x".repeat(6_300_000) }), "RequestTooLargeException"],
    ["an operation that is not embedded", () => lambda.send(new ListLayersCommand({})), "NotImplemented"],
  ];
  for (const [what, send, name] of refusals) {
    it(`answers ${name} to ${what}`, async () => {
      expect((await refusalOf(send())).name).to.equal(name);
    });
  }
});

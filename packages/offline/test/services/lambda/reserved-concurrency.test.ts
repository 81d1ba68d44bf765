import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import {
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  TooManyRequestsException,
} from "@aws-sdk/client-lambda";
import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { banner } from "../../../src/host/banner";
import { object, text } from "../../../src/graph/graph";
import { output, type TestHost, testHost } from "../../support/host";
import { rawRequest } from "../../support/http";
import { eventually } from "../../support/poll";
import { programFolder } from "../../support/programs";
import { administratorOf, refusalOf } from "../../support/sdk";

/** What functions ask, which answers when a test says so: a function that waits for it is busy. */
class Held {
  private readonly waiting: ServerResponse[] = [];
  private readonly server: Server;
  /** How many have asked. */
  count = 0;
  /** The most that have waited at once. */
  most = 0;

  constructor() {
    this.server = createServer((_, response) => {
      this.count++;
      this.most = Math.max(this.most, this.waiting.push(response));
    });
  }

  async start(): Promise<string> {
    await once(this.server.listen(0, "127.0.0.1"), "listening");
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/`;
  }

  /** Returns when so many have asked in all. */
  asked(count: number): Promise<unknown> {
    return eventually(`${count} to be busy`, async () => (this.count >= count ? true : undefined));
  }

  release(): void {
    for (const response of this.waiting.splice(0)) response.end();
  }

  close(): void {
    this.release();
    this.server.close();
    this.server.closeAllConnections();
  }
}

describe("services/lambda: reserved concurrency", () => {
  let host: TestHost;
  let lambda: LambdaClient;
  let sqs: SQSClient;
  let held: Held;
  let hold: string;

  before(async () => {
    host = await testHost({ program: programFolder("throttled"), stack: "dev" });
    lambda = new LambdaClient(administratorOf(host));
    sqs = new SQSClient(administratorOf(host));
  });

  after(async () => {
    lambda?.destroy();
    sqs?.destroy();
    await host?.close();
  });

  beforeEach(async () => {
    held = new Held();
    hold = await held.start();
  });

  afterEach(() => held.close());

  const invoke = (FunctionName: string, event: object = {}, more: { InvocationType?: "Event" } = {}) =>
    lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), ...more }));
  const queue = (name: string): string => text(object(host.graph.outputs, "queues"), name);
  const received = (name: string): Promise<Message> =>
    eventually(`a message of ${name}`, async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queue(name), MessageAttributeNames: ["All"], WaitTimeSeconds: 1 }),
      );
      return Messages[0];
    });
  const ask = (name: string) => {
    const path = name === "restUrl" ? "/single" : "/";
    return rawRequest(output(host, name), "POST", path, { "content-type": "application/json" }, "{}");
  };

  it("holds for a function by all of its names, and for it alone", async () => {
    const first = invoke("single:live", { hold });
    await held.asked(1);
    const refusal = await refusalOf(invoke("single"));
    expect(refusal).to.be.instanceOf(TooManyRequestsException);
    expect(refusal).to.include({
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      Type: "User",
      message: "Rate Exceeded.",
    });
    expect((await invoke("free")).FunctionError).to.equal(undefined);
    held.release();
    expect((await first).FunctionError).to.equal(undefined);
    expect((await invoke("single")).FunctionError).to.equal(undefined);
  });

  it("is answered by each kind of API as AWS does", async () => {
    const first = invoke("single", { hold });
    await held.asked(1);
    const rest = await ask("restUrl");
    expect([rest.status, JSON.parse(rest.body)]).to.deep.equal([500, { message: "Internal server error" }]);
    const http = await ask("httpUrl");
    expect([http.status, JSON.parse(http.body)]).to.deep.equal([503, { message: "Service Unavailable" }]);
    const url = await ask("functionUrl");
    expect(url.status).to.equal(429);
    expect(JSON.parse(url.body)).to.include({ Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" });
    held.release();
    await first;
    for (const name of ["restUrl", "httpUrl", "functionUrl"])
      expect(await ask(name), name).to.include({ status: 200, body: "done" });
  });

  it("has events wait until there is room, of asynchronous invocations and of queues", async () => {
    await invoke("single", { hold }, { InvocationType: "Event" });
    await held.asked(1);
    await invoke("single", { hold }, { InvocationType: "Event" });
    await sqs.send(new SendMessageCommand({ QueueUrl: queue("jobs"), MessageBody: JSON.stringify({ hold }) }));
    for (let count = 1; count <= 3; count++) {
      await held.asked(count);
      held.release();
    }
    await eventually("the message to be taken", async () => {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: queue("jobs"), AttributeNames: ["All"] }),
      );
      return Attributes?.ApproximateNumberOfMessagesNotVisible === "0" ? true : undefined;
    });
    expect(held).to.include({ count: 3, most: 1 });
  });

  it("of 0 has nothing run: callers are refused, and events given up at once", async () => {
    expect((await refusalOf(invoke("never"))).name).to.equal("TooManyRequestsException");
    await invoke("never", { order: 7 }, { InvocationType: "Event" });
    const letter = await received("letters");
    expect(letter.Body).to.equal('{"order":7}');
    expect(letter.MessageAttributes?.ErrorCode?.StringValue).to.equal("429");
    const outcome = JSON.parse((await received("outcomes")).Body ?? "");
    expect(outcome).to.have.nested.property("requestContext.condition", "ZeroReservedConcurrency");
    expect(outcome).to.have.nested.property("requestContext.approximateInvokeCount", 0);
    expect(outcome).to.not.have.property("responsePayload");
  });

  it("is what GetFunction and GetFunctionConcurrency tell", async () => {
    const Concurrency = { ReservedConcurrentExecutions: 1 };
    expect(await lambda.send(new GetFunctionCommand({ FunctionName: "single" }))).to.deep.include({ Concurrency });
    expect((await lambda.send(new GetFunctionCommand({ FunctionName: "free" }))).Concurrency).to.equal(undefined);
    const concurrencyOf = async (FunctionName: string) =>
      (await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions;
    expect([await concurrencyOf("single"), await concurrencyOf("never"), await concurrencyOf("free")]).to.deep.equal([
      1,
      0,
      undefined,
    ]);
  });

  it("is counted in Throttles, told on the console once, and not said to be missing", async () => {
    await refusalOf(invoke("never"));
    await refusalOf(invoke("never"));
    const client = new CloudWatchClient(administratorOf(host));
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: "AWS/Lambda", MetricName: "Throttles", Period: 3600, Statistics: ["Sum"] },
        Dimensions: [{ Name: "FunctionName", Value: "never" }],
        StartTime: new Date(Date.now() - 1_800_000),
        EndTime: new Date(Date.now() + 180_000),
      }),
    );
    client.destroy();
    expect(Datapoints[0]?.Sum).to.be.at.least(2);
    expect(host.logs.filter((line) => line.includes("never may run 0 times at once"))).to.have.length(1);
    expect(banner(host, { seconds: 1, isVerbose: true, showsSecrets: true })).to.not.contain("at once");
  });
});

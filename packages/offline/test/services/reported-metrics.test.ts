import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { Host, HostOptions } from "../../src/host/host";
import { Faults } from "../../src/services/dynamodb/faults";
import { TestClock } from "../support/clock";
import { only } from "../support/graph";
import { output, testHost } from "../support/host";
import { rawRequest } from "../support/http";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";
import { administratorOf, refusalOf } from "../support/sdk";

/** A host, and what CloudWatch says of it. */
interface Watched {
  host: Host;
  /** A statistic of a metric over the last minutes; undefined without data. */
  statistic(name: string, stat: string, dimensions?: Record<string, string>): Promise<number | undefined>;
  close(): Promise<void>;
}

async function watch(program: string, Namespace: string, options: Partial<HostOptions> = {}): Promise<Watched> {
  const host = await testHost({ program: programFolder(program), stack: "dev", ...options });
  const client = new CloudWatchClient(administratorOf(host));
  const statistic: Watched["statistic"] = async (MetricName, Stat, dimensions = {}) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Period: 3600, Stat };
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: "m", MetricStat }],
        StartTime: new Date(Date.now() - 1_800_000),
        EndTime: new Date(Date.now() + 180_000),
      }),
    );
    return MetricDataResults[0]?.Values?.[0];
  };
  const close = async () => {
    client.destroy();
    await host.close();
  };
  return { host, statistic, close };
}

describe("services: the metrics that they report", () => {
  let watched: Watched;

  afterEach(() => watched.close());

  it("are of Lambda: each function's, and the account's", async () => {
    watched = await watch("gateway", "AWS/Lambda");
    const { host, statistic } = watched;
    const { graph } = host;
    const named = (name: string): string => only(graph, "aws:lambda/function:Function", name).id;
    const lambda = new LambdaClient(administratorOf(host));
    await lambda.send(new InvokeCommand({ FunctionName: named("echo") }));
    await lambda.send(new InvokeCommand({ FunctionName: named("echo") }));
    await lambda.send(new InvokeCommand({ FunctionName: named("broken") }));
    lambda.destroy();
    const echo = { FunctionName: named("echo") };
    expect(await statistic("Invocations", "Sum", echo)).to.equal(2);
    expect(await statistic("Errors", "Sum", echo)).to.equal(0);
    expect(await statistic("Throttles", "Sum", echo)).to.equal(0);
    expect(await statistic("Duration", "SampleCount", echo)).to.equal(2);
    expect(await statistic("Duration", "p95", echo)).to.be.within(0, 5000);
    expect(await statistic("ConcurrentExecutions", "Maximum", echo)).to.equal(1);
    expect(await statistic("Errors", "Average", { FunctionName: named("broken") })).to.equal(1);
    expect(await statistic("Invocations", "Sum")).to.equal(3);
    expect(await statistic("Errors", "Sum")).to.equal(1);
  });

  it("are of Lambda's concurrency: each function's own, and the account's over all of them", async () => {
    watched = await watch("gateway", "AWS/Lambda");
    const { host, statistic } = watched;
    const named = (name: string): string => only(host.graph, "aws:lambda/function:Function", name).id;
    const lambda = new LambdaClient(administratorOf(host));
    const names = ["echo", "callback"].map(named);
    await Promise.all(names.map((FunctionName) => lambda.send(new InvokeCommand({ FunctionName }))));
    lambda.destroy();
    for (const FunctionName of names)
      expect(await statistic("ConcurrentExecutions", "Maximum", { FunctionName })).to.equal(1);
    expect(await statistic("ConcurrentExecutions", "Maximum")).to.equal(2);
  });

  it("are of API Gateway: errors as rates, and what the integration took of the latency", async () => {
    watched = await watch("gateway", "AWS/ApiGateway");
    const { host, statistic } = watched;
    const url = output(host, "url");
    for (const path of ["/", "/", "/nowhere", "/broken"]) await rawRequest(url, "GET", path);
    const ApiName = String(only(host.graph, "aws:apigateway/restApi:RestApi", "api").outputs.name);
    const all: Record<string, string>[] = [{ ApiName }, { ApiName, Stage: "v1" }];
    for (const dimensions of all) {
      expect(await statistic("Count", "Sum", dimensions)).to.equal(4);
      expect(await statistic("4XXError", "Average", dimensions)).to.equal(0.25);
      expect(await statistic("5XXError", "Sum", dimensions)).to.equal(1);
      expect(await statistic("Latency", "SampleCount", dimensions)).to.equal(4);
      // Of an unknown route there is none.
      expect(await statistic("IntegrationLatency", "SampleCount", dimensions)).to.equal(3);
    }
  });

  it("are of DynamoDB: what requests use of a table's capacity, and what is refused", async () => {
    const faults = new Faults();
    watched = await watch("data", "AWS/DynamoDB", { faults });
    const { host, statistic } = watched;
    const TableName = output(host, "tableName");
    const client = new DynamoDBClient(administratorOf(host));
    const Key = { id: { S: "1" } };
    const Item = { ...Key, text: { S: "x".repeat(3000) } };
    const { ConsumedCapacity } = await client.send(new PutItemCommand({ TableName, Item }));
    expect(ConsumedCapacity).to.equal(undefined);
    await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    await client.send(new GetItemCommand({ TableName, Key }));
    const ConditionExpression = "attribute_not_exists(id)";
    await refusalOf(client.send(new PutItemCommand({ TableName, Item, ConditionExpression })));
    faults.plan({ operation: "PutItem", table: TableName, error: "ProvisionedThroughputExceededException" });
    await refusalOf(client.send(new PutItemCommand({ TableName, Item })));
    client.destroy();
    expect(await statistic("ConsumedWriteCapacityUnits", "Sum", { TableName })).to.equal(3);
    expect(await statistic("ConsumedReadCapacityUnits", "Sum", { TableName })).to.equal(1.5);
    expect(await statistic("ConditionalCheckFailedRequests", "Sum", { TableName })).to.equal(1);
    expect(await statistic("WriteThrottleEvents", "Sum", { TableName })).to.equal(1);
    expect(await statistic("ThrottledRequests", "Sum", { TableName, Operation: "PutItem" })).to.equal(1);
    const read = { TableName, Operation: "GetItem" };
    expect(await statistic("SuccessfulRequestLatency", "SampleCount", read)).to.equal(2);
  });

  it("are of DynamoDB's capacity as it is, also after a change", async () => {
    const clock = new TestClock(new Date().toISOString());
    watched = await watch("soak", "AWS/DynamoDB", { clock });
    const { host, statistic } = watched;
    const TableName = "soak-items";
    await clock.advance(60_000);
    expect(await statistic("ProvisionedReadCapacityUnits", "Maximum", { TableName })).to.equal(1);
    const client = new DynamoDBClient(administratorOf(host));
    const ProvisionedThroughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 1 };
    await client.send(new UpdateTableCommand({ TableName, ProvisionedThroughput }));
    client.destroy();
    // The answer comes before the change.
    await eventually("the new capacity", async () => {
      await clock.advance(60_000);
      return (await statistic("ProvisionedReadCapacityUnits", "Maximum", { TableName })) === 2 || undefined;
    });
  });

  it("are of SQS: what is sent, received and deleted, and what waits", async () => {
    const clock = new TestClock(new Date().toISOString());
    watched = await watch("queues", "AWS/SQS", { clock });
    const { host, statistic } = watched;
    const QueueUrl = output(host, "jobsId");
    const QueueName = QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1);
    const client = new SQSClient(administratorOf(host));
    for (const MessageBody of ["one", "two"]) await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    const [{ ReceiptHandle } = {}] = Messages;
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    client.destroy();
    expect(await statistic("NumberOfMessagesSent", "Sum", { QueueName })).to.equal(2);
    expect(await statistic("SentMessageSize", "Average", { QueueName })).to.equal(3);
    expect(await statistic("NumberOfMessagesReceived", "Sum", { QueueName })).to.equal(1);
    expect(await statistic("NumberOfMessagesDeleted", "Sum", { QueueName })).to.equal(1);
    await clock.advance(60_000);
    expect(await statistic("ApproximateNumberOfMessagesVisible", "Maximum", { QueueName })).to.equal(1);
    expect(await statistic("ApproximateAgeOfOldestMessage", "Maximum", { QueueName })).to.be.within(1, 60);
  });

  it("are of EC2: whether an instance passes its checks", async () => {
    const clock = new TestClock(new Date().toISOString());
    watched = await watch("services", "AWS/EC2", { clock });
    const { host, statistic } = watched;
    const InstanceId = output(host, "instanceId");
    await clock.advance(60_000);
    expect(await statistic("StatusCheckFailed", "Maximum", { InstanceId })).to.equal(0);
  });
});

import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateLogStreamCommand,
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { output, ownPage, testHost } from "../support/host";
import { programFolder } from "../support/programs";
import { refusalOf } from "../support/sdk";

const dublin = "eu-west-1";
const paris = "eu-west-3";

describe("offline: regions", () => {
  let host: Host;
  let data: string;
  const clients: { destroy(): void }[] = [];

  const start = () => testHost({ program: programFolder("regions"), stack: "dev", data });

  before(async () => {
    data = mkdtempSync(join(tmpdir(), "regions-"));
    host = await start();
  });

  after(async () => {
    for (const client of clients) client.destroy();
    await host?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const settings = (region: string) => ({
    endpoint: host.url,
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const open = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client);
    return client;
  };
  const ec2In = (region: string) => open(new EC2Client(settings(region)));
  const s3In = (region: string) => open(new S3Client({ ...settings(region), forcePathStyle: true }));

  const idsOf = (outputs: unknown): Record<string, string> => {
    if (typeof outputs !== "object" || outputs === null) throw new Error("no such output");
    return Object.fromEntries(Object.entries(outputs).map(([name, arn]) => [name, String(arn).replace(/^.*\//, "")]));
  };
  const instancesIn = async (region: string) => {
    const { Reservations = [] } = await ec2In(region).send(new DescribeInstancesCommand({}));
    return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId)).sort();
  };

  describe("what a program declares", () => {
    it("is where its provider is, or where it says itself", () => {
      const { instances, queues } = host.graph.outputs;
      const arns = Object.entries(instances ?? {}).map(([name, arn]) => [
        name,
        String(arn).replace(/i-[0-9a-f]+$/, ""),
      ]);
      const inRegion = (region: string) => `arn:aws:ec2:${region}:000000000000:instance/`;
      expect(Object.fromEntries(arns)).to.deep.equal({
        dublin: inRegion(dublin),
        paris: inRegion(paris),
        office: inRegion(paris),
        stockholm: inRegion("eu-north-1"),
      });
      expect(queues).to.deep.equal({
        dublin: `arn:aws:sqs:${dublin}:000000000000:jobs`,
        paris: `arn:aws:sqs:${paris}:000000000000:jobs`,
      });
    });

    it("has no provider among what could be served", async () => {
      const { body } = await ownPage(host, "resources");
      expect(body).to.contain("aws:ec2/instance:Instance").and.to.not.contain("pulumi:providers");
    });

    it("asks a provider for the provider's region", () => {
      expect(output(host, "region")).to.equal(paris);
    });

    it("has functions that run in their own region", async () => {
      const lambda = open(new LambdaClient(settings(dublin)));
      const Payload = JSON.stringify({ region: paris });
      const answer = await lambda.send(new InvokeCommand({ FunctionName: output(host, "functionName"), Payload }));
      expect(JSON.parse(answer.Payload?.transformToString() ?? "")).to.deep.equal({ own: paris, found: 2 });
    });
  });

  describe("EC2", () => {
    it("has the instances of the region that a request is signed for", async () => {
      const ids = idsOf(host.graph.outputs.instances);
      expect(await instancesIn(dublin)).to.deep.equal([ids.dublin]);
      expect(await instancesIn(paris)).to.have.members([ids.paris, ids.office]);
      expect(await instancesIn("eu-north-1")).to.deep.equal([ids.stockholm]);
      expect(await instancesIn("sa-east-1")).to.deep.equal([]);
    });

    it("does not know an instance of another region", async () => {
      const { paris: id = "" } = idsOf(host.graph.outputs.instances);
      const refused = await refusalOf(ec2In(dublin).send(new DescribeInstancesCommand({ InstanceIds: [id] })));
      expect(refused.name).to.equal("InvalidInstanceID.NotFound");
    });

    it("refuses what is no region", async () => {
      const refused = await refusalOf(ec2In("moon").send(new DescribeInstancesCommand({})));
      expect(refused.name).to.equal("AuthFailure");
      const ssm = open(new SSMClient(settings("moon")));
      const told = await refusalOf(ssm.send(new GetParameterCommand({ Name: "/regions/place" })));
      expect(told.message).to.equal("Credential should be scoped to a valid region, not 'moon'.");
    });

    it("judges policies by the region that is asked", async () => {
      const lambda = open(new LambdaClient(settings(dublin)));
      const Payload = JSON.stringify({ region: dublin });
      const answer = await lambda.send(new InvokeCommand({ FunctionName: output(host, "functionName"), Payload }));
      expect(JSON.parse(answer.Payload?.transformToString() ?? "")).to.include({ error: "UnauthorizedOperation" });
    });
  });

  describe("S3", () => {
    it("sends on who asks another region for a bucket, and says where it is", async () => {
      const asked = [
        new HeadBucketCommand({ Bucket: "regions-paris" }),
        new PutObjectCommand({ Bucket: "regions-paris", Key: "a", Body: "a" }),
      ] as const;
      for (const command of asked) {
        const s3 = s3In(dublin);
        const refused = await (command instanceof HeadBucketCommand ? s3.send(command) : s3.send(command)).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (!(refused instanceof S3ServiceException)) throw new Error("it was not refused");
        expect(refused.$metadata.httpStatusCode).to.equal(301);
        expect(refused.$response?.headers).to.include({ "x-amz-bucket-region": paris });
        if (command instanceof PutObjectCommand) expect(refused.name).to.equal("PermanentRedirect");
      }
    });

    it("sends on a form that is signed for another region", async () => {
      const post = async (region: string) => {
        const { url, fields } = await createPresignedPost(s3In(region), { Bucket: "regions-paris", Key: "form" });
        const form = new FormData();
        for (const [name, value] of Object.entries(fields)) form.append(name, value);
        form.append("file", "a");
        return fetch(url, { method: "POST", body: form, redirect: "manual" });
      };
      const refused = await post(dublin);
      expect([refused.status, refused.headers.get("x-amz-bucket-region")]).to.deep.equal([301, paris]);
      expect(await refused.text()).to.contain("<Endpoint>regions-paris.s3.eu-west-3.amazonaws.com</Endpoint>");
      expect((await post(paris)).status).to.equal(204);
    });

    it("serves a bucket in its own region, and tells where it is", async () => {
      const s3 = s3In(paris);
      const Bucket = "regions-paris";
      await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "a" }));
      expect(await s3.send(new HeadBucketCommand({ Bucket }))).to.include({ BucketRegion: paris });
      const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket }));
      expect(LocationConstraint).to.equal(paris);
    });

    it("tells the first region where any bucket is", async () => {
      const { LocationConstraint } = await s3In("us-east-1").send(
        new GetBucketLocationCommand({ Bucket: "regions-dublin" }),
      );
      expect(LocationConstraint).to.equal(dublin);
    });

    it("lists the buckets of all regions, or of one", async () => {
      const s3 = s3In(dublin);
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      expect(Buckets.map(({ Name, BucketRegion }) => [Name, BucketRegion])).to.deep.equal([
        ["regions-dublin", dublin],
        ["regions-paris", paris],
      ]);
      const { Buckets: there = [] } = await s3.send(new ListBucketsCommand({ BucketRegion: paris }));
      expect(there.map(({ Name }) => Name)).to.deep.equal(["regions-paris"]);
    });
  });

  it("keeps tables of one name in two regions apart, also when it starts again", async () => {
    const item = (place: string) => ({ id: { S: "one" }, place: { S: place } });
    for (const region of [dublin, paris]) {
      const table = open(new DynamoDBClient(settings(region)));
      await table.send(new PutItemCommand({ TableName: "notes", Item: item(region) }));
    }
    await host.close();
    host = await start();
    for (const region of [dublin, paris]) {
      const table = open(new DynamoDBClient(settings(region)));
      const { Item } = await table.send(new GetItemCommand({ TableName: "notes", Key: { id: { S: "one" } } }));
      expect(Item, region).to.deep.equal(item(region));
    }
  });

  it("keeps an instance's state in its region when it starts again", async () => {
    const { paris: id = "" } = idsOf(host.graph.outputs.instances);
    await ec2In(paris).send(new StopInstancesCommand({ InstanceIds: [id] }));
    await host.close();
    host = await start();
    const { Reservations } = await ec2In(paris).send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).to.equal("stopped");
  });

  it("notices that the data of a region is gone", async () => {
    await host.close();
    const table = join(data, "regions", paris, "dynamodb");
    renameSync(table, `${table}.away`);
    const refused = await refusalOf(start());
    expect(refused.message).to.contain(`${table} is missing`);
    renameSync(`${table}.away`, table);
    host = await start();
  });

  it("keeps queues of one name in two regions apart", async () => {
    const QueueUrl = output(host, "queueUrl").replace(/^https?:\/\/[^/]+/, host.url);
    const sqsIn = (region: string) => open(new SQSClient(settings(region)));
    await sqsIn(paris).send(new SendMessageCommand({ QueueUrl, MessageBody: "for Paris" }));
    const bodiesIn = async (region: string) => {
      const { Messages = [] } = await sqsIn(region).send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 0 }));
      return Messages.map(({ Body }) => Body);
    };
    expect(await bodiesIn(dublin)).to.deep.equal([]);
    expect(await bodiesIn(paris)).to.deep.equal(["for Paris"]);
  });

  it("keeps parameters of one name in two regions apart", async () => {
    const Name = "/regions/place";
    const valueIn = async (region: string) => {
      const ssm = open(new SSMClient(settings(region)));
      return (await ssm.send(new GetParameterCommand({ Name }))).Parameter;
    };
    expect((await valueIn(dublin))?.Value).to.equal("dublin");
    expect(await valueIn(paris)).to.include({
      Value: "paris",
      ARN: `arn:aws:ssm:${paris}:000000000000:parameter/regions/place`,
    });
    const far = open(new SSMClient(settings("sa-east-1")));
    expect((await refusalOf(far.send(new GetParameterCommand({ Name })))).name).to.equal("ParameterNotFound");
    await far.send(new PutParameterCommand({ Name, Type: "String", Value: "far" }));
    expect((await valueIn("sa-east-1"))?.Value).to.equal("far");
    expect((await valueIn(dublin))?.Value).to.equal("dublin");
  });

  it("keeps log groups of one name in two regions apart", async () => {
    const logGroupName = "/regions/log";
    const logsIn = (region: string) => open(new CloudWatchLogsClient(settings(region)));
    await logsIn(paris).send(new CreateLogStreamCommand({ logGroupName, logStreamName: "one" }));
    const streamsIn = async (region: string) => {
      const { logStreams = [] } = await logsIn(region).send(new DescribeLogStreamsCommand({ logGroupName }));
      return logStreams.map(({ arn }) => arn);
    };
    expect(await streamsIn(dublin)).to.deep.equal([]);
    expect(await streamsIn(paris)).to.deep.equal([
      `arn:aws:logs:${paris}:000000000000:log-group:/regions/log:log-stream:one`,
    ]);
  });
});

import { expect } from "chai";
import type { Properties } from "../../src/graph/graph";
import { placeholders } from "../../src/graph/placeholders";
import { graphWith, only } from "../support/graph";

const made = (type: string, inputs: Properties = {}, name = "one"): Properties => {
  const { id, outputs } = only(graphWith([{ type, name, inputs }]), type);
  return { id, ...outputs };
};

describe("program: what AWS's provider computes", () => {
  const bucket = "aws:s3/bucket:Bucket";

  it("names a bucket in lower case, with at most 63 characters, the same on every run", () => {
    const { id } = made(bucket, {}, "Photos");
    expect(id).to.match(/^photos-[0-9a-f]{7}$/);
    expect(made(bucket, {}, "Photos").id).to.equal(id);
    expect(made(bucket, {}, "x".repeat(80)).id).to.match(/^x{55}-[0-9a-f]{7}$/);
    expect(made(bucket, { bucketPrefix: "logs-" }).id).to.match(/^logs-[0-9a-f]{26}$/);
    expect(made("aws:s3/bucketV2:BucketV2", { bucket: "given" })).to.include({
      id: "given",
      bucket: "given",
      arn: "arn:aws:s3:::given",
      bucketDomainName: "given.s3.amazonaws.com",
      bucketRegionalDomainName: "given.s3.eu-west-1.amazonaws.com",
    });
  });

  it("knows what configures a bucket by the bucket's name, and an object by its own", () => {
    for (const type of ["bucketNotification:BucketNotification", "bucketPublicAccessBlock:BucketPublicAccessBlock"]) {
      expect(made(`aws:s3/${type}`, { bucket: "photos" }).id).to.equal("photos");
    }
    for (const type of ["bucketObject:BucketObject", "bucketObjectv2:BucketObjectv2"]) {
      expect(made(`aws:s3/${type}`, { bucket: "photos" }).id).to.not.equal("photos");
    }
  });

  it("gives a table a stream's ARN only where it has a stream", () => {
    const table = "aws:dynamodb/table:Table";
    const arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/notes";
    expect(made(table, { name: "notes" })).to.deep.equal({ id: "notes", name: "notes", arn });
    expect(made(table, { name: "notes", streamEnabled: true }))
      .to.have.property("streamArn")
      .that.matches(/^arn:.*:table\/notes\/stream\/2015/);
  });

  it("gives a deployment the ARN of its stage, which permissions of older programs are made of", () => {
    const deployment = "aws:apigateway/deployment:Deployment";
    const arn = "arn:aws:execute-api:eu-west-1:000000000000:api/";
    expect(made(deployment, { restApi: "api" }).executionArn).to.equal(arn);
    expect(made(deployment, { restApi: "api", stageName: "v1" }).executionArn).to.equal(`${arn}v1`);
  });

  it("knows a queue by its URL, and what is set on it by the same", () => {
    const queue = "aws:sqs/queue:Queue";
    const arn = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
    const url = `${placeholders.functionsEndpoint}/000000000000/jobs`;
    expect(made(queue, { name: "jobs" })).to.deep.equal({ id: url, name: "jobs", url, arn: arn("jobs") });
    expect(made(queue).name).to.match(/^one-[0-9a-f]{7}$/);
    expect(made(queue, { namePrefix: "jobs-" }).name).to.match(/^jobs-[0-9a-f]{26}$/);
    expect(made(queue, { fifoQueue: true }).arn).to.match(/:one-[0-9a-f]{7}\.fifo$/);
    for (const type of ["queuePolicy:QueuePolicy", "redrivePolicy:RedrivePolicy"])
      expect(made(`aws:sqs/${type}`, { queueUrl: url }).id).to.equal(url);
  });

  it("knows a dashboard by its name, which is the account's and of no region", () => {
    expect(made("aws:cloudwatch/dashboard:Dashboard", { dashboardName: "shop", dashboardBody: "{}" })).to.include({
      ...{ id: "shop", dashboardName: "shop", dashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/shop" },
    });
  });

  it("knows a topic by its ARN, and a subscription by one below it", () => {
    const topic = "aws:sns/topic:Topic";
    const arn = (name: string) => `arn:aws:sns:eu-west-1:000000000000:${name}`;
    expect(made(topic, { name: "news" })).to.include({ id: arn("news"), name: "news", arn: arn("news") });
    expect(made(topic).name).to.match(/^one-[0-9a-f]{7}$/);
    expect(made(topic, { fifoTopic: true }).arn).to.match(/:one-[0-9a-f]{7}\.fifo$/);
    const { id, arn: known } = made("aws:sns/topicSubscription:TopicSubscription", { topic: arn("news") });
    expect(id)
      .to.match(/:news:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      .and.to.equal(known);
    expect(made("aws:sns/topicPolicy:TopicPolicy", { arn: arn("news") }).id).to.equal(arn("news"));
  });

  it("knows a rule by its name, and by its bus's where that is not the default one", () => {
    const rule = "aws:cloudwatch/eventRule:EventRule";
    const arn = (name: string) => `arn:aws:events:eu-west-1:000000000000:rule/${name}`;
    expect(made(rule, { name: "daily" })).to.include({ id: "daily", name: "daily", arn: arn("daily") });
    expect(made(rule, { name: "a", eventBusName: "orders" })).to.include({ name: "a", arn: arn("orders/a") });
    const target = made("aws:cloudwatch/eventTarget:EventTarget", { rule: "daily", targetId: "one" });
    expect(target).to.include({ id: "daily-one", targetId: "one" });
  });
});

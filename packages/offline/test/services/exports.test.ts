import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  ExportTableToPointInTimeCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
} from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import type { Host } from "../../src/host/host";
import { ExportDesk, type Item, largeItems, region } from "../support/export-desk";
import { ended, exported, readExport } from "../support/exports";
import { output, testHost } from "../support/host";
import { eventually } from "../support/poll";
import { programFolder } from "../support/programs";
import { administratorOf } from "../support/sdk";

const byId = (items: Item[]): Item[] => [...items].sort((a, b) => ((a.id?.S ?? "") < (b.id?.S ?? "") ? -1 : 1));

describe("offline: exports of tables into buckets", () => {
  let host: Host & { logs: string[] };
  let desk: ExportDesk;
  let [TableArn, S3Bucket, TableName] = ["", "", ""];

  before(async () => {
    host = await testHost({ program: programFolder("exports"), stack: "dev" });
    desk = new ExportDesk(host.url);
    [TableArn, S3Bucket, TableName] = [output(host, "tableArn"), output(host, "bucketName"), output(host, "tableName")];
  });

  after(async () => {
    desk.destroy();
    await host.close();
  });

  const read = (key: string) => desk.read(S3Bucket, key);

  /** A table of its own for a test, with point-in-time recovery. */
  async function makeTable(name: string): Promise<string> {
    const created = new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    const { TableDescription } = await desk.database.send(created);
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await desk.database.send(new UpdateContinuousBackupsCommand({ TableName: name, PointInTimeRecoverySpecification }));
    return TableDescription?.TableArn ?? "";
  }

  const plain = { id: { S: "plain" }, count: { N: "12.5" }, on: { BOOL: true }, nothing: { NULL: true } };
  const nested = { M: { list: { L: [{ S: "" }, { M: {} }, { L: [] }] } } };
  const sets = { texts: { SS: ["a", "é"] }, numbers: { NS: ["-1", "2"] }, nested };
  const unicode = { S: 'Zoë 東京 🎉\n"quoted"' };
  const items: Item[] = [
    plain,
    { id: unicode, bytes: { B: Buffer.from([0, 255, 10, 13]) } },
    { id: { S: "sets" }, ...sets, binaries: { BS: [Buffer.from([1]), Buffer.from([2, 3])] } },
  ];
  /** The same as an export has them: binaries in base64. */
  const lines = [
    plain,
    { id: unicode, bytes: { B: "AP8KDQ==" } },
    { id: { S: "sets" }, ...sets, binaries: { BS: ["AQ==", "AgM="] } },
  ];

  it("have DynamoDB's layout, with every item as it is and the checksums of all files", async () => {
    await desk.fill(TableName, items);
    const S3Prefix = "exports/layout";
    const description = await exported(desk.database, { TableArn, S3Bucket, S3Prefix });
    const id = /\/export\/(\d{14}-[0-9a-f]{8})$/.exec(description.ExportArn ?? "")?.[1];
    const folder = `${S3Prefix}/AWSDynamoDB/${id}/`;
    const keys = await desk.keys(S3Bucket, folder);
    expect(keys.filter((key) => !key.startsWith("data/"))).to.deep.equal([
      "_started",
      "manifest-files.json",
      "manifest-files.md5",
      "manifest-summary.json",
      "manifest-summary.md5",
    ]);
    for (const key of keys.filter((one) => one.startsWith("data/")))
      expect(key).to.match(/^data\/[a-z2-7]{26}\.json\.gz$/);
    expect((await read(`${folder}_started`)).body).to.have.length(0);
    const found = await readExport(`${folder}manifest-summary.json`, read);
    expect(found.items).to.have.deep.members(lines);
    const { Table } = await desk.database.send(new DescribeTableCommand({ TableName }));
    expect(found.summary).to.deep.equal({
      version: "2020-06-30",
      exportArn: description.ExportArn,
      startTime: description.StartTime?.toISOString(),
      endTime: description.EndTime?.toISOString(),
      tableArn: TableArn,
      tableId: Table?.TableId,
      exportTime: description.ExportTime?.toISOString(),
      s3Bucket: S3Bucket,
      s3Prefix: S3Prefix,
      s3SseAlgorithm: "AES256",
      s3SseKmsKeyId: null,
      manifestFilesS3Key: `${folder}manifest-files.json`,
      billedSizeBytes: description.BilledSizeBytes,
      itemCount: 3,
      outputFormat: "DYNAMODB_JSON",
      exportType: "FULL_EXPORT",
    });
    expect(description).to.include({
      ExportStatus: "COMPLETED",
      ExportManifest: `${folder}manifest-summary.json`,
      ItemCount: 3,
      ExportFormat: "DYNAMODB_JSON",
      S3SseAlgorithm: "AES256",
      TableId: Table?.TableId,
    });
    expect(description.BilledSizeBytes).to.be.above(100);
  });

  it("take none of the table's capacity", async () => {
    const cloudwatch = new CloudWatchClient(administratorOf(host, region));
    const arn = await makeTable("untouched");
    await exported(desk.database, { TableArn: arn, S3Bucket, S3Prefix: "exports/untouched" });
    const Dimensions = [{ Name: "TableName", Value: "untouched" }];
    const { Metrics = [] } = await eventually("the table's metrics", async () => {
      const listed = await cloudwatch.send(new ListMetricsCommand({ Namespace: "AWS/DynamoDB", Dimensions }));
      return listed.Metrics?.length ? listed : undefined;
    });
    const names = Metrics.map(({ MetricName }) => MetricName);
    expect(names).to.include("SuccessfulRequestLatency").and.to.not.include("ConsumedReadCapacityUnits");
    cloudwatch.destroy();
  });

  it("of an empty table have one file, with nothing in it", async () => {
    const arn = await makeTable("empty");
    const {
      ExportManifest = "",
      ItemCount,
      BilledSizeBytes,
    } = await exported(desk.database, { TableArn: arn, S3Bucket });
    expect(ExportManifest).to.match(/^AWSDynamoDB\//);
    expect([ItemCount, BilledSizeBytes]).to.deep.equal([0, 0]);
    const { files, summary, items } = await readExport(ExportManifest, read);
    expect(files.map(({ itemCount }) => itemCount)).to.deep.equal([0]);
    expect([items.length, summary.s3Prefix]).to.deep.equal([0, null]);
  });

  it("of a large table have several files, and hold the table as it was when they were asked for", async () => {
    const arn = await makeTable("large");
    const large = largeItems(60);
    await desk.fill("large", large);
    const input = { TableArn: arn, S3Bucket, S3Prefix: "exports/large" };
    const { ExportDescription } = await desk.database.send(new ExportTableToPointInTimeCommand(input));
    expect(ExportDescription?.ExportStatus).to.equal("IN_PROGRESS");
    // Keys that come first and last in the store among them.
    for (const { id } of large.slice(0, 20))
      await desk.database.send(new DeleteItemCommand({ TableName: "large", Key: { id: id ?? { S: "" } } }));
    await desk.database.send(new PutItemCommand({ TableName: "large", Item: { id: { S: "later" } } }));
    const changed = { id: { S: "large-059" }, text: { S: "changed" } };
    await desk.database.send(new PutItemCommand({ TableName: "large", Item: changed }));
    const { ExportManifest = "" } = await ended(desk.database, ExportDescription?.ExportArn);
    const { files, items } = await readExport(ExportManifest, read);
    expect(files.length).to.be.above(1);
    expect(byId(items)).to.deep.equal(large);
  });

  describe("in the name of a role", () => {
    let lambda: LambdaClient;

    before(() => {
      lambda = new LambdaClient(administratorOf(host, region));
    });

    after(() => lambda.destroy());

    const callAs = async (
      role: "exporter" | "reader",
      command: string,
      input: object,
    ): Promise<Record<string, never>> => {
      const event = { service: "dynamodb", client: "DynamoDBClient", command, input };
      const { Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: output(host, role), Payload: Buffer.from(JSON.stringify(event)) }),
      );
      return JSON.parse(Buffer.from(Payload ?? []).toString());
    };

    const exportAs = async (role: "exporter" | "reader", input: object) => {
      const answer = await callAs(role, "ExportTableToPointInTimeCommand", { TableArn, S3Bucket, ...input });
      const { ExportArn } = Object(answer.ExportDescription);
      expect(ExportArn, JSON.stringify(answer)).to.be.a("string");
      return ended(desk.database, ExportArn);
    };

    it("are written with the rights that AWS's documentation asks for", async () => {
      const description = await exportAs("exporter", { S3Prefix: "exports/role" });
      expect(description.FailureMessage).to.equal(undefined);
      expect((await readExport(description.ExportManifest ?? "", read)).items).to.have.length(3);
      const seen = await callAs("exporter", "DescribeExportCommand", { ExportArn: description.ExportArn });
      expect(Object(seen.ExportDescription)).to.include({ ExportStatus: "COMPLETED" });
    });

    it("fail where the role may not write, and say what it lacks", async () => {
      for (const [role, S3Prefix] of [
        ["reader", "exports/reader"],
        ["exporter", "elsewhere"],
      ] as const) {
        const description = await exportAs(role, { S3Prefix });
        expect(description).to.include({ ExportStatus: "FAILED", FailureCode: "S3AccessDenied" });
        expect(description.FailureMessage).to.contain("s3:AbortMultipartUpload");
        expect(description.EndTime).to.be.instanceOf(Date);
        expect(await desk.keys(S3Bucket, S3Prefix)).to.deep.equal([]);
      }
      expect(host.logs.join("\n")).to.contain("IAM denies a call").and.to.contain("s3:AbortMultipartUpload");
    });

    it("are not begun without the right to export the table", async () => {
      const arn = await makeTable("forbidden");
      const answer = await callAs("exporter", "ExportTableToPointInTimeCommand", { TableArn: arn, S3Bucket });
      expect(answer).to.include({ error: "AccessDeniedException" });
    });
  });

  it("fail for a bucket that is not there, or belongs to somebody else", async () => {
    const missing = await exported(desk.database, { TableArn, S3Bucket: "no-such-bucket" });
    expect(missing).to.include({ ExportStatus: "FAILED", FailureCode: "S3NoSuchBucket" });
    expect(missing.FailureMessage).to.contain("bucket does not exist");
    const others = await exported(desk.database, { TableArn, S3Bucket, S3BucketOwner: "111122223333" });
    expect(others).to.include({ ExportStatus: "FAILED", FailureCode: "S3AccessDenied", S3BucketOwner: "111122223333" });
  });
});

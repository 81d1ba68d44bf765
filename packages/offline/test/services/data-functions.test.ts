import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { UserError } from "../../src/errors";
import { Command } from "../support/command";
import { clientsOf, type DataHost, recorded, startData } from "../support/data";
import { testHost } from "../support/host";
import { eventually } from "../support/poll";
import { refusalOf } from "../support/sdk";
import { programFolder } from "../support/programs";

describe("offline: functions that use tables and buckets", () => {
  let data: DataHost;

  before(async () => {
    data = await startData({ retryDelays: [0, 0] });
  });

  after(() => data.close());

  const put = (Key: string) => data.s3.send(new PutObjectCommand({ Bucket: data.bucket, Key, Body: "hello" }));

  it("are invoked with an event for each object that the notification's filter lets through", async () => {
    for (const key of ["in/skipped.txt", "out/skipped.jpg", "in/one.jpg"]) await put(key);
    const item = await data.recorded("in/one.jpg");
    expect(item).to.deep.equal({ id: "in/one.jpg", topic: "object", event: "ObjectCreated:Put", size: 5 });
    const [delivery, ...others] = data.host.happenings.filter(({ kind }) => kind === "delivery");
    expect(delivery).to.deep.include({ source: "s3", what: "ObjectCreated:Put Photos/in/one.jpg" });
    expect(delivery).to.have.property("invocationId").that.is.a("string");
    expect(others).to.be.empty;
    await put("in/two.jpg");
    await data.recorded("in/two.jpg");
    expect(data.host.logs.join("\n")).to.not.contain("skipped");
  });

  it("are tried three times with an event that they fail, and its loss is loud", async () => {
    await put("in/poison.jpg");
    const loss = await eventually("the loss", async () => data.host.logs.find((line) => line.startsWith("LOST")));
    expect(loss).to.contain("failed 3 times").and.to.contain("cannot stand in/poison.jpg");
    expect(data.host.logs.filter((line) => / {2}Error: cannot stand in\/poison/.test(line))).to.have.length(3);
  });

  it("are tried again for whoever invokes them without waiting", async () => {
    const Records = [{ eventName: "own", s3: { object: { key: "own poison" } } }];
    await data.invokeLater({ Records });
    const loss = await eventually("the loss", async () =>
      data.host.logs.find((line) => /LOST.*own poison/s.test(line)),
    );
    expect(loss).to.contain("failed 3 times");
  });

  for (const megabytes of [1, 10]) {
    for (const streamed of [false, true]) {
      it(`put and get ${megabytes} MB${streamed ? " as streams" : ""}`, async () => {
        const size = megabytes * 1024 * 1024;
        const key = `large-${megabytes}-${streamed}`;
        const answer = await data.order("roundTrip", { key, size, streamed });
        expect(answer).to.deep.equal({ ContentLength: size, same: true });
        const { Body } = await data.s3.send(new GetObjectCommand({ Bucket: data.bucket, Key: key }));
        const content = (await Body?.transformToByteArray()) ?? [];
        expect(Buffer.from(content).equals(Buffer.alloc(size, key))).to.equal(true);
      });
    }
  }

  it("read an object piece by piece", async () => {
    const Body = Buffer.alloc(3_000_001, "streamed");
    await data.s3.send(new PutObjectCommand({ Bucket: data.bucket, Key: "pieces", Body }));
    const digest = createHash("sha256").update(Body).digest("hex");
    expect(await data.order("stream", { key: "pieces" })).to.deep.equal({ size: Body.length, digest });
  });

  it("may do nothing that their role's policy does not allow, and the log shows the statement to add", async () => {
    const arn = `arn:aws:dynamodb:eu-west-1:000000000000:table/${data.table}`;
    for (const [order, action] of [
      ["scan", "dynamodb:Scan"],
      ["remove", "dynamodb:DeleteItem"],
    ] as const) {
      const answer = await data.order(order, { id: "x" });
      expect(answer).to.include({ error: "AccessDeniedException" });
      expect(answer.message).to.contain(`is not authorized to perform: ${action} on resource: ${arn}`);
      const statement = JSON.stringify({ Effect: "Allow", Action: action, Resource: arn }, null, 2);
      expect(data.host.logs.join("\n")).to.contain(`add this statement:\n${statement}`);
    }
    expect(await data.order("removeObject", { key: "in/one.jpg" })).to.include({ error: "AccessDenied" });
    expect(await data.order("roundTrip", { key: "locked/x", size: 1 })).to.include({ error: "AccessDenied" });
  });

  it("are not told which keys exist if they may not list; that is no denial to report", async () => {
    const before = data.host.logs.length;
    expect(await data.order("stream", { key: "missing" })).to.include({ error: "AccessDenied" });
    expect(data.host.logs.slice(before)).to.deep.equal([]);
  });

  it("must permit S3 to invoke them: without a permission the host refuses the notification, as AWS would", async () => {
    const program = programFolder("data");
    const error = await refusalOf(testHost({ program, stack: "dev", config: { permission: "none" } }));
    expect(error).to.be.instanceOf(UserError);
    expect(error.message).to.match(/no aws.lambda.Permission lets s3.amazonaws.com invoke it; .* arn:aws:s3:::photos-/);
  });
});

describe("offline: data that outlives a kill", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "offline-data-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = () =>
    new Command("--program", programFolder("data"), "--stack", "dev", "--port", "0", "--data", folder);

  it("keeps acknowledged items and objects, and delivers an event that no function has taken yet", async () => {
    const first = start();
    const url = await first.url();
    const { tableName: TableName = "", bucketName: Bucket } = await first.outputs();
    const before = clientsOf(url);
    await before.documents.send(new PutCommand({ TableName, Item: { id: "kept", topic: "tea" } }));
    await before.s3.send(new PutObjectCommand({ Bucket, Key: "kept", Body: "hello" }));
    await before.s3.send(new PutObjectCommand({ Bucket, Key: "in/poison.jpg", Body: "hello" }));
    await sees(first, "cannot stand in/poison.jpg");
    before.destroy();
    await first.kill();

    const second = start();
    const after = clientsOf(await second.url());
    expect(await recorded(after, TableName, "kept")).to.deep.equal({ id: "kept", topic: "tea" });
    const { Body } = await after.s3.send(new GetObjectCommand({ Bucket, Key: "kept" }));
    expect(await Body?.transformToString()).to.equal("hello");
    await sees(second, "cannot stand in/poison.jpg");
    after.destroy();
    second.signal("SIGINT");
    expect(await second.code()).to.equal(0);
  });

  const sees = (command: Command, text: string) =>
    eventually(text, async () => (command.text.includes(text) ? text : undefined));
});

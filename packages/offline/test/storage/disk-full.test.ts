import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { UserError } from "../../src/errors";
import { Quotas } from "../../src/services/apigateway/quota";
import { Instances } from "../../src/services/ec2/instances";
import { LogStore } from "../../src/services/logs/store/store";
import { Queues } from "../../src/services/sqs/queues";
import { Parameters } from "../../src/services/ssm/parameters";
import { DataFolder } from "../../src/storage/data-folder";
import { TestClock } from "../support/clock";
import { canMount, SmallDisk, whyPending } from "../support/full-disk";
import { graphWith } from "../support/graph";
import { messagesOf, say } from "../support/log-store";
import { foundIn, journalOf } from "../support/numbers";
import { startS3 } from "../support/s3";
import { refusalOf } from "../support/sdk";
import { jobs } from "../support/sqs-writer";

describe(`storage on a full disk${whyPending}`, () => {
  let disk: SmallDisk;
  const file = (...names: string[]) => join(disk.path, ...names);

  beforeEach(function () {
    if (!canMount) this.skip();
    disk = new SmallDisk(4);
  });

  afterEach(() => disk?.remove());

  it("makes nothing of a refused commit true, names the disk, and takes the next one when there is room", async () => {
    const journal = await journalOf(file("numbers.jsonl"), ["a", 1]);
    disk.fill();
    const long = "x".repeat(10_000);
    for (let times = 0; times < 2; times++) {
      const refused = await refusalOf(journal.commit([[long, 2]]));
      expect(refused).to.be.an.instanceOf(UserError);
      expect(refused.message).to.equal(`the disk is full: cannot write ${file("numbers.jsonl")}`);
    }
    disk.free();
    await journal.commit([["b", 3]]);
    await journal.close();
    expect(await foundIn(file("numbers.jsonl"))).to.deep.equal({ a: 1, b: 3 });
  });

  it("refuses to open a journal, and leaves it as it was", async () => {
    const journal = await journalOf(file("numbers.jsonl"), ["x".repeat(10_000), 1]);
    await journal.close();
    disk.fill();
    expect((await refusalOf(foundIn(file("numbers.jsonl")))).message).to.match(/^the disk is full: /);
    disk.free();
    expect(readdirSync(disk.path)).to.have.members(["numbers.jsonl", "numbers.jsonl.seal"]);
    expect(Object.values(await foundIn(file("numbers.jsonl")))).to.deep.equal([1]);
  });

  it("has no object that was refused, and every one that was not", async () => {
    const s3 = await startS3({ directory: file("s3") });
    const put = (Key: string, bytes = 20_000) =>
      s3.client.send(new PutObjectCommand({ Bucket: "photos", Key, Body: Buffer.alloc(bytes) }));
    const has = (Key: string) =>
      s3.client.send(new GetObjectCommand({ Bucket: "photos", Key })).then(
        () => true,
        () => false,
      );
    await put("before");
    disk.fill();
    await refusalOf(put("refused"));
    expect([await has("before"), await has("refused")]).to.deep.equal([true, false]);
    disk.free();
    await put("after");
    await s3.reopen({ directory: file("s3") });
    expect(await Promise.all(["before", "refused", "after"].map(has))).to.deep.equal([true, false, true]);
    expect(readdirSync(file("s3", "blobs"))).to.have.length(2);
    expect(existsSync(file("s3", "orphans"))).to.equal(false);
    await s3.stop();
  });

  it("has no message that was refused, and takes the next one when there is room", async () => {
    const queues = new Queues(file("sqs"), [jobs], new TestClock());
    const send = (body: string) =>
      queues.get("jobs").send({ body, attributes: {}, systemAttributes: {}, senderId: "sender" });
    await send("before");
    disk.fill();
    await refusalOf(send("x".repeat(10_000)));
    expect(queues.get("jobs").depth().visible).to.equal(1);
    disk.free();
    await send("after");
    const messages = await queues.get("jobs").receive({ count: 10 });
    expect(messages.map(({ body }) => body)).to.deep.equal(["before", "after"]);
    await queues.close();
  });

  it("leaves parameters, instances and counters as they were, and no half-written file", () => {
    const data = DataFolder.open(file("data"));
    const graph = graphWith([]);
    const parameters = new Parameters(graph, data, Date.now);
    const instances = new Instances({ data, transitionSeconds: 0, now: Date.now });
    const meter = new Quotas(data).meter("key", { limit: 5000, period: "MONTH", offset: 0 });
    parameters.put({ name: "kept", type: "String", value: "one", overwrite: false });
    expect(meter.take(Date.now())).to.equal(true);
    disk.fill();
    const big = { type: "String", value: "x".repeat(4096), overwrite: true };
    expect(() => parameters.put({ name: "kept", ...big })).to.throw(
      UserError,
      /the disk is full: cannot write \S+ssm.json/,
    );
    expect(() => parameters.put({ name: "refused", ...big })).to.throw(UserError);
    expect(() => instances.launch(1, { imageId: "ami", type: "t2.micro", tags: { text: "x".repeat(5000) } })).to.throw(
      UserError,
      /ec2.json/,
    );
    expect([parameters.find("kept")?.value, parameters.find("refused")]).to.deep.equal(["one", undefined]);
    expect(instances.all()).to.deep.equal([]);
    expect(readdirSync(data.path).filter((name) => name.endsWith(".new"))).to.deep.equal([]);
    disk.free();
    data.close();
    const again = DataFolder.open(file("data"));
    expect(new Parameters(graph, again, Date.now).find("kept")?.value).to.equal("one");
    again.close();
  });

  it("lets quotas end: what was written ahead stays", () => {
    const data = DataFolder.open(file("data"));
    const quotas = new Quotas(data);
    for (let at = 0; at < 500; at++) quotas.meter(`key-${at}`, { limit: 5000, period: "MONTH", offset: 0 }).take(0);
    disk.fill();
    quotas.close();
    data.close();
  });

  it("keeps what is logged in memory, says so once, and writes it when there is room", async () => {
    const said: string[] = [];
    const store = new LogStore({ directory: file("logs"), declared: [], report: (text) => said.push(text) });
    say(store, Date.now(), "one");
    await store.save();
    disk.fill();
    say(store, Date.now(), "x".repeat(10_000));
    expect((await refusalOf(store.save())).message).to.match(/^the disk is full: /);
    await store.close();
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/^logs cannot be written: the disk is full: /);
    disk.free();
    await store.save();
    const again = new LogStore({ directory: file("logs"), declared: [], report: (text) => said.push(text) });
    expect(messagesOf(again)).to.deep.equal(["one", "x".repeat(10_000)]);
  });
});

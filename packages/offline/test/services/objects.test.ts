import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteObjectCommand, GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { output } from "../support/host";
import { type ObjectsHost, startObjects } from "../support/objects";
import { eventually } from "../support/poll";
import { administratorOf, refusalOf } from "../support/sdk";

describe("offline: the objects that a program declares", () => {
  let folder: string;
  let open: ObjectsHost | undefined;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "offline-objects-"))));
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const stop = async () => {
    await open?.close();
    open = undefined;
  };
  /** Starts the host anew, on the data of the one before. */
  const start = async (objects?: string[], config: Record<string, string> = {}) => {
    await stop();
    return (open = await startObjects(objects, config, { data: join(folder, "data") }));
  };
  const overwrite = ({ s3, bucket: Bucket }: ObjectsHost, Key: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: "by hand" }));

  it("are in their buckets when the host is ready, with the headers and the outputs that AWS's provider gives them", async () => {
    const { read, host, bucket } = await start();
    const page = await read("site/page.html");
    expect(page.text).to.equal("<!doctype html>\n<title>Objects</title>\n");
    expect(page).to.deep.include({ ContentType: "text/html", CacheControl: "max-age=60", Metadata: { author: "me" } });
    const text = await read("text.txt");
    expect(text).to.include({ text: "plain text", ContentType: "application/octet-stream" });
    const bytes = await open?.s3.send(new GetObjectCommand({ Bucket: bucket, Key: "bytes" }));
    expect([...((await bytes?.Body?.transformToByteArray()) ?? [])]).to.deep.equal([0, 255, 1]);
    const { objects, types } = host.graph.outputs;
    expect(objects).to.deep.include.members([
      {
        id: `${bucket}/site/page.html`,
        key: "site/page.html",
        arn: `arn:aws:s3:::${bucket}/site/page.html`,
        etag: page.ETag?.replaceAll('"', ""),
      },
      { id: "text.txt", key: "text.txt", arn: `arn:aws:s3:::${bucket}/text.txt`, etag: text.ETag?.replaceAll('"', "") },
    ]);
    expect(types).to.include("text/html").and.include("application/octet-stream");
  });

  it("are a zip file where their source is an archive", async () => {
    const { s3, bucket: Bucket } = await start(["archive"]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "archive.zip" }));
    const file = join(folder, "archive.zip");
    writeFileSync(file, (await Body?.transformToByteArray()) ?? "");
    const script = `import zipfile; z = zipfile.ZipFile(${JSON.stringify(file)}); print({n: z.read(n).decode() for n in z.namelist()}, z.testzip())`;
    expect(execFileSync("python3", ["-c", script], { encoding: "utf8" }).trim()).to.equal(
      "{'b/two.txt': 'two', 'one.txt': 'one'} None",
    );
  });

  it("hold the host's own addresses", async () => {
    const { read, host } = await start(["address"]);
    expect(JSON.parse((await read("config.json")).text)).to.deep.equal({ url: host.url });
  });

  it("are left to whoever changes or deletes them, until the program declares something else", async () => {
    let host = await start(["page", "text"]);
    await overwrite(host, "text.txt");
    await host.s3.send(new DeleteObjectCommand({ Bucket: host.bucket, Key: "site/page.html" }));
    host = await start(["page", "text"]);
    expect((await host.read("text.txt")).text).to.equal("by hand");
    expect((await refusalOf(host.read("site/page.html"))).name).to.equal("NoSuchKey");
    host = await start(["page", "text"], { text: "another text" });
    expect((await host.read("text.txt")).text).to.equal("another text");
    expect((await refusalOf(host.read("site/page.html"))).name).to.equal("NoSuchKey");
  });

  it("go when the program declares them no longer, with their versions, and nobody else's does", async () => {
    let host = await start(["text", "versioned"]);
    await overwrite(host, "mine.txt");
    await host.s3.send(new PutObjectCommand({ Bucket: host.versioned, Key: "kept", Body: "second" }));
    host = await start(["page"]);
    expect((await refusalOf(host.read("text.txt"))).name).to.equal("NoSuchKey");
    expect((await host.read("mine.txt")).text).to.equal("by hand");
    const { Versions, DeleteMarkers } = await host.s3.send(new ListObjectVersionsCommand({ Bucket: host.versioned }));
    expect([Versions, DeleteMarkers]).to.deep.equal([undefined, undefined]);
    // What is gone once is declared anew.
    host = await start(["text"]);
    expect((await host.read("text.txt")).text).to.equal("plain text");
  });

  it("are told of like any other objects", async () => {
    const { host } = await start(["text"]);
    const created = await nextEvent(host);
    expect(created).to.include({ eventName: "ObjectCreated:Put" });
    expect(created.s3.object).to.include({ key: "text.txt", size: 10 });
    const { host: second } = await start([]);
    expect(await nextEvent(second)).to.include({ eventName: "ObjectRemoved:Delete" });
  });

  it("may be large files, of which a change is noticed wherever they lie", async () => {
    const file = join(folder, "large.bin");
    writeFileSync(file, Buffer.alloc(3_000_000, "a"));
    const first = await start(["large"], { file });
    const { etag } = Object(Object(first.host.graph.outputs.objects)[0]);
    const { ContentLength, ETag } = await first.read("large");
    expect([ContentLength, ETag]).to.deep.equal([3_000_000, `"${etag}"`]);
    expect(first.host.graph.resources.map(({ files }) => files.source)).to.not.include.members([{}]);
    writeFileSync(file, Buffer.alloc(2_000_000, "b"));
    const second = await start(["large"], { file });
    expect((await second.read("large")).text).to.equal("b".repeat(2_000_000));
  });

  it("are only recorded where they ask for a key of KMS", async () => {
    const { host, read } = await start(["encrypted"]);
    expect((await refusalOf(read("encrypted"))).name).to.equal("NoSuchKey");
    expect(host.logs).to.deep.equal([]);
  });

  for (const [object, message] of [
    ["elsewhere", /^the object elsewhere goes into the bucket somebody-elses, which the program does not declare$/],
    ["missing", /^the program failed: .* missing \[.*\]: the file \S+\/no-such-file.txt does not exist$/m],
    [
      "remote",
      /^the program failed: .* remote \[.*\]: the asset https:\/\/example.org\/a.txt is remote: only files and/m,
    ],
    ["readable", /^AWS would refuse the object readable: The bucket does not allow ACLs$/],
  ] as const) {
    it(`stop the start with one line where AWS or the host would not take them (${object})`, async () => {
      const error = await refusalOf(start([object]));
      expect(error.name).to.equal("UserError");
      expect(error.message).to.match(message);
    });
  }
});

/** Waits for what the bucket's topic says, and takes it. */
async function nextEvent(host: ObjectsHost["host"]) {
  const sqs = new SQSClient(administratorOf(host));
  const QueueUrl = output(host, "queueUrl");
  const body = await eventually("an event of the bucket", async () => {
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    if (message) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    return message?.Body;
  });
  sqs.destroy();
  return JSON.parse(body).Records[0];
}

import { DeleteTableCommand, DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { Faults } from "../../src/services/dynamodb/service";
import { clientsOf, type DataHost, startData } from "../support/data";
import { rawRequest } from "../support/http";
import { refusalOf } from "../support/sdk";

describe("offline: the program's tables and buckets", () => {
  const faults = new Faults();
  let data: DataHost;

  before(async () => {
    data = await startData({ faults });
  });

  after(() => data.close());

  const put = (Key: string, Body = "hello") =>
    data.s3.send(new PutObjectCommand({ Bucket: data.bucket, Key, Body, ContentType: "text/plain" }));

  it("have the outputs that AWS's provider computes", () => {
    const { table, bucket } = data;
    const { outputs } = data.host.graph;
    expect(table).to.match(/^notes-[0-9a-f]{7}$/);
    expect(bucket).to.match(/^photos-[0-9a-f]{7}$/);
    expect(outputs).to.include({
      tableArn: `arn:aws:dynamodb:eu-west-1:000000000000:table/${table}`,
      bucketArn: `arn:aws:s3:::${bucket}`,
      bucketId: bucket,
      domain: `${bucket}.s3.eu-west-1.amazonaws.com`,
    });
    expect(outputs).to.not.have.property("streamArn");
    const parts = data.host.graph.resources.filter(({ type }) => /^aws:s3\/bucket.+:/.test(type));
    expect(new Set(parts.map(({ id }) => id))).to.deep.equal(new Set([bucket]));
  });

  describe("a table", () => {
    it("keeps items, and finds them by each form of an index", async () => {
      const { documents, table: TableName } = data;
      const item = { id: "one", topic: "tea", amount: 3 };
      await documents.send(new PutCommand({ TableName, Item: item }));
      expect((await documents.send(new GetCommand({ TableName, Key: { id: "one" } }))).Item).to.deep.equal(item);
      expect((await documents.send(new ScanCommand({ TableName }))).Items).to.deep.include(item);
      for (const IndexName of ["by-topic", "topics"]) {
        const query = { KeyConditionExpression: "topic = :t", ExpressionAttributeValues: { ":t": "tea" } };
        const { Items = [] } = await documents.send(new QueryCommand({ TableName, IndexName, ...query }));
        expect(Items.map(({ id }) => id)).to.deep.equal(["one"]);
      }
    });

    it("is as it is declared, and protected from deletion", async () => {
      const { documents, table: TableName } = data;
      const { Table } = await documents.send(new DescribeTableCommand({ TableName }));
      expect(Table?.BillingModeSummary?.BillingMode).to.equal("PAY_PER_REQUEST");
      const error = await refusalOf(documents.send(new DeleteTableCommand({ TableName })));
      expect(error).to.include({ name: "ValidationException" });
      expect(error.message).to.contain("protected against deletion");
    });

    it("fails where a test plans a fault", async () => {
      const { documents, table: TableName } = data;
      const end = faults.plan({ operation: "DeleteItem", error: "ProvisionedThroughputExceededException" });
      const remove = () => documents.send(new DeleteCommand({ TableName, Key: { id: "none" } }));
      expect((await refusalOf(remove())).name).to.equal("ProvisionedThroughputExceededException");
      end();
      await remove();
    });
  });

  describe("a bucket", () => {
    it("keeps objects and lists them", async () => {
      await put("list/a b", "one");
      await put("list/c", "two");
      const { s3, bucket: Bucket } = data;
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "list/" }));
      expect(Contents.map(({ Key, Size }) => [Key, Size])).to.deep.equal([
        ["list/a b", 3],
        ["list/c", 3],
      ]);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "list/a b" }));
      expect(await Body?.transformToString()).to.equal("one");
      await s3.send(new DeleteObjectCommand({ Bucket, Key: "list/c" }));
      expect((await refusalOf(s3.send(new GetObjectCommand({ Bucket, Key: "list/c" })))).name).to.equal("NoSuchKey");
    });

    it("denies what its policy forbids, to the administrator too, and says so in the log", async () => {
      expect(await refusalOf(put("locked/x"))).to.include({ name: "AccessDenied" });
      expect(data.host.logs.join("\n")).to.contain("a Deny statement forbids it");
    });

    it("takes and gives objects by presigned URLs, for a web page of an allowed origin", async () => {
      const { s3, bucket: Bucket } = data;
      const origin = { origin: "https://example.org", "sec-fetch-site": "cross-site" };
      const upload = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "signed" }), { expiresIn: 60 });
      const sent = await fetch(upload, { method: "PUT", body: "by URL", headers: origin });
      expect(sent.status).to.equal(200);
      expect(sent.headers.get("access-control-allow-origin")).to.equal("https://example.org");
      const download = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "signed" }), { expiresIn: 60 });
      expect(await (await fetch(download, { headers: origin })).text()).to.equal("by URL");
    });

    it("believes a presigned URL for the name that it was signed for, and no other", async () => {
      const { s3, destroy } = clientsOf("https://s3.localhost");
      const command = new GetObjectCommand({ Bucket: data.bucket, Key: "public" });
      await put("public", "seen from outside");
      const { pathname, search } = new URL(await getSignedUrl(s3, command, { expiresIn: 60 }));
      destroy();
      const read = (host: string) => rawRequest(data.host.url, "GET", pathname + search, { host });
      expect(await read("s3.localhost")).to.include({ status: 200, body: "seen from outside" });
      expect((await read("localhost")).status).to.equal(403);
    });

    it("believes one for the public name through a proxy that puts its own name in its place", async () => {
      process.env.AWS_ENDPOINT_PUBLIC = "https://public.example.net";
      const behind = await startData().finally(() => delete process.env.AWS_ENDPOINT_PUBLIC);
      const { s3, destroy } = clientsOf("https://public.example.net");
      const command = new PutObjectCommand({ Bucket: behind.bucket, Key: "proxied" });
      const { pathname, search } = new URL(await getSignedUrl(s3, command, { expiresIn: 60 }));
      destroy();
      const headers = { "x-forwarded-host": "public.example.net" };
      expect((await rawRequest(behind.host.url, "PUT", pathname + search, headers)).status).to.equal(200);
      expect((await rawRequest(behind.host.url, "PUT", pathname + search)).status).to.equal(403);
      await behind.close();
    });

    it("lets a web page read why its request was refused", async () => {
      const { s3, bucket: Bucket } = data;
      const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "signed" }), { expiresIn: 60 });
      const tampered = await fetch(`${url}0`, { headers: { origin: "https://example.org" } });
      expect(tampered.status).to.equal(403);
      expect(tampered.headers.get("access-control-allow-origin")).to.equal("https://example.org");
      expect(await tampered.text()).to.contain("<Code>SignatureDoesNotMatch</Code>");
    });

    it("answers preflights by its CORS rules", async () => {
      const command = new PutObjectCommand({ Bucket: data.bucket, Key: "any" });
      const { pathname, search } = new URL(await getSignedUrl(data.s3, command, { expiresIn: 60 }));
      const preflight = (origin: string, path = `/${data.bucket}/any`) =>
        rawRequest(data.host.url, "OPTIONS", path, {
          origin,
          "access-control-request-method": "PUT",
          "access-control-request-headers": "content-type",
        });
      const { status, headers } = await preflight("https://example.org");
      expect(status).to.equal(200);
      expect(headers).to.include({
        "access-control-allow-origin": "https://example.org",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "600",
      });
      expect((await preflight("https://example.org", pathname + search)).status).to.equal(200);
      expect((await preflight("https://example.com")).status).to.equal(403);
    });

    it("takes a form that is signed, and none that is not", async () => {
      const { url, fields } = await createPresignedPost(data.s3, { Bucket: data.bucket, Key: "form", Expires: 60 });
      const send = (values: Record<string, string>) => {
        const form = new FormData();
        for (const [name, value] of Object.entries(values)) form.set(name, value);
        form.set("file", new Blob(["by form"]), "form.txt");
        return fetch(url, { method: "POST", body: form, headers: { origin: "https://example.org" } });
      };
      expect((await send(fields)).status).to.equal(204);
      expect((await send({ key: "form" })).status).to.equal(403);
      const { Body } = await data.s3.send(new GetObjectCommand({ Bucket: data.bucket, Key: "form" }));
      expect(await Body?.transformToString()).to.equal("by form");
    });
  });
});

import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { request } from "node:http";
import { credentials, type Fixture, location, startS3 } from "../../support/s3";

describe("S3 addresses", () => {
  let fixture: Fixture;
  before(async () => (fixture = await startS3()));
  after(() => fixture.stop());

  /** A raw request, whose host is none that this machine's resolver has to know. */
  const ask = (method: string, host: string, path: string, body = ""): Promise<{ status?: number; text: string }> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(fixture.endpoint);
      const sent = request(
        { host: "127.0.0.1", port, method, path, headers: { host: `${host}:${port}` } },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          answer.on("end", () => resolve({ status: answer.statusCode, text }));
        },
      );
      sent.on("error", reject).end(body);
    });

  for (const host of [
    "photos.localhost",
    "photos.s3.localhost",
    "photos.s3.localhost.localstack.cloud",
    "photos.s3.eu-central-1.localhost.localstack.cloud",
    "photos.localhost.localstack.cloud",
  ]) {
    it(`write into the bucket that ${host} names, whatever the path begins with`, async () => {
      const key = `other/${host}`;
      expect((await ask("PUT", host, `/${key}`, "virtual")).status).to.equal(200);
      const { Body } = await fixture.client.send(new GetObjectCommand({ Bucket: "photos", Key: key }));
      expect(await Body?.transformToString()).to.equal("virtual");
      const { KeyCount } = await fixture.client.send(new ListObjectsV2Command({ Bucket: "other" }));
      expect(KeyCount).to.equal(0);
      expect((await ask("GET", host, "/")).text).to.contain("<Name>photos</Name>");
    });
  }

  for (const host of ["localhost", "s3.localhost", "s3.eu-central-1.localhost.localstack.cloud", "127.0.0.1"]) {
    it(`name buckets by the path at ${host}`, async () => {
      await fixture.client.send(new PutObjectCommand({ Bucket: "photos", Key: "by-path", Body: "path" }));
      expect(await ask("GET", host, "/photos/by-path")).to.deep.equal({ status: 200, text: "path" });
      expect((await ask("GET", host, "/")).text)
        .to.contain("<Name>photos</Name>")
        .and.contain("<Name>other</Name>");
    });
  }

  it("are those of SDK clients that were not told to use paths", async () => {
    let host: string | undefined;
    const client = new S3Client({ endpoint: "http://localhost:4566", region: location.region, credentials });
    client.middlewareStack.add(
      () => (args) => {
        host = Object(args.request).hostname;
        return Promise.reject(new Error("not sent"));
      },
      { step: "finalizeRequest", priority: "low" },
    );
    await client.send(new GetObjectCommand({ Bucket: "photos", Key: "key" })).catch(() => undefined);
    expect(host).to.equal("photos.localhost");
  });

  it("of the service list buckets by their beginning, page by page", async () => {
    const { Buckets: found } = await fixture.client.send(new ListBucketsCommand({ Prefix: "ph" }));
    expect(found?.map(({ Name }) => Name)).to.deep.equal(["photos"]);
    const first = await fixture.client.send(new ListBucketsCommand({ MaxBuckets: 1 }));
    const { ContinuationToken } = first;
    const second = await fixture.client.send(new ListBucketsCommand({ MaxBuckets: 1, ContinuationToken }));
    expect([first, second].map(({ Buckets = [] }) => Buckets.map(({ Name }) => Name))).to.deep.equal([
      ["other"],
      ["photos"],
    ]);
    expect(second.ContinuationToken).to.equal(undefined);
  });
});

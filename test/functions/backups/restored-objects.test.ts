import { randomUUID } from "node:crypto";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { restoredMark } from "../../../functions/kit/object-events";
import { ofType } from "../../../packages/offline/src/graph/graph";
import type { Host } from "../../../packages/offline/src/host/host";
import { testHost } from "../../../packages/offline/test/support/host";
import { administratorOf } from "../../../packages/offline/test/support/sdk";
import { type Api, apiOf } from "../../support/api";
import { csv, uniqueType, uploadEvent, valuesOf } from "../../support/city";
import { Events, until } from "../../support/events";
import { imageOf, Uploads } from "../../support/images";

const date = "2025-11-03";

/** Only a home whose buckets a test may write to shows what comes of objects that carry the mark. */
describe("objects that a restoration brought back", () => {
  let host: Host;
  let api: Api;
  let events: Events;
  let storage: S3Client;
  let lambda: LambdaClient;
  let images: string;

  before(async () => {
    host = await testHost();
    api = apiOf(host);
    events = new Events(api);
    storage = new S3Client({ ...administratorOf(host), forcePathStyle: true });
    lambda = new LambdaClient(administratorOf(host));
    images = nameOf("aws:s3/bucket:Bucket", "events-images");
  });

  after(async () => {
    storage.destroy();
    lambda.destroy();
    await host.close();
  });

  const nameOf = (type: string, name: string): string => {
    const found = ofType(host.graph, type).find((resource) => resource.name === name);
    if (!found) throw new Error(`no ${type} ${name}`);
    return found.id;
  };

  const restored = { [restoredMark]: "2026-11-28T02-00-00-000Z" };

  /** Puts an object, and returns its entity tag. */
  async function put(Bucket: string, Key: string, Body: Buffer | string, Metadata?: Record<string, string>) {
    const ContentType = Bucket === images ? "image/png" : "text/csv";
    const object = new PutObjectCommand({ Bucket, Key, Body, Metadata, ContentType, ContentLength: Body.length });
    return String((await storage.send(object)).ETag).replaceAll('"', "");
  }

  const isThere = (Bucket: string, Key: string): Promise<boolean> =>
    storage.send(new HeadObjectCommand({ Bucket, Key })).then(
      () => true,
      () => false,
    );

  /** Invokes a function as S3 does for an upload, and waits for it. */
  async function notify(name: "events-judge-uploads" | "cityflow-ingest", key: string, etag: string): Promise<void> {
    const FunctionName = nameOf("aws:lambda/function:Function", name);
    const Payload = JSON.stringify(uploadEvent(key, etag, "0055AED6DCD90281E5"));
    const { FunctionError, Payload: answer } = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    if (FunctionError !== undefined) throw new Error(answer?.transformToString());
  }

  it("are kept when they are images whose events are not there yet", async () => {
    for (const image of [imageOf("image/png"), Buffer.from("no image"), Buffer.alloc(0)]) {
      const key = `events/${randomUUID()}/${randomUUID()}`;
      await notify("events-judge-uploads", key, await put(images, key, image, restored));
      expect(await isThere(images, key)).to.equal(true);
    }
  });

  it("change nothing about their events", async () => {
    const event = await events.make();
    const key = `events/${event.id}/${randomUUID()}`;
    await notify("events-judge-uploads", key, await put(images, key, imageOf("image/png"), restored));
    expect((await events.read(event)).data).to.deep.equal(event.body);
    expect(await isThere(images, key)).to.equal(true);
  });

  it("are no measurements to take, nor to set aside", async () => {
    const type = uniqueType();
    for (const content of [valuesOf(date, 1, 2), csv("broken"), "no measurements"]) {
      const key = `measurements/${type}/${date}.csv`;
      await notify("cityflow-ingest", key, await put(api.dataBucket, key, content, restored));
      expect((await api.call("GET", `/metrics/${type}/${date}`)).status).to.equal(404);
      expect(await isThere(api.dataBucket, `rejected/${type}/${date}.csv`)).to.equal(false);
    }
  });

  it("differ from uploads by their mark alone", async () => {
    const image = `events/${randomUUID()}/${randomUUID()}`;
    await notify("events-judge-uploads", image, await put(images, image, imageOf("image/png")));
    expect(await isThere(images, image)).to.equal(false);
    const type = uniqueType();
    const file = `measurements/${type}/${date}.csv`;
    await notify("cityflow-ingest", file, await put(api.dataBucket, file, valuesOf(date, 1, 2), { of: "somebody" }));
    expect((await api.call("GET", `/metrics/${type}/${date}`)).status).to.equal(200);
  });

  it("are uploads again once somebody uploads to their keys", async () => {
    const type = uniqueType();
    const key = `measurements/${type}/${date}.csv`;
    await put(api.dataBucket, key, valuesOf(date, 1, 2), restored);
    await put(api.dataBucket, key, valuesOf(date, 3));
    const answer = await until(
      () => api.call("GET", `/metrics/${type}/${date}`),
      ({ status }) => status === 200,
    );
    expect(answer.body).to.include({ count: 1, mean: 3 });
  });

  it("cannot be made by who was only given an address to upload to", async () => {
    const event = await events.make();
    const image = imageOf("image/png");
    const target = await new Uploads(api).address(event, "image/png", image.length);
    const name = `x-amz-meta-${restoredMark}`;
    const upload = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(url, { method: "PUT", headers: { "content-type": "image/png", ...headers }, body: new Uint8Array(image) });
    expect((await upload(target.url, { [name]: "x" })).status).to.equal(403);
    expect((await upload(`${target.url}&${name}=x`)).status).to.equal(403);
    expect(await isThere(images, target.key)).to.equal(false);
    expect((await upload(target.url)).status).to.equal(200);
  });
});

import { randomUUID } from "node:crypto";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Answer, type Api, sharedApi } from "../support/api";
import { Events, type MadeEvent, until } from "../support/events";
import { expectProblem } from "../support/problem";

const megabyte = 1024 * 1024;

/** Files that begin as their type says, with something of their own behind. */
const beginnings: Record<string, string> = {
  "image/png": "\x89PNG\r\n\x1a\n",
  "image/jpeg": "\xff\xd8\xff\xe0",
  "image/webp": "RIFF\0\0\0\0WEBP",
  "image/gif": "GIF89a",
  "image/avif": "\0\0\0\x1cftypavif",
};
const imageOf = (type: string, size = 64): Buffer =>
  Buffer.concat([Buffer.from(beginnings[type] ?? "", "latin1"), Buffer.from(randomUUID())], size);

interface Upload {
  url: string;
  method: string;
  headers: Record<string, string>;
  key: string;
  expiresAt: string;
}

describe("images of events", () => {
  let api: Api;
  let events: Events;

  before(async () => {
    api = await sharedApi();
    events = new Events(api);
  });

  after(() => events.clean());

  async function uploadUrl({ path }: MadeEvent, contentType: string, size: number): Promise<Upload> {
    const answer = await api.call("POST", `${path}/upload-url`, { body: { contentType, size } });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return Object(answer.body);
  }

  const send = ({ url, headers }: Upload, file: Buffer, type = headers["content-type"] ?? "") =>
    fetch(url, { method: "PUT", headers: { "content-type": type }, body: new Uint8Array(file) });

  async function upload(event: MadeEvent, file: Buffer, type: string): Promise<Upload> {
    const target = await uploadUrl(event, type, file.length);
    expect((await send(target, file)).status).to.equal(200);
    return target;
  }

  const imageAnswer = ({ path }: MadeEvent) => fetch(`${api.url}${path}/image`, { redirect: "manual" });

  async function imageKey(event: MadeEvent): Promise<string | undefined> {
    return (await imageAnswer(event)).headers
      .get("location")
      ?.split("?")[0]
      ?.replace(/^.*(?=events\/)/, "");
  }

  const read = ({ path }: MadeEvent) => api.call("GET", path);
  const hasImage = ({ body }: Answer): boolean => Object(body).imageUrl !== undefined;

  /** Waits for the judge to point the event at an upload. */
  async function untilImageIs(event: MadeEvent, { key }: Upload): Promise<void> {
    const ask = async (): Promise<Answer> => {
      const { status, headers } = await imageAnswer(event);
      return { status, headers, body: await imageKey(event) };
    };
    await until(ask, ({ body }) => body === key);
  }

  /** Waits for the judge to delete an object; only its owner may ask S3, so on AWS itself nobody does. */
  async function untilDeleted({ url, key }: Upload): Promise<void> {
    if (api.awsEndpoint === undefined) return;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const region = "us-east-1";
    const storage = new S3Client({ endpoint: api.awsEndpoint, region, credentials, forcePathStyle: true });
    const Bucket = new URL(url).pathname.split("/")[1];
    const ask = async (): Promise<Answer> => {
      const { KeyCount = 0 } = await storage.send(new ListObjectsV2Command({ Bucket, Prefix: key }));
      return { status: KeyCount === 0 ? 404 : 200, headers: new Headers(), body: key };
    };
    await until(ask, ({ status }) => status === 404);
    storage.destroy();
  }

  async function statusOf(location: string): Promise<number> {
    const answer = await fetch(location);
    await answer.arrayBuffer();
    return answer.status;
  }

  for (const type of Object.keys(beginnings)) {
    it(`takes ${type}: upload, judgement, and the same bytes back`, async () => {
      const event = await events.make();
      const file = imageOf(type);
      await untilImageIs(event, await upload(event, file, type));
      const answer = await imageAnswer(event);
      expect(answer.status).to.equal(302);
      expect(answer.headers.get("cache-control")).to.equal("max-age=3000");
      const image = await fetch(answer.headers.get("location") ?? "");
      expect(image.status).to.equal(200);
      expect(image.headers.get("content-type")).to.equal(type);
      expect(Buffer.from(await image.arrayBuffer()).equals(file)).to.equal(true);
    });
  }

  it("shows the image in the event, with a new version, and keeps it through a PUT", async () => {
    const event = await events.make();
    await upload(event, imageOf("image/png"), "image/png");
    const { body, headers } = await until(() => read(event), hasImage);
    expect(body).to.include({ imageUrl: `events/${event.id}/image` });
    expect(headers.get("etag")).to.not.equal(event.etag);
    const changed = await api.call("PUT", event.path, { body: { title: "Changed", date: "2026-03-15T09:00:00Z" } });
    expect(changed.body).to.include({ imageUrl: `events/${event.id}/image` });
  });

  it("replaces an image by the later one, and deletes the earlier", async () => {
    const event = await events.make();
    await untilImageIs(event, await upload(event, imageOf("image/png"), "image/png"));
    const before = (await imageAnswer(event)).headers.get("location") ?? "";
    expect(await statusOf(before)).to.equal(200);
    await untilImageIs(event, await upload(event, imageOf("image/gif"), "image/gif"));
    const gone = async (): Promise<Answer> => ({
      status: await statusOf(before),
      headers: new Headers(),
      body: before,
    });
    await until(gone, ({ status }) => status === 404 || status === 403);
  });

  it("deletes what is no image of its type, and leaves the event's image alone", async () => {
    const event = await events.make();
    const good = await upload(event, imageOf("image/png"), "image/png");
    await untilImageIs(event, good);
    const { headers } = await read(event);
    await untilDeleted(await upload(event, imageOf("image/gif"), "image/png"));
    expect((await read(event)).headers.get("etag")).to.equal(headers.get("etag"));
    await untilImageIs(event, good);
  });

  it("takes an image away that was overwritten through its own URL by what is none", async () => {
    const event = await events.make();
    const target = await upload(event, imageOf("image/png"), "image/png");
    await until(() => read(event), hasImage);
    expect((await send(target, imageOf("image/gif", 64))).status).to.equal(200);
    await until(
      () => read(event),
      (answer) => !hasImage(answer),
    );
    expectProblem(await api.call("GET", `${event.path}/image`), 404, "Event has no image");
  });

  it("deletes what is too large, where the size was not signed", async () => {
    const event = await events.make();
    const { body } = await api.call("GET", `${event.path}/upload-url?contentType=image/png`);
    expect((await send(Object(body), imageOf("image/png", 5 * megabyte + 1))).status).to.equal(200);
    await untilDeleted(Object(body));
    await untilImageIs(event, await upload(event, imageOf("image/png", 5 * megabyte), "image/png"));
  });

  it("signs the type, and the size if it knows it", async () => {
    const event = await events.make();
    const target = await uploadUrl(event, "image/png", 64);
    expect(target.method).to.equal("PUT");
    expect(target.headers).to.deep.equal({ "content-type": "image/png", "content-length": "64" });
    expect(target.key).to.match(new RegExp(`^events/${event.id}/[^/]+$`));
    const minutes = (Date.parse(target.expiresAt) - Date.now()) / 60_000;
    expect(minutes).to.be.within(14, 15.1);
    const { searchParams } = new URL(target.url);
    expect(searchParams.get("X-Amz-SignedHeaders")).to.equal("content-length;content-type;host");
    expect(searchParams.get("X-Amz-Expires")).to.equal("900");
    expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).to.be.empty;
    expect((await send(target, imageOf("image/png", 65))).status).to.equal(403);
    expect((await send(target, imageOf("image/png", 64), "text/html")).status).to.equal(403);
  });

  it("takes jpeg by default, and every type by GET", async () => {
    const { path } = await events.make();
    const plain = await api.call("GET", `${path}/upload-url`);
    expect(Object(plain.body).headers).to.deep.equal({ "content-type": "image/jpeg" });
    for (const type of Object.keys(beginnings)) {
      const { status, body } = await api.call("GET", `${path}/upload-url?contentType=${type}`);
      expect([status, Object(body).headers]).to.deep.equal([200, { "content-type": type }]);
    }
  });

  it("refuses other types, and sizes that are none or too large", async () => {
    const { path } = await events.make();
    for (const body of [
      { contentType: "image/svg+xml", size: 1 },
      { contentType: "image/png", size: 0 },
      { contentType: "image/png", size: 5 * megabyte + 1 },
      { contentType: "image/png", size: 1.5 },
      { contentType: "image/png" },
      { size: 1 },
    ]) {
      expectProblem(await api.call("POST", `${path}/upload-url`, { body }), 400, "Invalid request body");
    }
    const answer = await api.call("GET", `${path}/upload-url?contentType=text/html`);
    expect(expectProblem(answer, 400, "Invalid query parameters")).to.contain("contentType");
  });

  it("answers 404 for events that are not there, and for an image that is not", async () => {
    const nowhere = `/events/${randomUUID()}`;
    const body = { contentType: "image/png", size: 1 };
    expectProblem(await api.call("POST", `${nowhere}/upload-url`, { body }), 404, "Event not found");
    expectProblem(await api.call("GET", `${nowhere}/upload-url`), 404, "Event not found");
    expectProblem(await api.call("GET", `${nowhere}/image`, { key: false }), 404, "Event not found");
    const { path } = await events.make();
    expectProblem(await api.call("GET", `${path}/image`, { key: false }), 404, "Event has no image");
  });

  it("deletes an event with its images, and an upload that comes after", async () => {
    const event = await events.make();
    const late = await uploadUrl(event, "image/png", 64);
    await untilImageIs(event, await upload(event, imageOf("image/png"), "image/png"));
    const location = (await imageAnswer(event)).headers.get("location") ?? "";
    expect((await api.call("DELETE", event.path)).status).to.equal(204);
    expect(await statusOf(location)).to.be.oneOf([403, 404]);
    expect((await send(late, imageOf("image/png", 64))).status).to.equal(200);
    await untilDeleted(late);
    expectProblem(await api.call("GET", event.path), 404, "Event not found");
  });
});

import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Answer, answered, type Api, sharedApi } from "../../support/api";
import { Events, type MadeEvent, on, until } from "../../support/events";
import { imageOf, type ImageType, imageTypes, megabyte, type Upload, Uploads } from "../../support/images";
import { expectProblem } from "../../support/problem";

describe("images of events", () => {
  let api: Api;
  let events: Events;
  let uploads: Uploads;

  before(async () => {
    api = await sharedApi();
    events = new Events(api);
    uploads = new Uploads(api);
  });

  after(() => events.clean());

  async function upload(event: MadeEvent, file: Buffer, type: ImageType): Promise<Upload> {
    const target = await uploads.address(event, type, file.length);
    expect((await uploads.send(target, file)).status).to.equal(200);
    return target;
  }

  const imageAnswer = (event: MadeEvent) =>
    answered(api.client.GET("/events/{id}/image", { ...on(event), redirect: "manual" }));

  async function imageKey(event: MadeEvent): Promise<string | undefined> {
    return (await imageAnswer(event)).headers
      .get("location")
      ?.split("?")[0]
      ?.replace(/^.*(?=events\/)/, "");
  }

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

  for (const type of imageTypes) {
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
    const shown = await until(() => events.read(event), hasImage);
    expect(shown.body).to.include({ imageUrl: `events/${event.id}/image` });
    expect(shown.headers.get("etag")).to.not.equal(event.etag);
    const body = { title: "Changed", date: "2026-03-15T09:00:00Z" };
    const changed = await events.put(event, body);
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
    const { headers } = await events.read(event);
    await untilDeleted(await upload(event, imageOf("image/gif"), "image/png"));
    expect((await events.read(event)).headers.get("etag")).to.equal(headers.get("etag"));
    await untilImageIs(event, good);
  });

  it("takes an image away that was overwritten through its own URL by what is none", async () => {
    const event = await events.make();
    const target = await upload(event, imageOf("image/png"), "image/png");
    await until(() => events.read(event), hasImage);
    expect((await uploads.send(target, imageOf("image/gif", 64))).status).to.equal(200);
    await until(
      () => events.read(event),
      (answer) => !hasImage(answer),
    );
    expectProblem(await imageAnswer(event), 404, "Event has no image");
  });

  it("deletes what is too large, where the size was not signed", async () => {
    const event = await events.make();
    const { path } = on(event).params;
    const params = { path, query: { contentType: "image/png" } } as const;
    const { data } = await answered(api.client.GET("/events/{id}/upload-url", { params }));
    expect((await uploads.send(data, imageOf("image/png", 5 * megabyte + 1))).status).to.equal(200);
    await untilDeleted(data);
    await untilImageIs(event, await upload(event, imageOf("image/png", 5 * megabyte), "image/png"));
  });

  it("deletes an event with its images, and an upload that comes after", async () => {
    const event = await events.make();
    const late = await uploads.address(event, "image/png", 64);
    await untilImageIs(event, await upload(event, imageOf("image/png"), "image/png"));
    const location = (await imageAnswer(event)).headers.get("location") ?? "";
    expect((await events.remove(event)).status).to.equal(204);
    expect(await statusOf(location)).to.be.oneOf([403, 404]);
    expect((await uploads.send(late, imageOf("image/png", 64))).status).to.equal(200);
    await untilDeleted(late);
    expectProblem(await events.read(event), 404, "Event not found");
  });
});

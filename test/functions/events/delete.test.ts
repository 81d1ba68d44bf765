import { mock } from "node:test";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { operations } from "../../../packages/offline/src/services/s3/operations";
import { type Api, apiOf } from "../../support/api";
import { type Clients, clientsOf } from "../../../packages/offline/test/support/data";
import { Events, until } from "../../support/events";
import { testHost } from "../../../packages/offline/test/support/host";
import { imageOf, Uploads } from "../../support/images";
import { expectProblem } from "../../support/problem";

/** Only a home whose S3 can be made to fail shows this in a test. */
describe("DELETE /events/{id} while S3 fails", () => {
  let api: Api;
  let clients: Clients;
  let close: () => Promise<void>;

  before(async () => {
    const host = await testHost();
    api = apiOf(host);
    clients = clientsOf(host.url, host.graph.region);
    close = host.close;
  });

  afterEach(() => mock.restoreAll());

  after(async () => {
    clients.destroy();
    await close();
  });

  const deletion = () => {
    const { DeleteObjects } = operations;
    if (!DeleteObjects) throw new Error("S3 has no DeleteObjects");
    return DeleteObjects;
  };

  /** Has S3 fail for requests to delete objects, until the mocks are restored. */
  function failDeletions(): void {
    const body = "<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>";
    const failure = { status: 500, headers: { "content-type": "application/xml" }, body };
    mock.method(deletion(), "run", () => Promise.resolve(failure));
  }

  /** An event with an image, and how many objects there are of it. */
  async function eventWithImage() {
    const [event, uploads] = [await new Events(api).make(), new Uploads(api)];
    const target = await uploads.address(event, "image/png", 64);
    expect((await uploads.send(target, imageOf("image/png"))).status).to.equal(200);
    await until(
      () => api.call("GET", event.path),
      ({ body }) => Object(body).imageUrl !== undefined,
    );
    const list = { Bucket: new URL(target.url).pathname.split("/")[1], Prefix: `events/${event.id}/` };
    const images = async () => (await clients.s3.send(new ListObjectsV2Command(list))).KeyCount;
    return { ...event, images };
  }

  it("takes the record, and once more the images that it could not take: no image is left behind for ever", async () => {
    const { path, images } = await eventWithImage();
    failDeletions();
    expectProblem(await api.call("DELETE", path), 500, "Internal error");
    expectProblem(await api.call("GET", path), 404, "Event not found");
    expectProblem(await api.call("DELETE", path), 500, "Internal error");
    expect(await images()).to.equal(1);
    mock.restoreAll();
    expectProblem(await api.call("DELETE", path), 404, "Event not found");
    expect(await images()).to.equal(0);
  });

  it("leaves the images of an event alone that has changed", async () => {
    const { path, images } = await eventWithImage();
    expectProblem(await api.call("DELETE", path, { headers: { "if-match": '"1"' } }), 412, "Event has changed");
    expect(await images()).to.equal(1);
  });
});

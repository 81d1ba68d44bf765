import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { atelierClient } from "../../../client";
import { answered, type Api, sharedApi } from "../../support/api";
import { Events, on } from "../../support/events";
import { imageOf, imageTypes, megabyte, Uploads } from "../../support/images";
import { expectProblem } from "../../support/problem";

describe("addresses for uploads", () => {
  let api: Api;
  let events: Events;
  let uploads: Uploads;

  before(async () => {
    api = await sharedApi();
    events = new Events(api);
    uploads = new Uploads(api);
  });

  after(() => events.clean());

  it("signs the type, and the size if it knows it", async () => {
    const event = await events.make();
    const target = await uploads.address(event, "image/png", 64);
    expect(target.method).to.equal("PUT");
    expect(target.headers).to.deep.equal({ "content-type": "image/png", "content-length": "64" });
    expect(target.key).to.match(new RegExp(`^events/${event.id}/[^/]+$`));
    const minutes = (Date.parse(target.expiresAt) - Date.now()) / 60_000;
    expect(minutes).to.be.within(14, 15.1);
    const { searchParams } = new URL(target.url);
    expect(searchParams.get("X-Amz-SignedHeaders")).to.equal("content-length;content-type;host");
    expect(searchParams.get("X-Amz-Expires")).to.equal("900");
    expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).to.be.empty;
    expect((await uploads.send(target, imageOf("image/png", 65))).status).to.equal(403);
    expect((await uploads.send(target, imageOf("image/png", 64), "text/html")).status).to.equal(403);
  });

  it("takes jpeg by default, and every type by GET", async () => {
    const { path } = on(await events.make()).params;
    const address = async (query: { contentType?: (typeof imageTypes)[number] }) =>
      answered(api.client.GET("/events/{id}/upload-url", { params: { path, query } }));
    expect((await address({})).data.headers).to.deep.equal({ "content-type": "image/jpeg" });
    for (const contentType of imageTypes) {
      const { status, data } = await address({ contentType });
      expect([status, data.headers]).to.deep.equal([200, { "content-type": contentType }]);
    }
  });

  it("signs the size by GET as well, where it is given", async () => {
    const { path } = on(await events.make()).params;
    const query = { contentType: "image/png", size: 64 } as const;
    const { data } = await answered(api.client.GET("/events/{id}/upload-url", { params: { path, query } }));
    expect(data.headers).to.deep.equal({ "content-type": "image/png", "content-length": "64" });
    expect((await uploads.send(data, imageOf("image/png", 65))).status).to.equal(403);
    expect((await uploads.send(data, imageOf("image/png", 64))).status).to.equal(200);
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
    for (const [query, name] of [
      ["contentType=text/html", "contentType"],
      ["size=0", "size"],
      [`size=${5 * megabyte + 1}`, "size"],
      ["size=1.5", "size"],
    ] as const) {
      const answer = await api.call("GET", `${path}/upload-url?${query}`);
      expect(expectProblem(answer, 400, "Invalid query parameters"), query).to.contain(name);
    }
  });

  it("answers 404 for events that are not there, and for an image that is not", async () => {
    const { client } = api;
    const nowhere = on({ id: randomUUID() });
    const body = { contentType: "image/png", size: 1 } as const;
    const ofKnownSize = answered(client.POST("/events/{id}/upload-url", { ...nowhere, body }));
    expectProblem(await ofKnownSize, 404, "Event not found");
    expectProblem(await answered(client.GET("/events/{id}/upload-url", nowhere)), 404, "Event not found");
    const open = atelierClient({ apiUrl: api.url });
    expectProblem(await answered(open.GET("/events/{id}/image", nowhere)), 404, "Event not found");
    const event = await events.make();
    expectProblem(await answered(open.GET("/events/{id}/image", on(event))), 404, "Event has no image");
  });
});

import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { answered, type Api, sharedApi } from "../../support/api";
import { Events, ministackDetail, unique } from "../../support/events";
import { expectProblem } from "../../support/problem";

describe("events", () => {
  let api: Api;
  let events: Events;

  before(async () => {
    api = await sharedApi();
    events = new Events(api);
  });

  after(() => events.clean());

  const whole = () => ({
    title: unique("Hackathon Serverless"),
    date: "2026-03-15T09:00:00+01:00",
    description: "Initiation AWS Lambda",
    location: "Campus Numérique",
  });

  describe("POST /events", () => {
    it("makes an event, says where it is and which version", async () => {
      const fields = whole();
      const { status, headers, data } = await events.create(fields);
      expect(status).to.equal(201);
      const { id, createdAt, updatedAt, ...rest } = data;
      expect(rest).to.deep.equal(fields);
      expect(headers.get("location")).to.equal(`events/${id}`);
      expect(headers.get("etag")).to.match(/^"[^"]+"$/);
      expect(createdAt)
        .to.equal(updatedAt)
        .and.to.match(/^\d{4}-\d\d-\d\dT.*Z$/);
    });

    it("needs a title and a date only", async () => {
      const { body } = await events.make({ title: "é", date: "0000-01-01T00:00:00Z" });
      expect(body).to.have.all.keys("id", "title", "date", "createdAt", "updatedAt");
    });

    for (const [what, fields, field] of [
      ["no title", { date: "2026-03-15T09:00:00Z" }, "title"],
      ["an empty title", { title: "", date: "2026-03-15T09:00:00Z" }, "title"],
      ["a title of 201 characters", { title: "x".repeat(201), date: "2026-03-15T09:00:00Z" }, "title"],
      ["no date", { title: "x" }, "date"],
      ["a number for a date", { title: "x", date: 5 }, "date"],
      [
        "a description of 5,001 characters",
        { title: "x", date: "2026-03-15T09:00:00Z", description: "x".repeat(5001) },
        "description",
      ],
      [
        "a location of 201 characters",
        { title: "x", date: "2026-03-15T09:00:00Z", location: "x".repeat(201) },
        "location",
      ],
      ["an imageUrl", { title: "x", date: "2026-03-15T09:00:00Z", imageUrl: "events/x/image" }, "imageUrl"],
      ["an id", { title: "x", date: "2026-03-15T09:00:00Z", id: "mine" }, "id"],
    ] as const) {
      it(`refuses ${what}, by its name`, async function () {
        const detail = expectProblem(await events.post(fields), 400, "Invalid request body");
        if (detail === ministackDetail) this.skip();
        expect(detail).to.contain(field);
      });
    }

    it("refuses what is no date-time, by the field's pointer", async () => {
      for (const date of ["tomorrow", "2026-02-30T00:00:00Z", "2016-12-30T23:59:60Z", "2026-03-15"]) {
        const detail = expectProblem(await events.create({ title: "x", date }), 400, "Invalid request body");
        expect(detail, date).to.contain("/date");
      }
    });

    it("takes a leap second, and returns it as given", async () => {
      const { body } = await events.make({ date: "2016-12-31T23:59:60Z" });
      expect(body.date).to.equal("2016-12-31T23:59:60Z");
    });

    it("refuses a body in another charset, whose characters would be stored as others", async () => {
      const body = JSON.stringify({ title: "x", date: "2026-03-15T09:00:00Z" });
      for (const charset of ["iso-8859-1", '"Windows-1252"', "utf-16"]) {
        const headers = { "content-type": `application/json; charset=${charset}` };
        const detail = expectProblem(await api.call("POST", "/events", { body, headers }), 415, "Unsupported charset");
        expect(detail).to.contain("UTF-8");
      }
      for (const charset of ["utf-8", "UTF8", '"UTF-8"']) {
        const headers = { "content-type": `application/json;charset=${charset}`, "idempotency-key": "one-charset" };
        expect((await api.call("POST", "/events", { body, headers })).status, charset).to.equal(201);
      }
    });

    it("refuses half a surrogate pair, which would come back as something else", async () => {
      const body = '{"title":"\\ud800","date":"2026-03-15T09:00:00Z"}';
      const detail = expectProblem(await api.call("POST", "/events", { body }), 400, "Invalid request body");
      expect(detail).to.contain("/title");
    });
  });

  describe("POST /events with an Idempotency-Key", () => {
    it("makes one event of twenty requests at once", async () => {
      const key = randomUUID();
      const fields = whole();
      const answers = await Promise.all(Array.from({ length: 20 }, () => events.create(fields, key)));
      expect(answers.map(({ status }) => status)).to.deep.equal(Array(20).fill(201));
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).to.equal(1);
      expect(new Set(answers.map((answer) => answer.headers.get("etag"))).size).to.equal(1);
    });

    it("answers the event as it now stands, whatever the order of the fields", async () => {
      const key = randomUUID();
      const { title, date } = whole();
      const first = await events.create({ title, date }, key);
      const changed = await events.put(first.data, { title: "Changed", date });
      const again = await events.create({ date, title }, key);
      expect(again.status).to.equal(201);
      expect(again.body).to.deep.equal(changed.body);
      expect(again.headers.get("etag")).to.equal(changed.headers.get("etag"));
    });

    it("refuses another payload", async () => {
      const key = randomUUID();
      await events.create(whole(), key);
      expectProblem(await events.create(whole(), key), 422, "Idempotency-Key was used for another payload");
    });

    it("is free again after a DELETE, and the new event has another version", async () => {
      const key = randomUUID();
      const first = await events.create(whole(), key);
      expect((await events.remove(first.data)).status).to.equal(204);
      const second = await events.create(whole(), key);
      expect(second.status).to.equal(201);
      expect(second.headers.get("etag")).to.not.equal(first.headers.get("etag"));
    });

    it("takes 1 to 128 visible ASCII characters", async () => {
      const longest = randomUUID().padEnd(128, "!~");
      expect((await events.create(whole(), longest)).status).to.equal(201);
      for (const key of [`${longest}x`, "two words", "é"])
        expectProblem(await events.create(whole(), key), 400, "Invalid Idempotency-Key");
    });
  });

  describe("GET /events/{id}", () => {
    it("answers what was made", async () => {
      const event = await events.make(whole());
      const answer = await events.read(event);
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("etag")).to.equal(event.etag);
      expect(answer.body).to.deep.equal(event.body);
    });

    it("answers 304 to who has it: by a tag, a weak one, one of several, or any", async () => {
      const { id, etag } = await events.make();
      const readUnless = (tags: string) =>
        answered(api.client.GET("/events/{id}", { params: { path: { id }, header: { "If-None-Match": tags } } }));
      for (const tags of [etag, `W/${etag}`, `"1", W/${etag}`, "*"]) {
        const { status, headers, body } = await readUnless(tags);
        expect([status, headers.get("etag"), body], tags).to.deep.equal([304, etag, ""]);
      }
      expect((await readUnless('"1"')).status).to.equal(200);
    });

    it("answers 404 for one that is not there, whatever its id", async () => {
      for (const id of [randomUUID(), "nobody", "a b", "é"])
        expectProblem(await events.read({ id }), 404, "Event not found");
    });
  });

  describe("PUT /events/{id}", () => {
    it("replaces what a client may set, and gives a new version", async () => {
      const event = await events.make(whole());
      const fields = { title: unique("Changed"), date: "2027-01-01T00:00:00Z" };
      const answer = await events.put(event, fields);
      expect(answer.status).to.equal(200);
      const { id, createdAt } = event.body;
      const { updatedAt, ...rest } = answer.data;
      expect(rest).to.deep.equal({ ...fields, id, createdAt });
      expect(answer.headers.get("etag")).to.not.equal(event.etag);
      expect((await events.read(event)).body).to.deep.equal({ ...rest, updatedAt });
    });

    it("lets exactly one of two win on one version", async () => {
      const event = await events.make();
      const answers = await Promise.all([
        events.put(event, whole(), event.etag),
        events.put(event, whole(), event.etag),
      ]);
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 412]);
    });

    it("takes If-Match as a list and as any, and compares strongly", async () => {
      const event = await events.make();
      const { etag } = event;
      for (const tags of [`W/${etag}`, '"1"', "nonsense", `"0${etag.slice(1)}`]) {
        expectProblem(await events.put(event, whole(), tags), 412, "Event has changed");
      }
      const changed = await events.put(event, whole(), `"1", ${etag}`);
      expect(changed.status).to.equal(200);
      expect((await events.put(event, whole(), "*")).status).to.equal(200);
      expectProblem(await events.put(event, whole(), changed.headers.get("etag") ?? ""), 412, "Event has changed");
    });

    it("answers 404 for one that is not there, with and without If-Match", async () => {
      for (const tags of [undefined, "*", '"1"']) {
        expectProblem(await events.put({ id: randomUUID() }, whole(), tags), 404, "Event not found");
      }
    });

    it("checks the body as POST does", async () => {
      const event = await events.make();
      expectProblem(await api.call("PUT", event.path, { body: { title: "x" } }), 400, "Invalid request body");
      const answer = await events.put(event, { title: "x", date: "2026-04-31T00:00:00Z" });
      expect(expectProblem(answer, 400, "Invalid request body")).to.contain("/date");
    });
  });

  describe("DELETE /events/{id}", () => {
    it("deletes it, once", async () => {
      const event = await events.make();
      const { status, body } = await events.remove(event);
      expect([status, body]).to.deep.equal([204, ""]);
      expectProblem(await events.read(event), 404, "Event not found");
      expectProblem(await events.remove(event), 404, "Event not found");
    });

    it("keeps one whose version differs", async () => {
      const event = await events.make();
      expectProblem(await events.remove(event, '"1"'), 412, "Event has changed");
      expect((await events.remove(event, event.etag)).status).to.equal(204);
    });
  });
});

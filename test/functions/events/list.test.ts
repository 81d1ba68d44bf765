import { expect } from "chai";
import fc from "fast-check";
import type { paths } from "../../../client";
import { answered, type Api, sharedApi } from "../../support/api";
import { Events, type MadeEvent } from "../../support/events";
import { expectProblem } from "../../support/problem";

type Query = NonNullable<paths["/events"]["get"]["parameters"]["query"]>;

describe("GET /events", () => {
  let api: Api;
  let events: Events;
  /** Soonest first; the last two are one instant in two notations. */
  let made: MadeEvent[];

  // A year of its own keeps these events apart from those of other tests and runs.
  const year = 1000 + Math.floor(Math.random() * 8000);
  const at = (hour: number, rest = "Z") => `${year}-07-03T${String(hour).padStart(2, "0")}:30:00${rest}`;
  const [from, to] = [at(0), at(23)];
  const range = { from, to };

  before(async () => {
    api = await sharedApi();
    events = new Events(api);
    const dates = [at(5), at(1), at(9, "+04:30"), at(5, ".5Z"), at(5, ".25Z"), at(8), at(10, "+02:00")];
    made = await Promise.all(dates.map((date) => events.make({ date })));
  });

  after(() => events.clean());

  const list = (query: Query) => answered(api.client.GET("/events", { params: { query } }));

  async function walk(query: Query): Promise<string[][]> {
    const pages: string[][] = [];
    for (let cursor: string | undefined; ;) {
      const { items, nextCursor } = (await list({ ...query, cursor })).data;
      pages.push(items.map(({ id }) => id));
      if (nextCursor === undefined) return pages;
      cursor = nextCursor;
    }
  }

  it("answers in the order of instants, whatever the offsets", async () => {
    const [ids] = await walk({ ...range, limit: 100 });
    const index = (id: string) => made.findIndex((event) => event.id === id);
    // 01:30, 05:00 (09:30+04:30), 05:30, a quarter and half a second later, and then 08:30 twice.
    expect(ids?.slice(0, 5).map(index)).to.deep.equal([1, 2, 0, 4, 3]);
    expect(ids?.slice(5).map(index)).to.have.members([5, 6]);
  });

  it("answers whole events", async () => {
    const { data } = await list({ ...range, limit: 1 });
    expect(data.items).to.deep.equal([made[1]?.body]);
  });

  for (const limit of [1, 2, 3, 6, 7, 100]) {
    it(`walks in pages of ${limit} over the full set, and only the last may be shorter`, async () => {
      const pages = await walk({ ...range, limit });
      expect(pages.flat()).to.deep.equal((await walk({ ...range, limit: 100 })).flat());
      expect(pages).to.have.length(Math.ceil(made.length / limit));
      for (const page of pages.slice(0, -1)) expect(page).to.have.length(limit);
    });
  }

  it("includes from and excludes to", async () => {
    const [, ...rest] = (await walk({ ...range, limit: 100 })).flat();
    expect((await walk({ from: at(5), to })).flat()).to.deep.equal(rest.slice(1));
    expect((await walk({ from, to: at(8) })).flat()).to.have.length(5);
    expect((await walk({ from: at(7, "+02:00"), to: at(5, ".5Z") })).flat()).to.have.length(2);
  });

  it("answers an empty page where from is not before to", async () => {
    for (const query of [
      { from: to, to: from },
      { from: at(5), to: at(5) },
    ]) {
      expect((await list(query)).body).to.deep.equal({ items: [] });
    }
  });

  it("refuses a limit outside 1 to 100 and dates that are none, by name", async () => {
    for (const limit of ["0", "101", "-1", "1.5", "many", "1e1"]) {
      const answer = await api.call("GET", `/events?limit=${limit}`);
      expect(expectProblem(answer, 400, "Invalid query parameters")).to.contain("limit");
    }
    for (const name of ["from", "to"]) {
      const answer = await list({ [name]: "2026-02-30T00:00:00Z" });
      expect(expectProblem(answer, 400, "Invalid query parameters")).to.contain(name);
    }
  });

  it("takes a cursor with another limit, and refuses it for another query", async () => {
    const { nextCursor: cursor } = (await list({ ...range, limit: 2 })).data;
    expect((await list({ ...range, limit: 5, cursor })).status).to.equal(200);
    for (const query of [{ limit: 2 }, { from, limit: 2 }, { from: at(1), to }]) {
      expectProblem(await list({ ...query, cursor }), 400, "Invalid query parameters");
    }
  });

  it("refuses every cursor that it did not issue", async () => {
    const { nextCursor: cursor = "" } = (await list({ ...range, limit: 2 })).data;
    const character = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    const altered = fc.oneof(
      fc
        .tuple(fc.nat(cursor.length - 1), character)
        .map(([index, other]) => cursor.slice(0, index) + other + cursor.slice(index + 1)),
      fc.nat(cursor.length - 1).map((length) => cursor.slice(0, length)),
      character.map((other) => cursor + other),
      fc.constantFrom(`${cursor}=`, `${cursor}==`, `${cursor}.`, "", "null", "W10"),
    );
    await fc.assert(
      fc.asyncProperty(
        altered.filter((other) => other !== cursor),
        async (other) => {
          const answer = await list({ ...range, limit: 2, cursor: other });
          expect(expectProblem(answer, 400, "Invalid query parameters"), other).to.contain("cursor");
        },
      ),
      { numRuns: 60 },
    );
  });
});

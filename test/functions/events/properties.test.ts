import { expect } from "chai";
import fc from "fast-check";
import { type Api, sharedApi } from "../../support/api";
import { Events } from "../../support/events";

/** Text of any Unicode characters but half surrogate pairs, by its length in characters. */
const text = (minLength: number, maxLength: number) => fc.string({ unit: "binary", minLength, maxLength, size: "max" });

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const accepted = fc.record({
  title: text(1, 200),
  date: fc
    .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9998-12-31T00:00:00Z"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  description: optional(text(0, 500)),
  location: optional(text(0, 200)),
});

describe("events: what the schema accepts", () => {
  let api: Api;
  let events: Events;

  before(async () => {
    api = await sharedApi();
    events = new Events(api);
  });

  after(() => events.clean());

  it("is stored and comes back equal, by POST and by PUT", async () => {
    await fc.assert(
      fc.asyncProperty(accepted, accepted, async (fields, replacement) => {
        const event = await events.make(fields);
        const { id, createdAt, updatedAt, ...rest } = event.body;
        const read = async () => (await events.read(event)).data;
        expect(rest).to.deep.equal(JSON.parse(JSON.stringify(fields)));
        expect(await read()).to.deep.equal({ ...rest, id, createdAt, updatedAt });
        const changed = await events.put(event, replacement);
        expect(changed.status, JSON.stringify(changed.body)).to.equal(200);
        expect(changed.data).to.deep.include(JSON.parse(JSON.stringify(replacement)));
        expect(await read()).to.deep.equal(changed.data);
      }),
      { numRuns: 25 },
    );
  });
});

import { expect } from "chai";
import { bodyOf } from "../../functions/schema";

describe("functions/schema", () => {
  it("leaves formats to the handlers: they are for people and clients", () => {
    const body = bodyOf({ type: "object", properties: { date: { type: "string", format: "date-time" } } });
    expect(body(Object({ body: '{"date":"tomorrow"}' }))).to.deep.equal({ date: "tomorrow" });
  });
});

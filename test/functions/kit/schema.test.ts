import { expect } from "chai";
import { endpoint } from "../../../functions/kit/endpoint";
import { inputOf, readerOf } from "../../../functions/kit/input";
import { bodyOf } from "../../../functions/kit/schema";

/** What is wrong with a body, for a schema that takes none but empty objects. */
const detailOf = (body: string): unknown => {
  try {
    return bodyOf({ type: "object", additionalProperties: false })(Object({ body }));
  } catch (error) {
    return Object(error).detail;
  }
};

describe("functions/schema", () => {
  it("names fields by JSON pointer, in the letters they came in", () => {
    expect(detailOf('{"café":1}')).to.equal("/café is not allowed");
    expect(detailOf('{"a/b %25":1}')).to.equal("/a~1b %25 is not allowed");
    expect(detailOf('{"__proto__":1}')).to.equal("/__proto__ is not allowed");
    expect(detailOf('{"constructor":1}')).to.equal("/constructor is not allowed");
  });

  it("speaks of no instance, which would be one of EC2's", () => {
    const read = bodyOf({ type: "object", properties: { action: { enum: ["start", "stop"] } } });
    expect(() => read(Object({ body: '{"action":"explode"}' })))
      .to.throw()
      .with.property("detail")
      .that.matches(/^\/action: it does not/);
  });

  it("refuses half a surrogate pair in a field's name as in its value", () => {
    expect(detailOf('{"\\ud800":1}')).to.contain("half a surrogate pair");
    expect(detailOf('{"a":{"b":"\\udfff"}}')).to.equal("/b: holds half a surrogate pair");
  });

  it("refuses what is nested deeper than it can follow", () => {
    expect(detailOf(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)).to.equal("the body is nested too deeply");
  });

  it("leaves formats to the handlers: they are for people and clients", () => {
    const createDay = endpoint({
      method: "POST",
      path: "/days",
      id: "createDay",
      summary: "",
      body: { title: "Day", type: "object", properties: { date: { type: "string", format: "date-time" } } },
      answers: {},
    });
    const input = inputOf(createDay);
    const read = readerOf(input);
    expect(read(Object({ body: '{"date":"tomorrow"}' })).body).to.deep.equal({ date: "tomorrow" });
  });

  it("names twenty faults and no more, however many there are", () => {
    const fields = Array.from({ length: 1000 }, (_, index) => [`field${index}`, index] as const);
    const detail = String(detailOf(JSON.stringify(Object.fromEntries(fields))));
    expect(detail.split("; ")).to.have.length(20);
    expect(detail).to.match(/^\/field0 is not allowed; .*; \/field19 is not allowed$/);
  });

  it("refuses three hundred thousand unknown fields as it does one", () => {
    const fields = Array.from({ length: 300_000 }, (_, index) => [`field${index}`, index] as const);
    const detail = String(detailOf(JSON.stringify(Object.fromEntries(fields))));
    expect(detail.split("; ")).to.have.length(20);
  });
});

import type { APIGatewayProxyEvent } from "aws-lambda";
import { expect } from "chai";
import { endpoint } from "../../../functions/kit/endpoint";
import { isProblem, type Problem } from "../../../functions/kit/errors";
import { inputOf, readerOf, refusalsOf } from "../../../functions/kit/input";

const thing = {
  title: "Thing",
  type: "object",
  properties: { title: { type: "string" } },
  required: ["title"],
} as const;

const putThing = endpoint({
  method: "PUT",
  path: "/things/{key}",
  id: "putThing",
  summary: "A summary",
  parameters: {
    path: {
      key: {
        description: "A key",
        schema: { type: "string", pattern: "^[a-z]+$" },
        refusal: { status: 404, title: "Thing not found" },
        publishedName: "name",
      },
    },
    query: {
      action: { description: "An action", schema: { type: "string", enum: ["start", "stop"] }, required: true },
      limit: { description: "A limit", schema: { type: "integer", minimum: 1, maximum: 10, default: 5 } },
      day: { description: "A day", schema: { type: "string", format: "date" } },
      from: { description: "A moment", schema: { type: "string", format: "date-time" } },
      word: { description: "A word", schema: { type: "string", maxLength: 2 } },
    },
    headers: { "X-Key": { description: "A key", schema: { type: "string", pattern: "^k$" }, form: "the letter k" } },
  },
  body: { ...thing, description: "A description" },
  example: { title: "An example" },
  answers: { 204: { description: "Done" } },
});

const input = inputOf(putThing);

interface Sent {
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
}

const eventOf = ({ key = "a", query, headers = {}, body = { title: "x" } }: Sent): APIGatewayProxyEvent =>
  Object({
    pathParameters: { key },
    queryStringParameters: { action: "start", ...query },
    headers,
    body: JSON.stringify(body),
  });

const read = (sent: Sent) => readerOf(input)(eventOf(sent));

function refusal(sent: Sent): Pick<Problem, "status" | "message" | "detail"> {
  try {
    read(sent);
  } catch (error) {
    if (isProblem(error)) return { status: error.status, message: error.message, detail: error.detail };
    throw error;
  }
  throw new Error("it was taken");
}

describe("functions/kit/input", () => {
  it("reads parameters as what their schemas say, with defaults", () => {
    const sent = { query: { limit: "7", day: "2025-11-03", word: "😀é" }, headers: { "x-key": "k" } };
    expect(read(sent)).to.deep.equal({
      path: { key: "a" },
      query: { action: "start", limit: 7, day: "2025-11-03", from: undefined, word: "😀é" },
      headers: { "X-Key": "k" },
      body: { title: "x" },
    });
    expect(read({}).query.limit).to.equal(5);
  });

  it("names every wrong parameter of a place, and what it must be", () => {
    const query = { action: "jump", limit: "11", day: "2025-02-29", from: "noon", word: "abc" };
    expect(refusal({ query })).to.deep.equal({
      status: 400,
      message: "Invalid query parameters",
      detail: [
        "action: must be one of start, stop",
        "limit: must be a whole number from 1 to 10",
        "day: must be a day of the calendar such as 2025-11-03",
        "from: must be an RFC 3339 date-time (a + in its offset is %2B in a URL)",
        "word: must have at most 2 characters",
      ].join("; "),
    });
  });

  it("takes whole numbers in one form", () => {
    for (const limit of ["", " ", "01", "1e1", "1.0", "+1", "0x1", "1_0", "Infinity"]) {
      expect(refusal({ query: { limit } }).detail, limit).to.contain("limit: ");
    }
  });

  it("names what is missing", () => {
    const event = { ...eventOf({}), queryStringParameters: null };
    expect(() => readerOf(input)(event))
      .to.throw("Invalid query parameters")
      .with.property("detail")
      .that.contains("action: ");
  });

  it("says in words what a pattern takes, where its description does", () => {
    const message = "Invalid request headers";
    expect(refusal({ headers: { "x-key": "K" } })).to.include({ message, detail: "X-Key: must be the letter k" });
  });

  it("refuses as the description says, without a detail where nothing can be named so", () => {
    expect(refusal({ key: "A" })).to.deep.equal({ status: 404, message: "Thing not found", detail: undefined });
  });

  it("looks at the body first", () => {
    expect(refusal({ key: "A", body: {} })).to.include({
      message: "Invalid request body",
      detail: "/title is required",
    });
  });

  it("says for documents how parameters are refused", () => {
    expect(refusalsOf(putThing, 404)).to.deep.equal({ "Thing not found": "" });
    expect(refusalsOf(putThing, 400)).to.deep.equal({
      "Invalid query parameters": "action: must be one of start, stop",
      "Invalid request headers": "X-Key: must be the letter k",
    });
  });

  it("holds nothing of what is said about an endpoint, and every rule of its schemas", () => {
    const text = JSON.stringify(input);
    for (const said of ["summary", "description", "example", "A key", "An action"]) expect(text).to.not.contain(said);
    expect(input.body.schema).to.deep.equal({
      type: "object",
      properties: { title: { type: "string" } },
      required: ["title"],
    });
  });
});

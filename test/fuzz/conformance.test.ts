import { expect } from "chai";
import { demandConformance } from "./conformance";
import { operationNamed } from "./document";
import type { Answer } from "./exchange";

const event = {
  id: "0b9c5f3e-6a1d-4c58-9a55-3f7f0c1f2a4d",
  title: "Hackathon",
  date: "2026-03-15T09:00:00Z",
  createdAt: "2026-03-01T09:00:00.000Z",
  updatedAt: "2026-03-01T09:00:00.000Z",
};
const headers = {
  "content-type": "application/json",
  etag: '"1"',
  "cache-control": "no-store",
  "x-amzn-requestid": "request",
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "ETag, Location, Retry-After",
};
const problem = {
  type: "about:blank",
  title: "Event not found",
  status: 404,
  error: "Event not found",
  requestId: "request",
};

/** What is wrong with an answer of getEvent. */
function faultOf(answer: Partial<Omit<Answer, "text">> & { body?: unknown }): string {
  const { body = event, ...rest } = answer;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = { method: "GET", path: `/events/${event.id}`, headers: {} };
  try {
    demandConformance(operationNamed("getEvent"), { request, answer: { status: 200, headers, text, ...rest } });
    return "";
  } catch (error) {
    return String(error);
  }
}

const missing = { status: 404, headers: { ...headers, "content-type": "application/problem+json" } };

describe("test/fuzz: what the fuzzer holds answers to", () => {
  it("passes what is documented", () => {
    expect(faultOf({})).to.equal("");
    expect(faultOf({ ...missing, body: problem })).to.equal("");
    expect(faultOf({ status: 304, body: "" })).to.equal("");
  });

  for (const [what, answer, fault] of [
    ["another status", { status: 418 }, "answered 418"],
    ["a failure, though it is documented", { status: 502 }, "failed with 502"],
    ["a missing header", { headers: { ...headers, etag: undefined } }, "the header ETag is missing"],
    ["a malformed header", { headers: { ...headers, etag: "1" } }, "the header ETag is 1"],
    ["another media type", { headers: { ...headers, "content-type": "text/html" } }, "text/html"],
    ["a body where there is none", { status: 304 }, "there is a body"],
    ["a field that nobody documented", { body: { ...event, version: 1 } }, "#/version"],
    ["a field of another type", { body: { ...event, title: 5 } }, "#/title"],
    ["a missing field", { body: { ...event, title: undefined } }, "title"],
    ["a date that is none", { body: { ...event, createdAt: "today" } }, "#/createdAt"],
    ["another title", { ...missing, body: { ...problem, title: "Gone", error: "Gone" } }, '"Gone" is not documented'],
    ["another status in a problem", { ...missing, body: { ...problem, status: 400 } }, "status 400"],
    ["another request's problem", { ...missing, body: { ...problem, requestId: "x" } }, "names another request"],
  ] as const) {
    it(`finds ${what}`, () => {
      expect(faultOf(answer)).to.contain(fault);
    });
  }
});

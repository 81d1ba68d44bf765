import { key, message, type Table } from "./row";

const missing = {
  status: 403,
  headers: { "x-amzn-errortype": "MissingAuthenticationTokenException", "content-type": "application/json" },
  body: message("Missing Authentication Token"),
};
const forbidden = { status: 403, headers: { "x-amzn-errortype": "ForbiddenException" }, body: message("Forbidden") };
const json = { "content-type": "application/json" };

/** What the gateway says to requests before it calls anything. */
export const requestRows: Table = {
  "a route": {
    "is unknown": { request: ["GET", "/nowhere"], ...missing },
    "has not this method": { request: ["POST", "/fixed/here"], ...missing },
    "has HEAD only where it is declared": { request: ["HEAD", "/fixed/here"], status: 403, body: "" },
    "has OPTIONS only where it is declared": { request: ["OPTIONS", "/fixed/here"], ...missing },
    "has HEAD where it has any method": { request: ["HEAD", "/fixed/x/below"], status: 200, body: "" },
    "has no WebDAV, though it has any method": { request: ["PROPFIND", "/fixed/x/below"], ...missing },
    "is not valid percent-encoding": { request: ["GET", "/fixed/%zz"], ...missing },
    "is greedy and wants a segment at least": { request: ["GET", "/rest"], ...missing },
  },
  "a key": {
    "is missing": { request: ["GET", "/keyed"], ...forbidden },
    "is unknown": { request: ["GET", "/keyed", { "x-api-key": "unknown" }], ...forbidden },
    "has no usage plan": { request: ["GET", "/keyed", key("unplanned")], ...forbidden },
    "is disabled": { request: ["GET", "/keyed", key("disabled")], ...forbidden },
    "has a plan with the stage": { request: ["GET", "/keyed", key("planned")], status: 200 },
    "is over its rate": {
      request: ["GET", "/keyed", key("throttled")],
      status: 429,
      headers: { "x-amzn-errortype": "TooManyRequestsException" },
      body: message("Too Many Requests"),
    },
    "is over its quota": {
      request: ["GET", "/keyed", key("exhausted")],
      status: 429,
      headers: { "x-amzn-errortype": "LimitExceededException" },
      body: message("Limit Exceeded"),
    },
    "does not open what an authorizer guards": {
      request: ["GET", "/guarded", key("planned")],
      status: 501,
      body: message("the authorizer cognito is not served offline"),
    },
  },
  "a parameter": {
    "is missing": {
      request: ["GET", "/parameters?other=1"],
      status: 400,
      headers: { "x-amzn-errortype": "BadRequestException" },
      body: message("Missing required request parameters: [x-head, q]"),
    },
    "is blank": {
      request: ["GET", "/parameters?q=%20", { "X-Head": "1" }],
      status: 400,
      body: message("Missing required request parameters: [q]"),
    },
    "is there": { request: ["GET", "/parameters?q=1", { "X-Head": "1" }], status: 200 },
  },
  "a body": {
    "fits its model": { request: ["POST", "/body", json, '{"x":1}'], status: 200 },
    "fits its model and has parameters of its type": {
      request: ["POST", "/body", { "content-type": "Application/JSON; charset=utf-8" }, '{"x":0}'],
      status: 422,
    },
    "lacks a field (answered as the stack says)": {
      request: ["POST", "/body", json, "{}"],
      status: 422,
      headers: { "x-why": "body", "x-amzn-errortype": "BadRequestException" },
      body: /^\{"why":".*\bx\b.*","type":"BAD_REQUEST_BODY"\}$/,
    },
    "has a wrong value": { request: ["POST", "/body", json, '{"x":0}'], status: 422, body: /#\/x/ },
    "has a field too many": { request: ["POST", "/body", json, '{"x":1,"y":2}'], status: 422, body: /#\/y/ },
    "has a field too many whose name a pointer escapes": {
      request: ["POST", "/body", json, '{"x":1,"é~/":2}'],
      status: 422,
      body: /#\/é~0~1/,
    },
    "has a field too many that any object has of its own": {
      request: ["POST", "/body", json, '{"x":1,"constructor":2}'],
      status: 422,
      body: /#\/constructor/,
    },
    "has a field too many that is no mere name": {
      request: ["POST", "/body", json, '{"x":1,"__proto__":2}'],
      status: 422,
      body: /#\/__proto__/,
    },
    "has a name of half a letter": {
      request: ["POST", "/body", json, '{"x":1,"\\ud800":2}'],
      status: 422,
      body: /half a surrogate pair/,
    },
    "has three hundred thousand fields too many": {
      request: ["POST", "/body", json, `{${Array.from({ length: 300_000 }, (_, n) => `"field${n}":1`).join(",")}}`],
      status: 422,
      body: /^\{"why":"\[#: [^,]*, (#\/field\d+ is not allowed(, )?){19}\]"/,
    },
    "is nested a hundred thousand times": {
      request: ["POST", "/body", json, `${'{"x":['.repeat(100_000)}${"]}".repeat(100_000)}`],
      status: 422,
      body: /nested too deeply/,
    },
    "is not JSON": { request: ["POST", "/body", json, "{"], status: 422, body: /JSON/ },
    "is not there": { request: ["POST", "/body", json, ""], status: 422, body: /JSON/ },
    "is of a type without a model": { request: ["POST", "/body", { "content-type": "text/plain" }, "?"], status: 200 },
    "announces more than 10 MB": {
      request: ["POST", "/behave", {}, "x".repeat(10_485_761)],
      status: 413,
      headers: { "content-type": "text/plain", connection: "close" },
      body: "HTTP content length exceeded 10485760 bytes.",
    },
    "turns out to have more than 10 MB": {
      request: ["POST", "/body", { "transfer-encoding": "chunked" }, ["x".repeat(10_485_760), "x"]],
      status: 413,
      headers: { "content-type": "text/plain", connection: "close" },
      body: "HTTP content length exceeded 10485760 bytes.",
    },
    "makes an event that Lambda does not take": {
      request: ["POST", "/body", { "content-type": "text/plain" }, "x".repeat(6_291_556)],
      status: 413,
      headers: { "x-amzn-errortype": "RequestTooLargeException" },
      body: message("Request Too Long"),
    },
  },
  "the headers": {
    "are 10,240 bytes and no more": { request: ["GET", "/mock", { a: "x".repeat(10_000) }], status: 418 },
    "are more": {
      request: ["GET", "/mock", { a: "x".repeat(10_240) }],
      status: 431,
      headers: { "content-type": "text/plain", connection: "close" },
      body: "HTTP header is larger than 10240 bytes.",
    },
  },
};

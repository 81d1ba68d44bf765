import { message, type Row, type Table } from "./row";

const failure = { "x-amzn-errortype": "InternalServerErrorException" };
const serverError = { headers: failure, body: message("Internal server error") };

/** A function that answers this. */
const answering = (answer: unknown, headers: Record<string, string> = {}): Row["request"] => [
  "POST",
  "/behave",
  headers,
  JSON.stringify({ answer }),
];
/** A function that does this. */
const doing = (order: object): Row["request"] => ["POST", "/behave", {}, JSON.stringify(order)];

/** What the gateway makes of what an integration says. */
export const integrationRows: Table = {
  "a function": {
    throws: { request: doing({ throwNow: "no" }), status: 502, ...serverError },
    "runs into its own time-out": { request: doing({ never: true }), status: 502, ...serverError },
    "runs into the integration's time-out": {
      request: ["POST", "/hurried", {}, '{"sleep":900}'],
      status: 504,
      headers: failure,
      body: message("Endpoint request timed out"),
    },
    "does not load": { request: ["GET", "/broken"], status: 502, ...serverError },
    "does not exist": { request: ["GET", "/gone"], status: 500, ...serverError },
    "has no permission for API Gateway": { request: ["GET", "/unpermitted"], status: 500, ...serverError },
    "is to be invoked by a role that may": { request: ["GET", "/by-role"], status: 200, body: "by role" },
    "is to be invoked by a role that may not": { request: ["GET", "/by-stranger"], status: 500, ...serverError },
    "answers more than Lambda carries": { request: doing({ long: 6_291_556 }), status: 502, ...serverError },
    "answers as much as Lambda carries": { request: doing({ long: 6_000_000 }), status: 200 },
  },
  "a function's answer": {
    "has no status": { request: answering({}), status: 200, body: "" },
    "has its status as text": { request: answering({ statusCode: "201" }), status: 201 },
    "has no content": {
      request: answering({ statusCode: 204, headers: null }),
      status: 204,
      headers: { "content-length": undefined },
    },
    "has no headers": { request: answering({ headers: null }), status: 200 },
    "has a boolean header": { request: answering({ headers: { flag: true } }), status: 200, headers: { flag: "true" } },
    "has a number for a header": { request: answering({ headers: { n: 1 } }), status: 200, headers: { n: "1" } },
    "has a header that is null": {
      request: answering({ headers: { n: null } }),
      status: 200,
      headers: { n: undefined },
    },
    "has a body that is null": { request: answering({ body: null }), status: 200, body: "" },
    "has no content type": { request: answering({}), status: 200, headers: { "content-type": "application/json" } },
    "has a content type": {
      request: answering({ headers: { "content-TYPE": "text/plain" } }),
      status: 200,
      headers: { "content-type": "text/plain" },
    },
    "has a header with many values": {
      request: answering({ multiValueHeaders: { many: ["1", "2"] } }),
      status: 200,
      headers: { many: "1, 2" },
    },
    "has a name in both kinds of headers": {
      request: answering({ headers: { both: "single" }, multiValueHeaders: { Both: ["multi"] } }),
      status: 200,
      headers: { both: "multi, single" },
    },
    "has a pair in both kinds of headers": {
      request: answering({ headers: { both: "same" }, multiValueHeaders: { both: ["same"] } }),
      status: 200,
      headers: { both: "same" },
    },
    "has headers that are the gateway's": {
      request: answering({
        headers: {
          "WWW-Authenticate": "Basic",
          Authorization: "a",
          Connection: "upgrade",
          "Content-Length": "99",
          Date: "never",
          Server: "mine",
          "Transfer-Encoding": "chunked",
        },
        body: "ten bytes.",
      }),
      status: 200,
      headers: {
        "www-authenticate": undefined,
        "x-amzn-remapped-www-authenticate": "Basic",
        "x-amzn-remapped-authorization": "a",
        "x-amzn-remapped-connection": "upgrade",
        "x-amzn-remapped-content-length": "99",
        "content-length": "10",
        "x-amzn-remapped-date": "never",
        "x-amzn-remapped-server": "mine",
        server: undefined,
        "transfer-encoding": undefined,
      },
      body: "ten bytes.",
    },
    "is binary, and the caller asked for such": {
      request: answering({ isBase64Encoded: true, body: "w7w=" }, { accept: "image/png, */*" }),
      status: 200,
      headers: { "content-length": "2" },
      body: "ü",
    },
    "is binary, and the caller asked for something else first": {
      request: answering({ isBase64Encoded: true, body: "w7w=" }, { accept: "text/html, image/png" }),
      status: 200,
      body: "w7w=",
    },
    "has an unknown key": { request: answering({ statusCode: 200, extra: 1 }), status: 502, ...serverError },
    "has status for statusCode": { request: answering({ status: 200 }), status: 502, ...serverError },
    "has a word for a status": { request: answering({ statusCode: "ok" }), status: 502, ...serverError },
    "has a fraction for a status": { request: answering({ statusCode: 200.5 }), status: 502, ...serverError },
    "has a status that ends nothing": { request: answering({ statusCode: 101 }), status: 502, ...serverError },
    "has a status beyond all": { request: answering({ statusCode: 600 }), status: 502, ...serverError },
    "has no list among its multi-value headers": {
      request: answering({ multiValueHeaders: { a: "b" } }),
      status: 502,
      ...serverError,
    },
    "has a list among its headers": { request: answering({ headers: { a: ["b"] } }), status: 502, ...serverError },
    "has a list for its headers": { request: answering({ headers: ["a"] }), status: 502, ...serverError },
    "has a line break in a header": {
      request: answering({ headers: { a: "b\r\nc: d" } }),
      status: 502,
      ...serverError,
    },
    "has a header without a name": { request: answering({ headers: { "": "b" } }), status: 502, ...serverError },
    "has an object for its body": { request: answering({ body: { an: "object" } }), status: 502, ...serverError },
    "is a list": { request: answering([]), status: 502, ...serverError },
    "is a text": { request: answering("text"), status: 502, ...serverError },
    "is null": { request: answering(null), status: 502, ...serverError },
  },
  "an integration": {
    "is a mock": {
      request: ["GET", "/mock"],
      status: 418,
      headers: { "x-pot": "tea", "content-type": "application/json", "x-amzn-trace-id": undefined },
      body: '{"short":true}',
    },
    "is a function": {
      request: ["GET", "/"],
      status: 200,
      headers: { "x-amzn-trace-id": /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/ },
    },
    "is a function, in a trace": {
      request: ["GET", "/", { "x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678" }],
      status: 200,
      headers: { "x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678" },
    },
    "is not embedded": {
      request: ["GET", "/elsewhere"],
      status: 501,
      body: message("HTTP to https://example.org is not served offline"),
    },
  },
};

import { resolve } from "node:path";
import { expect } from "chai";
import type { Host } from "../../../offline/host";
import { output, testHost } from "../../support/host";
import { type RawAnswer, rawRequest } from "../../support/http";
import { eventually } from "../../support/poll";

const program = resolve("test/offline/programs/gateway");

/** A request and what the gateway answers to it. Headers are compared as far as they are named; undefined: not there. */
interface Row {
  request: [method: string, path: string, headers?: Record<string, string>, body?: string | string[]];
  status: number;
  headers?: Record<string, string | RegExp | undefined>;
  body?: string | RegExp;
}

const message = (text: string): string => JSON.stringify({ message: text });
const serverError = {
  body: message("Internal server error"),
  headers: { "x-amzn-errortype": "InternalServerErrorException" },
};
const missing = {
  status: 403,
  headers: { "x-amzn-errortype": "MissingAuthenticationTokenException", "content-type": "application/json" },
  body: message("Missing Authentication Token"),
};
const forbidden = { status: 403, headers: { "x-amzn-errortype": "ForbiddenException" }, body: message("Forbidden") };
const json = { "content-type": "application/json" };
const key = (value: string) => ({ "x-api-key": value });

/** A function that answers this. */
const answering = (answer: unknown, headers: Record<string, string> = {}): Row["request"] => [
  "POST",
  "/behave",
  headers,
  JSON.stringify({ answer }),
];
/** A function that does this. */
const doing = (order: object): Row["request"] => ["POST", "/behave", {}, JSON.stringify(order)];

/** The rows, by what they are about. Keys are known when the program runs, hence the function. */
const table = (keyOf: (name: string) => string): Record<string, Record<string, Row>> => ({
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
    "is unknown": { request: ["GET", "/keyed", key("unknown")], ...forbidden },
    "has no usage plan": { request: ["GET", "/keyed", key(keyOf("unplanned"))], ...forbidden },
    "is disabled": { request: ["GET", "/keyed", key(keyOf("disabled"))], ...forbidden },
    "has a plan with the stage": { request: ["GET", "/keyed", key(keyOf("planned"))], status: 200 },
    "is over its rate": {
      request: ["GET", "/keyed", key(keyOf("throttled"))],
      status: 429,
      headers: { "x-amzn-errortype": "TooManyRequestsException" },
      body: message("Too Many Requests"),
    },
    "is over its quota": {
      request: ["GET", "/keyed", key(keyOf("exhausted"))],
      status: 429,
      headers: { "x-amzn-errortype": "LimitExceededException" },
      body: message("Limit Exceeded"),
    },
    "does not open what an authorizer guards": {
      request: ["GET", "/guarded", key(keyOf("planned"))],
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
  "a function": {
    throws: { request: doing({ throwNow: "no" }), status: 502, ...serverError },
    "runs into its own time-out": { request: doing({ never: true }), status: 502, ...serverError },
    "runs into the integration's time-out": {
      request: ["POST", "/hurried", {}, '{"sleep":900}'],
      status: 504,
      headers: serverError.headers,
      body: message("Endpoint request timed out"),
    },
    "does not load": { request: ["GET", "/broken"], status: 502, ...serverError },
    "does not exist": { request: ["GET", "/gone"], status: 500, ...serverError },
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
      body: message("the integration type http is not served offline"),
    },
  },
});

function expectAnswer(answer: RawAnswer, { status, headers = {}, body }: Row): void {
  expect(answer.status, answer.body.slice(0, 200)).to.equal(status);
  expect(answer.headers["x-amzn-requestid"]).to.match(/^[0-9a-f-]{36}$/);
  expect(answer.headers["x-amz-apigw-id"]).to.be.a("string").that.is.not.empty;
  for (const [name, value] of Object.entries(headers)) {
    if (value instanceof RegExp) expect(answer.headers[name], name).to.match(value);
    else expect(answer.headers[name], name).to.equal(value);
  }
  if (body instanceof RegExp) expect(answer.body).to.match(body);
  else if (body !== undefined) expect(answer.body).to.equal(body);
}

describe("offline/gateway: its answers, where", () => {
  let host: Host & { logs: string[] };

  before(async () => {
    host = await testHost({ program, stack: "dev" });
  });

  after(() => host.close());

  for (const [about, rows] of Object.entries(table((name) => `{${name}}`))) {
    describe(about, () => {
      for (const [title, row] of Object.entries(rows)) {
        it(`${title}: ${row.status}`, async () => {
          const [method, path, headers = {}, body] = row.request;
          const sent = Object.entries(headers).map(([name, value]) => [
            name,
            value.replace(/^\{(\w+)\}$/, (_, name: string) => output(host, name)),
          ]);
          expectAnswer(await rawRequest(output(host, "url"), method, path, Object.fromEntries(sent), body), row);
        });
      }
    });
  }

  it("there is no such API or stage: 403", async () => {
    for (const path of ["/restapis/nothing/v1/_user_request_/", "/_aws/execute-api/nothing/v1/"]) {
      const answer = await rawRequest(host.url, "GET", path);
      expect([answer.status, answer.body]).to.deep.equal([403, message("Forbidden")]);
    }
  });

  it("a function's answer is malformed: its developer reads why", async () => {
    await rawRequest(output(host, "url"), "POST", "/behave", {}, '{"answer":{"satus":200}}');
    expect(host.logs.join("\n")).to.match(
      /behave-\w+ [0-9a-f-]{36}\] error: malformed Lambda proxy response: .* satus/,
    );
  });

  it("no environment becomes free within the integration's time-out: 503 with the time to come back", async () => {
    const small = await testHost({ program, stack: "dev", maxEnvironments: 1 });
    try {
      const url = output(small, "url");
      const busy = rawRequest(url, "POST", "/behave", {}, '{"log":"busy","never":true}');
      await eventually("the only environment is busy", async () => small.logs.find((line) => /busy/.test(line)));
      const answer = await rawRequest(url, "GET", "/hurried");
      expectAnswer(answer, {
        request: ["GET", "/hurried"],
        status: 503,
        headers: { "retry-after": "1", "content-type": "application/problem+json" },
      });
      const { requestId, ...problem } = JSON.parse(answer.body);
      expect(requestId).to.equal(answer.headers["x-amzn-requestid"]);
      expect(problem).to.deep.equal({
        type: "about:blank",
        title: "Out of capacity",
        status: 503,
        error: "Out of capacity",
      });
      expect(small.logs.join("\n")).to.match(/OUT OF CAPACITY: echo-\w+: .*--max-environments/);
      await busy;
    } finally {
      await small.close();
    }
  });
});

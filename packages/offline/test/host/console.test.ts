import { expect } from "chai";
import type { Happening } from "../../src/protocol/activity";
import { Console, type ConsoleOptions } from "../../src/host/console/console";

const noon = new Date(2026, 10, 30, 12, 1, 5).getTime();
const invocationId = "3bb3af17-28e3-4079-a9bb-1adde062eb23";

const request = (more: object = {}): Happening => ({
  ...{ kind: "request", time: noon, requestId: "r", method: "GET", path: "/events/42", route: "/events/{id}" },
  ...{ status: 200, milliseconds: 12.4, functionName: "events-get-1234567", invocationId },
  ...more,
});
const invocation = (cause: "request" | "event", more: object = {}): Happening => ({
  ...{ kind: "invocation", time: noon, invocationId, functionName: "events-get-1234567", cause, milliseconds: 34 },
  ...more,
});
const log = (level: string, text: string, more: object = {}): Happening => ({
  ...{ kind: "log", time: noon, functionName: "events-get-1234567", invocationId, level, text },
  ...more,
});
const alarm = (from: string, to: string): Happening => ({
  ...{ kind: "alarm", time: noon, name: "errors", from, to, reason: "5 were over 1" },
});

/** What a console prints of what happens. */
function printed(happenings: Happening[], options: Partial<ConsoleOptions> = {}): string[] {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(...text.split("\n"));
  const shown = new Console({ format: "text", isQuiet: false, hasColours: false, write, ...options });
  shown.nameOf = (name) => name.replace(/-\d{7}$/, "").replace(/^arn:.*:/, "");
  for (const happening of happenings) shown.show(happening);
  shown.flush();
  return lines;
}

describe("host/console", () => {
  it("says a request in a line: time, method, path, status, duration, function, and its cold start", () => {
    expect(printed([request(), request({ initMilliseconds: 85.2 })])).to.deep.equal([
      "12:01:05  GET /events/42  200  12 ms  events-get",
      "12:01:05  GET /events/42  200  12 ms  events-get (cold 85 ms)",
    ]);
  });

  it("says why the gateway answered by itself", () => {
    const refused = (type: string, message: string) =>
      printed([request({ status: 403, milliseconds: 0.2, functionName: undefined, refusal: { type, message } })])[0];
    expect(refused("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token")).to.equal(
      "12:01:05  GET /events/42  403  0 ms  no such route",
    );
    expect(refused("WAF_FILTERED", "Forbidden")).to.match(/ {2}the firewall blocked it$/);
    expect(refused("BAD_REQUEST_BODY", "date is missing")).to.match(/ {2}date is missing$/);
  });

  it("says an error once, with the frames of the program's own code", () => {
    const stack = [
      "TypeError: no",
      "    at handler (functions/events/get.ts:41:7)",
      "    at send (/app/node_modules/@smithy/core/index.js:1:1)",
      "    at invoke ([worker eval]:579:26)",
      "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
    ].join("\n");
    const failed = invocation("request", { error: { type: "TypeError", message: "no", stack } });
    const refusal = { type: "DEFAULT_5XX", message: "Internal server error" };
    expect(printed([failed, request({ status: 502, refusal })])).to.deep.equal([
      "12:01:05  events-get  TypeError: no",
      "      at handler (functions/events/get.ts:41:7)",
      "12:01:05  GET /events/42  502  12 ms  events-get",
    ]);
  });

  it("says an event, what its function logs of it, and how long it took", () => {
    const what = "ObjectCreated:Put images/a.png";
    const targetArn = "arn:aws:lambda:eu-west-1:000000000000:function:judge";
    expect(
      printed([
        { kind: "delivery", time: noon, source: "s3", what, targetArn, invocationId },
        log("warn", "rejected a.png: it is empty"),
        invocation("event"),
      ]),
    ).to.deep.equal([
      "12:01:05  s3  ObjectCreated:Put images/a.png → judge",
      "12:01:05  events-get  warn: rejected a.png: it is empty",
      "12:01:05  events-get  34 ms",
    ]);
  });

  it("leaves out the records that functions write of requests, and no others", () => {
    const record = log("info", "status=200", { isRecord: true });
    expect(printed([record, invocation("request"), request()])).to.have.length(1);
    expect(printed([record, invocation("event")])[0]).to.equal("12:01:05  events-get  status=200");
  });

  it("says alarms, but for those that are found to be well", () => {
    expect(printed([alarm("INSUFFICIENT_DATA", "OK"), alarm("OK", "ALARM")])).to.deep.equal([
      "12:01:05  alarm errors: OK → ALARM  5 were over 1",
    ]);
  });

  it("says nothing but errors and warnings, if it is to be quiet", () => {
    const all = [
      ...[request(), request({ status: 404 }), log("info", "x"), invocation("event"), alarm("ALARM", "OK")],
      ...[request({ status: 500 }), log("error", "broken"), alarm("OK", "ALARM")],
      { kind: "notice", time: noon, text: "IAM denies" } as const,
    ];
    expect(printed(all, { isQuiet: true })).to.have.length(4);
    expect(printed(all, { isQuiet: true, format: "json" })).to.have.length(4);
  });

  it("says all there is as JSON, an object a line", () => {
    const [line = ""] = printed([request()], { format: "json" });
    expect(JSON.parse(line)).to.deep.equal({
      ...{ time: new Date(noon).toISOString(), kind: "request", requestId: "r", method: "GET", path: "/events/42" },
      ...{ route: "/events/{id}", status: 200, milliseconds: 12.4, invocationId },
      ...{ functionName: "events-get-1234567", function: "events-get" },
    });
  });

  it("has colours of its own alone: what functions write no terminal obeys, in text or JSON", () => {
    const line = log("info", "\u001b[31mred\u009b2J\nnext");
    expect(printed([line], { hasColours: true })).to.deep.equal([
      "\u001b[2m12:01:05\u001b[0m  \u001b[2mevents-get\u001b[0m  \\x1b[31mred\\x9b2J",
      "  next",
    ]);
    const [json = ""] = printed([line], { format: "json" });
    expect(json).to.not.match(/\p{Cc}/u);
    expect(JSON.parse(json).text).to.equal("\u001b[31mred\u009b2J\nnext");
  });
});

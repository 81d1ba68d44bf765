import { expect } from "chai";
import type { LoggingConfig } from "../../../src/services/lambda/logs/config";
import { EnvironmentLog, type PrintedLine } from "../../../src/services/lambda/logs/environment-log";
import type { LogEntry } from "../../../src/protocol/log-entries";

/** The log of an environment that has initialised, and what it writes. */
function start(more: Partial<LoggingConfig> = {}) {
  const entries: LogEntry[] = [];
  const logging: LoggingConfig = {
    ...{ logGroup: "g", logFormat: "JSON", applicationLogLevel: "INFO", systemLogLevel: "INFO" },
    ...more,
  };
  const lambda = { name: "f", memorySize: 128, timeoutSeconds: 3, logging };
  const write = (entry: LogEntry) => void entries.push(entry);
  const printed: string[] = [];
  const print = ({ level, text }: PrintedLine) => void printed.push(`${level}: ${text}`);
  const log = new EnvironmentLog(lambda, new Int32Array(1), { print, write, ran: () => undefined });
  log.initialised();
  return { log, entries, printed };
}

const typesOf = (entries: LogEntry[]): unknown[] =>
  entries.flatMap((entry) => entry.events()).map(({ message }) => JSON.parse(message).type ?? "line");

describe("services/lambda/logs", () => {
  it("writes one entry for an invocation that logs nothing, and none where nothing is due", () => {
    const { log, entries } = start();
    log.begin("1");
    log.end();
    expect(entries).to.have.length(1);
    expect(typesOf(entries)).to.deep.equal(["platform.start", "platform.report"]);
    const silent = start({ systemLogLevel: "WARN" });
    silent.log.begin("1");
    silent.log.end();
    expect(silent.entries).to.be.empty;
  });

  it("writes the start with the first line, which is never before it", () => {
    const { log, entries } = start();
    log.begin("1");
    log.line({ level: "info", text: "x", timestamp: Date.now() - 5000, message: "{}" });
    expect(typesOf(entries)).to.deep.equal(["platform.start", "line"]);
    const [first, line] = entries;
    expect(line?.since).to.equal(first?.since);
    expect(typesOf(log.end().log)).to.deep.equal(["platform.start", "line", "platform.report"]);
  });

  it("shows a person records in short, and what is none as it is", () => {
    const { log, printed } = start();
    log.begin("1");
    const record = { timestamp: "now", level: "ERROR", requestId: "1", route: "GET /", status: 500, _aws: {} };
    log.output("stdout", `one\ntwo\n${JSON.stringify(record)}\n{"message":"done","in":3}\nthree\n`);
    expect(printed).to.deep.equal([
      "stdout: one\ntwo",
      "error: route=GET /  status=500",
      "info: done  in=3",
      "stdout: three",
    ]);
  });

  it("writes lines that come in pieces as one, and what has not ended with the invocation's end", () => {
    const { log, entries } = start();
    log.begin("1");
    const long = JSON.stringify({ text: "x".repeat(40_000) });
    for (let at = 0; at < long.length; at += 16_384) log.output("stdout", long.slice(at, at + 16_384));
    log.output("stderr", "other\n");
    log.output("stdout", "\nlast");
    log.end();
    const messages = entries.flatMap((entry) => entry.events()).map(({ message }) => message);
    expect(messages.slice(1, -1)).to.deep.equal(["other\n", `${long}\n`, "last\n"]);
    log.output("stdout", "between");
    expect(entries.at(-1)?.events()[0]?.message).to.equal("between\n");
  });

  it("writes a line that never ends in parts, and takes it letter by letter", () => {
    const { log, entries } = start({ logFormat: "Text" });
    log.begin("1");
    for (let at = 0; at < 600_000; at++) log.output("stdout", "x");
    log.end();
    const lengths = entries.flatMap((entry) => entry.events()).map(({ message }) => message.length);
    expect(lengths.slice(1, 4)).to.deep.equal([262_145, 262_145, 600_000 - 2 * 262_144 + 1]);
  });

  it("gives each invocation what it logged itself", () => {
    const { log } = start({ logFormat: "Text" });
    log.begin("1");
    log.end();
    log.output("stdout", "between\n");
    log.begin("2");
    const messages = log.end().log.flatMap((entry) => entry.events().map(({ message }) => message));
    expect(messages.map((message) => message.split("\t")[0])).to.deep.equal([
      "START RequestId: 2 Version: $LATEST\n",
      "END RequestId: 2\n",
      "REPORT RequestId: 2",
    ]);
  });

  it("tells a failed initialisation once, and none that was not finished by a failure", () => {
    const entries: LogEntry[] = [];
    const logging: LoggingConfig = {
      ...{ logGroup: "g", logFormat: "Text", applicationLogLevel: "TRACE", systemLogLevel: "INFO" },
    };
    const lambda = { name: "f", memorySize: 128, timeoutSeconds: 3, logging };
    const write = (entry: LogEntry) => void entries.push(entry);
    const log = new EnvironmentLog(lambda, new Int32Array(1), { print: () => undefined, write, ran: () => undefined });
    const error = { errorType: "Runtime.ImportModuleError", errorMessage: "Cannot find module 'x'" };
    log.crash(error);
    log.end(error);
    log.end(error);
    const messages = entries.flatMap((entry) => entry.events().map(({ message }) => message));
    expect(messages).to.have.length(2);
    expect(messages[0]).to.contain("Cannot find module 'x'");
    expect(messages[1]).to.match(
      /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError\n$/,
    );
  });
});

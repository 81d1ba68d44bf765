import { expect } from "chai";
import { type LogsHost, messageIn, startLogs } from "../../support/logs";
import { eventually } from "../../support/poll";

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

describe("services/logs: what functions log as JSON", () => {
  let program: LogsHost;
  let group: string;

  before(async () => {
    program = await startLogs();
    group = program.name("structuredGroup");
  });

  after(() => program.close());

  /** What an invocation says, without the platform's own. */
  const said = async (order: object, functionName = "structured") => {
    const stream = String(await program.invoke(program.name(functionName), order));
    const records = await program.records(group, stream);
    const start = records.findLastIndex(({ type }) => type === "platform.start");
    return records.slice(start + 1).filter(({ level }) => level !== undefined);
  };

  it("goes into the function's own group, in streams that have its name", async () => {
    const stream = await program.invoke(program.name("structured"));
    expect(String(stream)).to.match(
      new RegExp(`^\\d{4}/\\d\\d/\\d\\d/${program.name("structured")}\\[\\$LATEST\\][0-9a-f]{32}$`),
    );
    expect(await program.streams(group)).to.include(String(stream));
  });

  it("has one object per line, which keeps a single value and joins several", async () => {
    const [one, two, three] = await said({
      say: [
        ["info", { order: 7, lines: ["a"] }],
        ["warn", "count: %d", 3],
        ["info", { circle: true }],
      ],
    });
    expect(one).to.have.keys("timestamp", "level", "requestId", "message");
    expect(one?.timestamp).to.match(new RegExp(`^${time}$`));
    expect(one?.requestId).to.match(new RegExp(`^${uuid}$`));
    expect(one).to.deep.include({ level: "INFO", message: { order: 7, lines: ["a"] } });
    expect(two).to.include({ level: "WARN", message: "count: 3" });
    expect(three?.message).to.match(/^<ref \*1> \{ circle: true, itself: \[Circular \*1\] \}$/);
  });

  it("describes errors, alone and among others", async () => {
    const [alone, among] = await said({
      say: [
        ["error", { error: "no such thing" }],
        ["error", "it failed:", { error: "again" }],
      ],
    });
    expect(alone?.message).to.include({ errorType: "TypeError", errorMessage: "no such thing" });
    expect(Object(alone?.message).stackTrace[0]).to.equal("TypeError: no such thing");
    expect(among).to.include({ level: "ERROR", errorType: "TypeError", errorMessage: "again" });
    expect(among?.message).to.match(/^it failed: TypeError: again\n\s+at /);
    expect(Object(among?.stackTrace)[0]).to.equal("TypeError: again");
  });

  it("has platform.start and platform.report around an invocation", async () => {
    const stream = String(await program.invoke(program.name("structured"), { say: [["info", "between"]] }));
    const records = (await program.records(group, stream)).slice(-3);
    const [start, line, report] = records;
    expect(start).to.deep.include({
      type: "platform.start",
      record: { requestId: line?.requestId, version: "$LATEST" },
    });
    expect(line).to.include({ message: "between" });
    const { requestId, metrics, status } = Object(report?.record);
    expect([report?.type, requestId, status]).to.deep.equal(["platform.report", line?.requestId, "success"]);
    expect(metrics).to.include({ memorySizeMB: 128, billedDurationMs: Math.ceil(metrics.durationMs) });
    expect(metrics.maxMemoryUsedMB).to.be.within(1, 512);
  });

  it("tells what an uncaught error, an exit and a time-out did to an invocation", async () => {
    const name = program.name("structured");
    const cases: [object, object][] = [
      [{ fail: "out of range" }, { status: "error", errorType: "RangeError" }],
      [{ exit: 3 }, { status: "error", errorType: "Runtime.ExitError" }],
      [{ never: true }, { status: "timeout" }],
    ];
    for (const [order, expected] of cases) {
      const stream = String(await program.invoke(name));
      await program.invoke(name, order);
      const ends = (await program.records(group, stream)).slice(-2);
      expect(ends.map(({ type }) => type)).to.deep.equal(["platform.runtimeDone", "platform.report"]);
      for (const { record } of ends) expect(record).to.include(expected);
    }
    expect(JSON.parse(await messageIn(program, group, "out of range"))).to.deep.include({ level: "ERROR" });
  });

  it("leaves out debug and trace, unless the function's level asks for them", async () => {
    const say = ["trace", "debug", "info", "warn", "error", "fatal"].map((level) => [level, level]);
    const levels = async (name: string) => (await said({ say }, name)).map(({ level }) => level);
    expect(await levels("structured")).to.deep.equal(["INFO", "WARN", "ERROR", "FATAL"]);
    expect(await levels("detailed")).to.deep.equal(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]);
    const printed = program.host.logs.filter((line) => line.includes(program.name("structured"))).join("\n");
    expect(printed).to.contain("  error: error");
    expect(printed).to.not.contain("debug");
  });

  it("tells of initialisation and runtime where the system level is DEBUG", async () => {
    const stream = String(await program.invoke(program.name("detailed")));
    const types = (await program.records(group, stream)).flatMap(({ type }) => type ?? []);
    expect(types.slice(0, 5)).to.deep.equal([
      "platform.initStart",
      "platform.initRuntimeDone",
      "platform.initReport",
      "platform.start",
      "platform.runtimeDone",
    ]);
  });

  it("tells nothing of an invocation that goes well where the system level is WARN", async () => {
    const name = program.name("terse");
    const stream = String(await program.invoke(name, { say: [["warn", "unheard"]], write: "raw\n" }));
    expect(await program.streams(group)).to.not.include(stream);
    await program.invoke(name, { say: [["error", "heard"]], write: '{"level":"error","text":"raw"}\n' });
    await program.invoke(name, { exit: 1 });
    const kinds = await eventually("what the function wrote to its output", async () => {
      const found = (await program.records(group, stream)).map(({ type, level }) => type ?? level);
      return found.includes("error") ? found : undefined;
    });
    expect(kinds).to.have.members(["ERROR", "error", "platform.runtimeDone", "platform.report"]);
  });
});

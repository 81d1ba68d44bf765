import { expect } from "chai";
import { type LogsHost, messageIn, startLogs } from "../../support/logs";

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

describe("services/logs: what functions log as text", () => {
  let program: LogsHost;
  let group: string;

  before(async () => {
    program = await startLogs();
    group = `/aws/lambda/${program.name("plain")}`;
  });

  after(() => program.close());

  it("goes into the group and the streams that Lambda names", async () => {
    const stream = await program.invoke(program.name("plain"));
    const today = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    expect(String(stream)).to.match(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(String(stream)).to.contain(today);
    expect(await program.streams(group)).to.include(String(stream));
  });

  it("has time, request, level and text in each line, between START, END and REPORT", async () => {
    const say = [
      ["log", "an", { object: 1 }],
      ["debug", "two\nlines"],
      ["warn", "careful"],
    ];
    await program.invoke(program.name("plain"), { say });
    const all = await program.messages(group);
    const lines = all.slice(all.findLastIndex((message) => message.startsWith("START")));
    const expected = [
      `START RequestId: (${uuid}) Version: \\$LATEST\n`,
      `${time}\t(${uuid})\tINFO\tan \\{ object: 1 \\}\n`,
      `${time}\t(${uuid})\tDEBUG\ttwo\nlines\n`,
      `${time}\t(${uuid})\tWARN\tcareful\n`,
      `END RequestId: (${uuid})\n`,
      `REPORT RequestId: (${uuid})\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\n`,
    ];
    expect(lines).to.have.length(expected.length);
    const ids = lines.map((line, index) => new RegExp(`^${expected[index]}$`).exec(line)?.[1]);
    expect(new Set(ids).size, JSON.stringify(lines)).to.equal(1);
    expect(ids[0]).to.be.a("string");
  });

  it("tells the initialisation's time once, and what was logged in it without a request", async () => {
    const logStreamNames = [String(await program.invoke(program.name("plain")))];
    await program.invoke(program.name("plain"));
    const messages = await program.messages(group, { logStreamNames });
    expect(messages.filter((message) => message.includes("\tInit Duration: "))).to.have.length(1);
    expect(messages[0]).to.match(new RegExp(`^${time}\tundefined\tINFO\tloaded\n$`));
  });

  it("has an error that nobody caught with its properties and its stack", async () => {
    await program.invoke(program.name("plain"), { fail: "out of range", code: "E_RANGE" });
    const line = await messageIn(program, group, "out of range");
    const [head, json = ""] = line.split(" \t");
    expect(head).to.match(new RegExp(`^${time}\t${uuid}\tERROR\tInvoke Error$`));
    const { stack, ...error } = JSON.parse(json);
    expect(error).to.deep.equal({ errorType: "RangeError", errorMessage: "out of range", code: "E_RANGE" });
    expect(stack[0]).to.equal("RangeError: out of range");
    expect(await messageIn(program, group, "Status: error")).to.contain("\tError Type: RangeError");
  });

  it("tells an exit, and a time-out in the report", async () => {
    await program.invoke(program.name("plain"), { exit: 3 });
    const exit = await messageIn(program, group, "exit status 3");
    expect(exit).to.match(
      new RegExp(`^RequestId: ${uuid} Error: Runtime exited with error: exit status 3\nRuntime.ExitError\n$`),
    );
    await program.invoke(program.name("plain"), { never: true });
    expect(await messageIn(program, group, "Status: timeout")).to.contain("\tDuration: 1000.00 ms\t");
  });

  it("has what the function wrote to its standard output, line by line as it is", async () => {
    await program.invoke(program.name("plain"), { write: "raw one\nraw two\n" });
    expect(await messageIn(program, group, "raw two")).to.equal("raw two\n");
    expect(await messageIn(program, group, "raw one")).to.equal("raw one\n");
  });
});

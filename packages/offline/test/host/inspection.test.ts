import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { Command } from "../support/command";
import { Debugger } from "../support/debugger";
import { rawRequest } from "../support/http";
import { programFolder } from "../support/programs";

const program = programFolder("closures");
// Cold: a function that is loaded ahead may be there before the debugger, which stops it where it begins.
const options = ["--program", program, "--stack", "dev", "--port", "0", "--ephemeral", "--inspect=0", "--cold"];
const file = join(program, "greeter.ts");
const lineOf = (text: string): number => readFileSync(file, "utf8").split(text)[0]?.split("\n").length ?? 0;

/** Where debuggers attach to a host, as Node.js prints it. */
const debuggerUrl = ({ text }: Command): string => /ws:\/\/127\.0\.0\.1:\S+/.exec(text)?.[0] ?? "";

describe("host/inspection: npm start -- --inspect", () => {
  let command: Command;
  let url: string;
  let client: Debugger;

  before(async () => {
    command = new Command(...options);
    ({ url = "" } = await command.outputs());
    client = await Debugger.attach(debuggerUrl(command));
  });

  after(async () => {
    client.close();
    await command.kill();
  });

  it("stops a closure at a line of its TypeScript, as long as anybody likes", async () => {
    const answer = rawRequest(url, "GET", "/greet?name=Ada");
    const thread = await client.thread();
    const paused = await thread.stopAt(file, lineOf("return { statusCode"));
    expect(await thread.evaluate(paused, "greeting"), "what it captures").to.equal("Hello");
    expect(await thread.evaluate(paused, "body"), "what it has just made").to.equal("Hello, Ada!");
    // Its own time-out is one second, its integration's one and a half.
    await setTimeout(2500);
    await thread.post("Debugger.resume");
    expect(await answer).to.include({ status: 200, body: "Hello, Ada!" });
  });

  it("ends within two seconds of SIGINT, though a debugger has stopped a function", async () => {
    const stopped = new Command(...options);
    const { url: where = "" } = await stopped.outputs();
    const debug = await Debugger.attach(debuggerUrl(stopped));
    const answer = rawRequest(where, "GET", "/greet").catch(() => "cut off");
    await (await debug.thread()).stopAt(file, lineOf("return { statusCode"));
    const signalled = Date.now();
    stopped.signal("SIGINT");
    expect(await stopped.code()).to.equal(0);
    expect(Date.now() - signalled).to.be.below(2000);
    expect(await answer).to.equal("cut off");
    debug.close();
  });
});

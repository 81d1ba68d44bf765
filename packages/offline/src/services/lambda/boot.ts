/**
 * Lambda's Node.js runtime inside a worker thread: loads the handler, then runs one invocation at a time.
 * It is compiled to one script.
 */
import { existsSync } from "node:fs";
import Module from "node:module";
import { join } from "node:path";
import { format } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { Backlog } from "./backlog";
import { callsOf, type Handler, objectionTo } from "./calling";
import { Claims } from "./claims";
import { isWritten, type Level } from "./logs/config";
import { errorText, jsonLine, type LineContext, textLine } from "./logs/lines";
import type { Boot, FunctionError, Invocation, Order, Report } from "./messages";
import { ownDescriptors } from "./descriptors";
import { shortenerOf, shortenTrace } from "./frames";
import { memoryInUse, watchMemory } from "./memory";
import { describeError, outOfMemory } from "./outcome";
import { lineOf, takeOutput } from "./output";
import { ownProcess } from "./process";
import { callStreaming, installStreaming, isStreaming } from "./streaming";
import { hearResponse, installTransport } from "./transport";

const boot: Boot = workerData;
const claims = new Claims(boot.claims);
const port = parentPort;
const backlog = new Backlog(boot.backlog);
const call = callsOf(boot.runtime, port);

function say(report: Report): void {
  backlog.add(report);
  port?.postMessage(report);
}

// Whether or not the function's own options say so: a person wants to see the file that they wrote.
process.setSourceMapsEnabled(true);
const shortened = shortenerOf([boot.folder, boot.taskRoot]);

/** The invocation that runs, or ran last; undefined while the module loads. */
let requestId: string | undefined;
const isJson = boot.logging.logFormat === "JSON";

/** Logs at one level, as Lambda's runtime has `console` do. */
const logAt =
  (level: Level) =>
  (...values: unknown[]): void => {
    if (!isWritten(level, boot.logging.applicationLogLevel)) return;
    const context = { level, requestId, timestamp: Date.now() };
    const text = lineOf(shortened(format(...values)));
    const message = isJson ? lineOf(shortened(jsonLine(context, values))) : textLine(context, text);
    say({ kind: "log", level: level.toLowerCase(), text, timestamp: context.timestamp, message });
  };
Object.assign(console, {
  trace: logAt("TRACE"),
  debug: logAt("DEBUG"),
  info: logAt("INFO"),
  log: logAt("INFO"),
  warn: logAt("WARN"),
  error: logAt("ERROR"),
  fatal: logAt("FATAL"),
});

// The SDK warns of Node.js versions to come at each load; functions run on 22 in AWS.
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = (warning: string | Error, ...rest: never[]) => {
  if (!String(warning).includes("NodeVersionSupportWarning")) emitWarning(warning, ...rest);
};

/** Logs what the handler threw. */
function logThrown(error: unknown, described: FunctionError): void {
  if (!isWritten("ERROR", boot.logging.applicationLogLevel)) return;
  const context = { level: "ERROR", requestId, timestamp: Date.now() } as const;
  const message = lineOf(shortened(messageOf(context, error, described)));
  say({ kind: "log", level: "error", timestamp: context.timestamp, message });
}

/** The line of what the handler threw; without its own properties if one of them throws in turn. */
function messageOf(context: LineContext, error: unknown, described: FunctionError): string {
  const formatted = (value: unknown): string =>
    isJson
      ? jsonLine(context, [value instanceof Error ? value : new Error(described.errorMessage)])
      : textLine(context, errorText("Invoke Error", described, value instanceof Error ? { ...value } : {}));
  try {
    return formatted(error);
  } catch {
    return formatted(undefined);
  }
}

ownProcess((error) => say({ kind: "end", error }));
ownDescriptors();
installStreaming();
takeOutput((stream, text) => say({ kind: "output", stream, text }));
watchMemory(boot.memorySize * 1024 ** 2, () => {
  say({ kind: "end", error: outOfMemory });
  process.exit();
});
if (process.env.AWS_ENDPOINT_URL) installTransport(process.env.AWS_ENDPOINT_URL, say);

// Debuggers ask V8 to stop before a script that has a source map, so that breakpoints are there before it runs. It does so
// for scripts of their own, as Node.js makes them where somebody has changed what it wraps around modules, and not for the
// functions that it makes of modules otherwise.
if (boot.isInspected) Object.assign(Module, { wrap: Module.wrap });

// Listening from the start: a module may call a service while it loads.
let loaded: Handler | undefined;
const waiting: Invocation[] = [];
port?.on("message", (order: Order) => {
  if (!Array.isArray(order)) return hearResponse(order);
  if (waiting.push(...order) === order.length && loaded) void work(loaded);
});

/** Runs what waits, one after the other; the one that runs stays at the head. The host may take others back. */
async function work(handler: Handler): Promise<void> {
  for (let [next] = waiting; next; [next] = waiting) {
    if (claims.take(next.number)) {
      const began = performance.now();
      await invoke(handler, next);
      notePace(performance.now() - began);
    }
    waiting.shift();
  }
}

void loadHandler().then(
  (handler) => {
    loaded = handler;
    say({ kind: "ready" });
  },
  (error: unknown) => say({ kind: "initError", error: describe(error) }),
);

async function loadHandler(): Promise<Handler> {
  const at = boot.handler.lastIndexOf(".");
  const [path, name] = [boot.handler.slice(0, at), boot.handler.slice(at + 1)];
  const file = [".js", ".mjs", ".cjs"]
    .map((ending) => join(boot.taskRoot, path + ending))
    .find((candidate) => existsSync(candidate));
  if (!file) throw Object.assign(new Error(`Cannot find module '${path}'`), { name: "Runtime.ImportModuleError" });
  const module: Record<string, unknown> = file.endsWith(".mjs") ? await import(file) : require(file);
  const handler = await module[name];
  if (isHandler(handler)) {
    const objection = objectionTo(handler, boot.runtime);
    if (objection) throw objection;
    return handler;
  }
  throw Object.assign(new Error(`${boot.handler} is undefined or not exported`), { name: "Runtime.HandlerNotFound" });
}

/** What the function threw, as Lambda reports it, with its stack as people read it. */
const describe = (thrown: unknown): FunctionError => withRemedy(shortenTrace(describeError(thrown), shortened));

/** Lambda has the whole SDK; here it is what the program, or the host, has installed. */
function withRemedy(error: FunctionError): FunctionError {
  const [, name] = /Cannot find (?:module|package) '(@aws-sdk\/[^/']+)/.exec(error.errorMessage) ?? [];
  if (name === undefined) return error;
  const remedy = `${name} is a part of Lambda's runtime, and not installed here: npm install --save-dev ${name}`;
  return { ...error, errorMessage: `${error.errorMessage}\n${remedy}` };
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

async function invoke(handler: Handler, invocation: Invocation): Promise<void> {
  requestId = invocation.requestId;
  try {
    const [event, context] = [JSON.parse(invocation.payload), contextOf(invocation)];
    const payload = isStreaming(handler)
      ? await callStreaming(handler, event, context, (piece) => say({ kind: "piece", ...piece })).then(() => "")
      : (JSON.stringify(await call(handler, event, context)) ?? "null");
    noteMemory();
    say({ kind: "result", payload });
  } catch (error) {
    noteMemory();
    const described = describe(error);
    logThrown(error, described);
    say({ kind: "error", error: described });
  }
}

function notePace(milliseconds: number): void {
  const [pace = 0] = boot.pace;
  boot.pace[0] = pace + (milliseconds - pace) / 8;
}

/** When {@link noteMemory} last asked the engine: that takes longer than most of what surrounds it. */
let noted = 0;

function noteMemory(): void {
  const now = Date.now();
  if (now - noted < 100) return;
  noted = now;
  boot.memoryUsed[0] = Math.max(boot.memoryUsed[0] ?? 0, Math.ceil(memoryInUse() / 1024));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
const contextOf = ({ requestId }: Invocation, deadline = Date.now() + boot.timeoutSeconds * 1000) => ({
  functionName: boot.functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: boot.functionArn,
  memoryLimitInMB: String(boot.memorySize),
  awsRequestId: requestId,
  logGroupName: boot.logging.logGroup,
  logStreamName: boot.logStreamName,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

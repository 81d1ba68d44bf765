/**
 * Lambda's Node.js runtime inside a worker thread: loads the handler, then runs one invocation at a time.
 * It is compiled to one script.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { type Boot, claimOf, type FunctionError, type Invocation, type Order, type Report } from "./messages";
import { hearExchange, installTransport } from "./transport";

type Callback = (error: unknown, result?: unknown) => void;
type Handler = (event: unknown, context: object, callback: Callback) => unknown;

const boot: Boot = workerData;
const say = (report: Report): void => parentPort?.postMessage(report);

for (const level of ["debug", "info", "log", "warn", "error", "trace"] as const) {
  console[level] = (...values: unknown[]) =>
    say({ kind: "log", level: level === "log" ? "info" : level, text: format(...values) });
}

// The SDK warns of Node.js versions to come at each load; functions run on 22 in AWS.
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = (warning: string | Error, ...rest: never[]) => {
  if (!String(warning).includes("NodeVersionSupportWarning")) emitWarning(warning, ...rest);
};

const describe = (error: unknown): FunctionError =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] }
    : { errorType: typeof error, errorMessage: String(error) };

if (process.env.AWS_ENDPOINT_URL) installTransport(process.env.AWS_ENDPOINT_URL, say);

// Listening from the start: a module may call a service while it loads.
let loaded: Handler | undefined;
const waiting: Invocation[] = [];
parentPort?.on("message", (order: Order) => {
  if ("kind" in order) return hearExchange(order);
  if (waiting.push(order) === 1 && loaded) void work(loaded);
});

/** Runs what waits, one after the other; the one that runs stays at the head. The host may take others back. */
async function work(handler: Handler): Promise<void> {
  for (let [next] = waiting; next; [next] = waiting) {
    const { number } = next;
    const [offered, taken] = [claimOf.offered(number), claimOf.taken(number)];
    const isOurs = Atomics.compareExchange(boot.claims, number % boot.claims.length, offered, taken) === offered;
    if (isOurs) await invoke(handler, next);
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
  if (isHandler(handler)) return handler;
  throw Object.assign(new Error(`${boot.handler} is undefined or not exported`), { name: "Runtime.HandlerNotFound" });
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

async function invoke(handler: Handler, invocation: Invocation): Promise<void> {
  try {
    const result = await run(handler, JSON.parse(invocation.payload), contextOf(invocation));
    say({ kind: "result", payload: JSON.stringify(result) ?? "null" });
  } catch (error) {
    say({ kind: "error", error: describe(error) });
  }
}

/** A handler answers by a promise, or by its callback. */
function run(handler: Handler, event: unknown, context: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, result) => (error ? reject(error) : resolve(result));
    const result = handler(event, context, callback);
    if (result instanceof Promise) result.then(resolve, reject);
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
const contextOf = ({ requestId }: Invocation, deadline = Date.now() + boot.timeoutSeconds * 1000) => ({
  functionName: boot.functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: boot.functionArn,
  memoryLimitInMB: String(boot.memorySize),
  awsRequestId: requestId,
  logGroupName: boot.logGroup,
  logStreamName: boot.logStream,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

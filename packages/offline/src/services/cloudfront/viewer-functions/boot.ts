/**
 * Runs a CloudFront function inside a worker thread: each event in a context of its own, with a limit on its time. It is
 * compiled to one script.
 */
import { createContext, Script } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { isRecord } from "../../../is-record";
import type { Done, FunctionBoot, Job } from "./messages";
import { globalsOf, scriptOf } from "./sandbox";

const { code, milliseconds }: FunctionBoot = workerData;
const script = new Script(scriptOf(code), { filename: "function.js" });

/** Calls the handler within its context, where the limit counts for what it awaits as well. */
const call = new Script(`(() => {
  const { event, settle } = offlineRun;
  delete globalThis.offlineRun;
  (async () => handler(JSON.parse(event)))().then(
    (value) => settle(JSON.stringify(value)),
    (error) => settle(undefined, String((error && error.stack) || error)),
  );
})()`);

// What a function rejects and does not wait for is lost on CloudFront as well.
process.on("unhandledRejection", () => undefined);

parentPort?.on("message", ({ number, event }: Job) => {
  const logs: string[] = [];
  const done: Done = { number, isLate: false, logs, ...run(event, logs) };
  parentPort?.postMessage(done);
});

function run(event: string, logs: string[]): Partial<Done> {
  let outcome: Partial<Done> = { error: "the handler's promise was never settled" };
  const settle = (result?: string, error?: string): void => void (outcome = { result, error });
  const globals = globalsOf(logs);
  const context = createContext(globals, {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: "afterEvaluate",
  });
  try {
    script.runInContext(context, { timeout: milliseconds });
    globals.offlineRun = { event, settle };
    call.runInContext(context, { timeout: milliseconds });
    return outcome;
  } catch (error) {
    if (isTimeout(error)) return { error: `it ran for more than ${milliseconds} ms`, isLate: true };
    return { error: textOf(error) };
  }
}

// What is thrown comes out of another realm, where nothing is an instance of what is here.
const isTimeout = (error: unknown): boolean => isRecord(error) && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";

const textOf = (error: unknown): string => String(isRecord(error) ? (error.stack ?? error) : error);

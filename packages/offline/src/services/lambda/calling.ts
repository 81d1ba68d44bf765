/**
 * Inside a function's environment: calls handlers as Lambda's runtimes for Node.js do, which differ by version
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html, and the runtime interface client that AWS publishes).
 */
import type { MessagePort } from "node:worker_threads";
import { isStreaming } from "./streaming";

type Callback = (error: unknown, result?: unknown) => void;

/** What a function exports as its handler. */
export type Handler = (event: unknown, context: object, callback?: Callback) => unknown;

/** Calls a handler with an event and the members of its context; resolves to its answer. */
export type Call = (handler: Handler, event: unknown, context: object) => Promise<unknown>;

/** From this version of Node.js on there are no callbacks: whatever a handler returns is its answer. */
const withoutCallbacks = 24;

/** The version of Node.js in a runtime's name, such as 22 of `nodejs22.x`. */
const versionOf = (runtime: string): number => Number(/nodejs(\d+)/.exec(runtime)?.[1] ?? withoutCallbacks);

/**
 * How handlers are called in a runtime.
 *
 * @param runtime its name, such as `nodejs22.x`
 * @param port what keeps the environment alive, and does not count as something to do
 */
export const callsOf = (runtime: string, port: MessagePort | null): Call =>
  versionOf(runtime) >= withoutCallbacks
    ? async (handler, event, context) => handler(event, context)
    : (handler, event, context) => callWithCallback(handler, event, context, port);

/** Why a runtime does not take a handler, in AWS's words; undefined if it does. */
export const objectionTo = (handler: Handler, runtime: string): Error | undefined =>
  versionOf(runtime) >= withoutCallbacks && handler.length > 2 && !isStreaming(handler)
    ? Object.assign(
        new Error(
          "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
        ),
        { name: "Runtime.CallbackHandlerDeprecated" },
      )
    : undefined;

/**
 * A handler answers by a promise, or by its callback. What it returns otherwise is lost: without either its answer is `null`
 * once nothing is left to do.
 */
function callWithCallback(
  handler: Handler,
  event: unknown,
  members: object,
  port: MessagePort | null,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const callback: Callback = (error, result) => {
      if (isAnswered) return;
      isAnswered = true;
      stopWaiting();
      if (error !== null && error !== undefined) reject(error);
      else if (context.callbackWaitsForEmptyEventLoop) whenEmpty(port, () => resolve(result));
      else resolve(result);
    };
    let stopWaiting = (): void => undefined;
    const context = Object.assign(members, {
      callbackWaitsForEmptyEventLoop: true,
      done: callback,
      fail: (error: unknown) => callback(error ?? new Error("handled")),
      succeed: (result: unknown) => callback(null, result),
    });
    const returned = handler(event, context, callback);
    if (isThenable(returned)) void Promise.resolve(returned).then(resolve, reject);
    else if (!isAnswered) stopWaiting = whenEmpty(port, () => resolve(null));
  });
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/** Acts when the event loop is empty but for a port; returns what ends the waiting. */
function whenEmpty(port: MessagePort | null, act: () => void): () => void {
  const end = (): void => {
    process.off("beforeExit", onEmpty);
    port?.ref();
  };
  const onEmpty = (): void => {
    end();
    act();
  };
  port?.unref();
  process.on("beforeExit", onEmpty);
  return end;
}

import { hasCode } from "../../errors";
import type { Happening, InvocationCause } from "../../protocol/activity";
import type { LogEntry } from "../../protocol/log-entries";
import type { FunctionError } from "./messages";
import { synchronousBytes } from "../../protocol/targets";

/** What an invocation answered. */
export interface Answer {
  /** JSON of what the handler returned, or of a {@link FunctionError}. */
  payload: string;
  /** Whether the function failed rather than answered. */
  failed: boolean;
  /** What went wrong, if it failed. */
  error?: FunctionError;
}

/** What an invocation took. */
export interface Run {
  /** What it logged, Lambda's own lines about it included. */
  log: LogEntry[];
  /** How long its code ran. */
  milliseconds: number;
  /** How long its environment took to load it, if this was its first invocation. */
  initMilliseconds?: number;
}

/** How an invocation ended, and the id it had. */
export interface Outcome extends Answer, Run {
  requestId: string;
}

/** Member by member: copies of objects of several shapes cost a request more than what they say. */
export const outcome = (
  requestId: string,
  { payload, failed, error }: Answer,
  { log, milliseconds, initMilliseconds }: Run,
): Outcome => ({ requestId, payload, failed, error, log, milliseconds, initMilliseconds });

/** What is told of how an invocation ended. */
export const endOf = (
  functionName: string,
  { requestId, milliseconds, initMilliseconds, error }: Outcome,
  cause: InvocationCause,
): Happening => ({
  kind: "invocation",
  time: Date.now(),
  invocationId: requestId,
  functionName,
  cause,
  milliseconds,
  initMilliseconds,
  error: error && { type: error.errorType, message: error.errorMessage, stack: error.trace?.join("\n") },
});

export const failure = (error: FunctionError): Answer => ({ payload: JSON.stringify(error), failed: true, error });

/** Of an invocation that never began, since its environment could not load the function. */
export const notRun: Run = { log: [], milliseconds: 0 };

/** An error as its developer wants to see it: with the stack, where there is one. */
export const textOf = ({ errorType, errorMessage, trace }: FunctionError): string =>
  trace?.length ? trace.join("\n") : `${errorType}: ${errorMessage}`;

/**
 * What a function threw, as Lambda's Node.js runtime reports it. That may be anything, with getters that throw in turn:
 * the runtime then says so, in these words.
 */
export function describeError(error: unknown): FunctionError {
  try {
    if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
    const { name, message, stack } = error;
    const trace = typeof stack === "string" ? stack.split("\n") : [];
    return { errorType: String(name), errorMessage: String(message), trace };
  } catch {
    const errorMessage =
      "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack";
    return { errorType: "handled", errorMessage };
  }
}

/** The runtime's process has ended. */
export const exited = (how: string): FunctionError => ({
  errorType: "Runtime.ExitError",
  errorMessage: `Runtime exited with error: ${how}`,
});

/** The function has sent something of its own over the runtime's port. */
export const strayMessage = exited("a message on the runtime's port that is not the runtime's");

/** There was no memory left. */
export const outOfMemory = exited("signal: killed");

/** What ended an environment, as Lambda reports it. */
export const errorOf = (error: unknown): FunctionError =>
  hasCode(error, "ERR_WORKER_OUT_OF_MEMORY") ? outOfMemory : describeError(error);

export const timedOut = (seconds: number): FunctionError => ({
  errorType: "Sandbox.Timedout",
  errorMessage: `Task timed out after ${seconds.toFixed(2)} seconds`,
});

export const initTimedOut: FunctionError = {
  errorType: "Sandbox.Timedout",
  errorMessage: "initialisation took more than 10 seconds",
};

/** What Lambda makes of a result that it cannot carry. */
export const resultTooLarge: FunctionError = {
  errorType: "Function.ResponseSizeTooLarge",
  errorMessage: `Response payload size exceeded maximum allowed payload size (${synchronousBytes} bytes).`,
};

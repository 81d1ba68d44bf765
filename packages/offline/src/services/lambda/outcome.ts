import { hasCode } from "../../errors";
import type { LogEntry } from "../../protocol/log-entries";
import type { FunctionError } from "./messages";
import { synchronousBytes } from "../../protocol/targets";

/** How an invocation ended. */
export interface Outcome {
  /** JSON of what the handler returned, or of a {@link FunctionError}. */
  payload: string;
  /** Whether the function failed rather than answered. */
  failed: boolean;
  /** What it logged, Lambda's own lines about it included. */
  log: LogEntry[];
}

/** An invocation that failed without a log of its own. */
export const failure = (error: FunctionError): Outcome => ({ payload: JSON.stringify(error), failed: true, log: [] });

/** An error as its developer wants to see it: with the stack, where there is one. */
export const textOf = ({ errorType, errorMessage, trace }: FunctionError): string =>
  trace?.length ? trace.join("\n") : `${errorType}: ${errorMessage}`;

/** What ended an environment, as Lambda reports it. */
export function errorOf(error: Error): FunctionError {
  if (hasCode(error, "ERR_WORKER_OUT_OF_MEMORY")) {
    return { errorType: "Runtime.ExitError", errorMessage: "Runtime exited with error: signal: killed" };
  }
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] };
}

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

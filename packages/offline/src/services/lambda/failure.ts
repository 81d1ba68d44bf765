import type { FunctionError } from "./messages";

/** Why an attempt of an asynchronous invocation failed. */
export interface Failure {
  /** What a synchronous caller would be answered: 200 where the function failed, 429 where there was no room for it. */
  status: 200 | 429;
  /** JSON of the function's error, or what the host says. */
  text: string;
}

/** A failure in its own words. */
export function messageOf({ status, text }: Failure): string {
  if (status === 429) return text;
  const error: FunctionError = JSON.parse(text);
  return error.errorMessage;
}

import { send } from "../shell/host";

/** What came of an invocation. */
export interface Invoked {
  /** Lambda's id of it. */
  requestId: string;
  /** What the function answered, as JSON; empty for an event, whose answer nobody gets. */
  payload: string;
  /** How it failed, as Lambda says it. */
  error?: string;
  milliseconds: number;
}

/**
 * Invokes a function.
 *
 * @param event JSON
 * @param isEvent whether Lambda is to keep the event, and try it again where the function fails
 */
export async function invoke(name: string, event: string, isEvent: boolean): Promise<Invoked> {
  const began = performance.now();
  const response = await send(`/_offline/aws/lambda/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
    method: "POST",
    headers: { "x-amz-invocation-type": isEvent ? "Event" : "RequestResponse" },
    body: event,
  });
  return {
    requestId: response.headers.get("x-amzn-requestid") ?? "",
    payload: await response.text(),
    error: response.headers.get("x-amz-function-error") ?? undefined,
    milliseconds: performance.now() - began,
  };
}

import { restJson } from "../../protocol/rest-json";
import { AwsError, type AwsResponse } from "../../protocol/service";
import { type NoCapacity, Throttled } from "../../protocol/targets";

/** What Lambda answers where it cannot invoke a function now. */
export class Throttling extends AwsError {
  /** The body of the answer: it has other members than those of Lambda's other errors, and in another case. */
  readonly document: { Reason: string; Type: "User"; message: string };

  constructor(error: NoCapacity) {
    const message = "Rate Exceeded.";
    super("TooManyRequestsException", message, 429);
    // What there is too much of: invocations of the function, or of all.
    const Reason = `${error instanceof Throttled ? "ReservedFunction" : ""}ConcurrentInvocationLimitExceeded`;
    this.document = { Reason, Type: "User", message };
  }

  answer(requestId: string): AwsResponse {
    return restJson(this.status, this.document, { "x-amzn-errortype": this.code, "x-amzn-requestid": requestId });
  }
}

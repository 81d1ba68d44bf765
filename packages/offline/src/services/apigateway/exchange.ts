import type { IncomingMessage } from "node:http";
import type { HttpResponse } from "../../protocol/http-response";
import type { AuthorizerContext } from "./authorizers/authorizer";
import type { Method } from "./document";
import type { Refusal } from "./refusal";
import type { ApiKey } from "./usage-plans";

/**
 * A request on its way, as the stage's metrics and access log tell of it. What it did not come to is undefined, and is a
 * member all the same: V8 reads objects of one shape several times faster.
 */
export class Exchange {
  /** Milliseconds since the epoch. */
  readonly since = Date.now();
  method: Method | undefined = undefined;
  /** The key that opened the method, if it asks for one. */
  key: ApiKey | undefined = undefined;
  traceId: string | undefined = undefined;
  /** What the firewall before the stage said. Milliseconds. */
  firewall: { webAclArn: string; isBlocked: boolean; latency: number } | undefined = undefined;
  /** What the method's authorizer said; its status is 200 where it let the request through. Milliseconds. */
  authorizer: { status: number; latency: number; context?: AuthorizerContext; error?: string } | undefined = undefined;
  /** How long the integration took, in milliseconds. */
  integrationLatency: number | undefined = undefined;
  /** The invocation of the function that was asked; without an id if it has not ended. */
  invocation: { functionName: string; invocationId?: string; initMilliseconds?: number } | undefined = undefined;
  /** The status that the integration answered. */
  integrationStatus: number | undefined = undefined;
  /** Why the gateway answered by itself. */
  refusal: Refusal | undefined = undefined;

  /** @param rawPath raw path below the stage, as it came */
  constructor(
    readonly message: IncomingMessage,
    readonly requestId: string,
    readonly rawPath: string,
  ) {}
}

/** How an exchange ended. */
export interface Ending {
  answer: HttpResponse;
  /** From the request's arrival to its answer, in milliseconds. */
  latency: number;
}

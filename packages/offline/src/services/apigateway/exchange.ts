import type { IncomingMessage } from "node:http";
import type { HttpResponse } from "../../protocol/http-response";
import type { AuthorizerContext } from "./authorizers/authorizer";
import type { Method } from "./document";
import type { Refusal } from "./refusal";
import type { ApiKey } from "./usage-plans";

/** A request and its answer, as the stage's metrics and access log tell of it. What it did not come to is undefined. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly requestId: string;
  /** Raw path below the stage, as it came. */
  readonly rawPath: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  method?: Method;
  /** The key that opened the method, if it asks for one. */
  key?: ApiKey;
  traceId?: string;
  /** What the firewall before the stage said. Milliseconds. */
  firewall?: { webAclArn: string; isBlocked: boolean; latency: number };
  /** What the method's authorizer said; its status is 200 where it let the request through. Milliseconds. */
  authorizer?: { status: number; latency: number; context?: AuthorizerContext; error?: string };
  /** How long the integration took, in milliseconds. */
  integrationLatency?: number;
  /** The invocation of the function that was asked; without an id if it has not ended. */
  invocation?: { functionName: string; invocationId?: string; initMilliseconds?: number };
  /** The status that the integration answered. */
  integrationStatus?: number;
  /** Why the gateway answered by itself. */
  refusal?: Refusal;
}

/** An exchange that is over. */
export interface Answered extends Exchange {
  answer: HttpResponse;
  /** From the request's arrival to its answer, in milliseconds. */
  latency: number;
}

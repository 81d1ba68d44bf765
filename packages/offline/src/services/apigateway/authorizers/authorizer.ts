import type { IncomingMessage } from "node:http";
import type { Incoming } from "../event";

/** A request that has found its method, before its body is read. */
export type Asking = Omit<Incoming, "body" | "key" | "authorizer"> & { message: IncomingMessage };

/** What an authorizer says of a request that it lets through. */
export interface Authorized {
  /** What the function sees as `requestContext.authorizer`. */
  context: AuthorizerContext;
  /** The API key that it names, where an API takes its keys from its authorizers. */
  apiKey?: string;
}

/** `claims` of a token, or what a function has returned: texts, but for the function's latency in milliseconds. */
export type AuthorizerContext = Readonly<Record<string, string | number | Readonly<Record<string, string>>>>;

/** Guards the methods that name it. */
export interface Authorizer {
  /**
   * Lets a request through.
   *
   * @param scopes of which the caller's token must have one; none where the method names none
   * @throws Refusal where it does not
   */
  authorize(asking: Asking, scopes: readonly string[]): Authorized | Promise<Authorized>;
}

import type { IncomingMessage } from "node:http";
import type { Incoming } from "../event";

/** A request that has found its method, before its body is read. */
export type Asking = Omit<Incoming, "body" | "key" | "authorizer" | "signer"> & {
  message: IncomingMessage;
  /** Reads the body, which only a signature covers. */
  wholeBody(): Promise<Buffer>;
};

/** What an authorizer says of a request that it lets through. */
export interface Authorized {
  /** What the function sees as `requestContext.authorizer`. */
  context?: AuthorizerContext;
  /** Who signed the request, where that lets it through: the function sees it in `requestContext.identity`. */
  signer?: SignerIdentity;
  /** The API key that it names, where an API takes its keys from its authorizers. */
  apiKey?: string;
}

/** Who signed a request, as events say it. */
export interface SignerIdentity {
  accessKey: string;
  accountId: string;
  caller: string;
  user: string;
  userArn: string;
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

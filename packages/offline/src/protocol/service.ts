import type { Readable } from "node:stream";
import type { BodyLimit } from "./body";
import type { ChunkSignatures } from "./signature/chunks";

/** A request to an AWS service, whatever brought it: a socket or a function's message port. */
export interface AwsRequest {
  method: string;
  /** Path as sent, still percent-encoded, without the query. */
  path: string;
  /** Query as sent, still percent-encoded, without the question mark; empty if there is none. */
  query: string;
  /** Headers by lower-case name. */
  headers: Record<string, string>;
  /** The body as it arrives; to be read once. */
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** What the signatures within the body are to be checked with, if it has any. */
  chunks?: ChunkSignatures;
  /** Lambda's id of the invocation that sent it, if one did. */
  invocationId?: string;
}

export interface AwsResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array | Readable;
}

/** Something a caller wants to do: what IAM judges. */
export interface Access {
  /** An IAM action such as `ec2:StopInstances`; not every operation's name is one. */
  action: string;
  /** ARN of the resource it touches, or `*` where the action knows no resource. */
  resource: string;
  /** Values of condition keys that belong to this request or resource, such as `ec2:ResourceTag/team`. */
  context?: Record<string, string | string[]>;
}

/** One request on its way through a service. */
export interface Call {
  request: AwsRequest;
  requestId: string;
  /**
   * The region that it is meant for: that of its signature. Undefined for what is not signed, and for what comes from the
   * host itself: it means the resource wherever it is, and the program's region where that has to be told.
   */
  region?: string;
  /** ARN of the caller: a role's session or the account's root. */
  callerArn: string;
  /** Whether the caller may do all of this; for what depends on it without being refused. */
  may(access: Access[]): boolean;
  /**
   * Returns if the caller may do all of this; otherwise throws an {@link AwsError} that is the service's own denial.
   * An operation's own access has been authorized before it runs.
   */
  authorize(access: Access[]): void;
  /** Told which operation it asks for, if somebody watches. */
  onOperation?(operation: string): void;
}

/** How a service denies: the code, such as `UnauthorizedOperation`, and the HTTP status. */
export interface Denial {
  code: string;
  status: number;
}

/** A service as the endpoint serves it: {@link awsService} makes one of operations and a protocol. */
export interface AwsService {
  /** Its name in a signature's credential scope, such as `ec2`. */
  readonly name: string;
  readonly denial: Denial;
  /** The names of its operations. */
  readonly operations: readonly string[];
  /** What it takes of a request's body at most; undefined where it takes bodies as they come, and limits them itself. */
  bodyLimit(request: AwsRequest): BodyLimit | undefined;
  /** Authorizes and serves a call; a thrown {@link AwsError} goes through {@link AwsService.fail}. */
  handle(call: Call): Promise<AwsResponse>;
  /** An error in the service's own shape. */
  fail(error: AwsError, requestId: string, request: AwsRequest): AwsResponse;
}

/** An error that a service answers: its code and message are what the SDK shows. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}

/** What an operation that is not embedded answers. */
export const notImplemented = (service: string, operation: string): AwsError =>
  new AwsError("NotImplemented", `${service} ${operation} is not embedded in the offline host`, 501);

/** Where a service runs: the parts of its ARNs. */
export interface Location {
  region: string;
  account: string;
}

/** The whole body of a request. */
export async function readBody(request: AwsRequest): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request.body) chunks.push(chunk);
  return chunks.length === 1 && chunks[0]
    ? Buffer.from(chunks[0].buffer, chunks[0].byteOffset, chunks[0].length)
    : Buffer.concat(chunks);
}

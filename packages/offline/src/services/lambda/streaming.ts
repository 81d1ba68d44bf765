/**
 * Inside a function's environment: handlers that stream their answers, as Lambda's runtimes for Node.js have them
 * (https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html). A function finds what it wraps its
 * handler by in the global `awslambda`.
 */
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Handler } from "./calling";
import type { AnswerPiece } from "./messages";
import { httpIntegrationType } from "../../protocol/http-event/prelude";

/** What marks a handler that streams: the runtime interface client's own mark, which wrappers of handlers hand on. */
const mark = Symbol.for("aws.lambda.runtime.handler.streaming");

type StreamingHandler = (event: unknown, response: Writable, context: object) => unknown;

/** Whether a handler was wrapped by `awslambda.streamifyResponse`. */
export const isStreaming = (handler: Handler): boolean => Reflect.get(handler, mark) === "response";

/** Makes the global `awslambda`. */
export function installStreaming(): void {
  const streamifyResponse = (handler: StreamingHandler, options?: { highWaterMark?: number }): StreamingHandler =>
    Object.assign(handler, {
      [mark]: "response",
      [Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark")]: options?.highWaterMark,
    });
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream } });
}

/** What a streaming handler writes its answer to. */
class ResponseStream extends Writable {
  private type: string | undefined;

  constructor(private readonly say: (piece: AnswerPiece) => void) {
    super();
  }

  setContentType(type: string): void {
    this.type = type;
  }

  override _write(chunk: Buffer, _: BufferEncoding, callback: () => void): void {
    // A copy: the chunk may be a part of a pool, which would go along whole.
    this.say({ body: Uint8Array.from(chunk), type: this.type });
    callback();
  }
}

/** Puts a status and headers before a stream's body. */
const HttpResponseStream = {
  from(stream: ResponseStream, prelude: object): ResponseStream {
    stream.setContentType(httpIntegrationType);
    stream.write(JSON.stringify(prelude));
    stream.write(Buffer.alloc(8));
    return stream;
  },
};

/**
 * Calls a handler that streams. Resolves when it is through and its stream has ended: one that never ends its stream runs
 * until its time is out, as on AWS.
 *
 * @param say takes the pieces of the answer as they are written
 */
export async function callStreaming(
  handler: Handler,
  event: unknown,
  context: object,
  say: (piece: AnswerPiece) => void,
): Promise<void> {
  const response = new ResponseStream(say);
  const ended = finished(response);
  const running = Reflect.apply(handler, undefined, [event, response, context]);
  if (!(running instanceof Promise)) throw new Error("Streaming does not support non-async handlers.");
  await Promise.all([running, ended]);
}

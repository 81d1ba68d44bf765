import { AwsError, type AwsRequest } from "./service";

/** The most that a service takes of a request's body, and how it refuses more. */
export interface BodyLimit {
  bytes: number;
  refuse(): AwsError;
}

/** A limit as most services tell it. */
export const atMost = (bytes: number): BodyLimit => ({
  bytes,
  refuse: () => new AwsError("RequestEntityTooLarge", `The request's body is larger than ${bytes} bytes.`, 413),
});

/** Where nothing else is said: forms and parameters, of which none is as long as this. */
export const usualBodyLimit = atMost(1024 ** 2);

/**
 * The chunks of a body. Unlike `for await` on the body itself, leaving a loop over these early does not destroy the
 * socket behind it, so that the client still hears why.
 */
export async function* chunksOf(body: AwsRequest["body"]): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

/**
 * A request whose body ends with a refusal where it is longer than the limit; one that says so ends before it begins. A body
 * of one piece, as functions send it, is measured at once: to count a stream's pieces takes several turns for each.
 */
export function limited(request: AwsRequest, limit: BodyLimit): AwsRequest {
  const pieces: readonly Uint8Array[] = Array.isArray(request.body) ? request.body : [];
  const [piece] = pieces;
  if (piece && pieces.length === 1 && piece.length <= limit.bytes) return request;
  return { ...request, body: limitedBody(request, limit) };
}

async function* limitedBody({ headers, body }: AwsRequest, { bytes, refuse }: BodyLimit): AsyncGenerator<Uint8Array> {
  if (Number(headers["content-length"] ?? 0) > bytes) throw refuse();
  let size = 0;
  for await (const chunk of chunksOf(body)) {
    size += chunk.length;
    if (size > bytes) throw refuse();
    yield chunk;
  }
}

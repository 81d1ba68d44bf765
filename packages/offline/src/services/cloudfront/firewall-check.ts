import { chunksOf } from "../../protocol/body";
import type { Firewall, Verdict } from "../../protocol/firewall";
import type { AwsRequest } from "../../protocol/service";
import type { Viewer } from "../sites";

/** What a firewall says of a request that goes no further. */
export type Blocked = Extract<Verdict, { isBlocked: true }>;

/**
 * Has the firewall before a distribution judge a request.
 *
 * @returns the request as it goes on: with the headers that the firewall inserts, and its body still to be read
 */
export async function passFirewall(
  firewall: Firewall,
  request: AwsRequest,
  { ip, httpVersion }: Viewer,
  requestId: string,
): Promise<AwsRequest | Blocked> {
  const { begun, body } = await beginningOf(request.body, firewall.inspectedBytes);
  const verdict = firewall.judge({
    ...{ requestId, ip, httpVersion },
    method: request.method,
    path: request.path,
    query: request.query,
    headers: Object.entries(request.headers),
    body: begun.subarray(0, firewall.inspectedBytes),
    isBodyCut: begun.length > firewall.inspectedBytes,
  });
  if (verdict.isBlocked) return verdict;
  const inserted = verdict.insertedHeaders.map(([name, value]) => [name.toLowerCase(), value]);
  return { ...request, headers: { ...request.headers, ...Object.fromEntries(inserted) }, body };
}

/** The first bytes of a body, a few more than are asked for if it goes on; and the whole of it, to be read once. */
async function beginningOf(
  body: AwsRequest["body"],
  bytes: number,
): Promise<{ begun: Buffer; body: AwsRequest["body"] }> {
  if (bytes === 0) return { begun: Buffer.alloc(0), body };
  const chunks = chunksOf(body);
  const begun: Uint8Array[] = [];
  let size = 0;
  while (size <= bytes) {
    const next = await chunks.next();
    if (next.done) break;
    begun.push(next.value);
    size += next.value.length;
  }
  return { begun: Buffer.concat(begun), body: joined(begun, chunks) };
}

async function* joined(begun: readonly Uint8Array[], rest: AsyncGenerator<Uint8Array, void, undefined>) {
  yield* begun;
  yield* rest;
}

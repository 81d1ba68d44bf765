import type { AwsRequest } from "../../../protocol/service";
import { limits } from "../limits";
import type { Blobs } from "../store/blobs";
import type { Segment } from "../store/changes";
import { type Element, parseXml } from "../xml-parse";
import { type Received, receive } from "./receive";

/** A body that lies in a blob nothing refers to yet. */
export type Stored = Received & { segment: Segment };

/**
 * Receives a body into a new blob; whoever gets it must refer to it or remove it.
 *
 * @throws what {@link receive} throws; the blob is gone then
 */
export async function receiveBlob(
  headers: Record<string, string>,
  sent: Pick<AwsRequest, "body" | "chunks">,
  blobs: Blobs,
  limit: number = limits.bodyBytes,
): Promise<Stored> {
  const writer = await blobs.create();
  try {
    const received = await receive(headers, sent, { limit, write: (bytes) => writer.write(bytes) });
    return { ...received, segment: { blob: await writer.keep(), size: received.size } };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/**
 * Receives an XML body.
 *
 * @param root the name of its root element
 * @throws MalformedXML, and what {@link receive} throws
 */
export async function receiveXml(
  headers: Record<string, string>,
  sent: Pick<AwsRequest, "body" | "chunks">,
  root: string,
): Promise<Element> {
  const chunks: Uint8Array[] = [];
  await receive(headers, sent, { limit: limits.xmlBytes, write: (bytes) => void chunks.push(bytes) });
  return parseXml(Buffer.concat(chunks).toString("utf8"), root);
}

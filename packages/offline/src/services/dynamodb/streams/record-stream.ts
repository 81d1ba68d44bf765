import { membersOf } from "../../../is-record";
import type { RecordStream, StreamRecord } from "../../../protocol/event-sources";
import type { Catalog } from "../catalog";
import type { KeptRecord } from "./record";
import type { Streams } from "./streams";

/** Each stream has one shard, which never ends; its name has the form of DynamoDB's. */
export const shardId = "shardId-00000001420070400000-00000001";

/** The table in the ARN of a stream. */
export const tableOfStream = (streamArn: string): string => /:table\/([^/]+)\/stream\//.exec(streamArn)?.[1] ?? "";

/** A stream as Lambda reads it, by its ARN; undefined for a table that has none. */
export function recordStream(streamArn: string, catalog: Catalog, streams: Streams): RecordStream | undefined {
  const table = tableOfStream(streamArn);
  if (catalog.get(table)?.LatestStreamArn !== streamArn) return undefined;
  return {
    shardId,
    latest: () => streams.latest(),
    read: async (after, count) => (await streams.read(table, after, count)).map((kept) => handedOver(kept, streamArn)),
    listen: (act) => streams.listen(act),
  };
}

/**
 * A record as Lambda hands it to a function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
function handedOver({ sequenceNumber, time, record }: KeptRecord, streamArn: string): StreamRecord {
  const { userIdentity, ...rest } = record;
  const { Type: type, PrincipalId: principalId } = membersOf(userIdentity);
  return {
    sequenceNumber,
    time,
    record: {
      ...rest,
      ...(userIdentity !== undefined && { userIdentity: { type, principalId } }),
      eventSourceARN: streamArn,
    },
  };
}

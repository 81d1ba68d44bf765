import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Item, itemSize, type TableDescription } from "dynalite/db";
import { isRecord } from "../../../is-record";
import { keyAttributes } from "../items";

/** An item of a table with a stream takes the place of another one, or of none. */
export interface ItemChange {
  table: TableDescription;
  existing: Item | undefined;
  /** Undefined if it is deleted. */
  item: Item | undefined;
}

/** A record as it is kept. */
export interface KeptRecord {
  sequenceNumber: string;
  /** When it was, in milliseconds since the epoch. */
  time: number;
  /** The record as GetRecords answers it. */
  record: Record<string, unknown>;
}

export const isKeptRecord = (value: unknown): value is KeptRecord =>
  isRecord(value) &&
  typeof value.sequenceNumber === "string" &&
  typeof value.time === "number" &&
  isRecord(value.record);

/** What is told of a change; undefined if nothing has changed. */
export function recordOf(
  { table, existing, item }: ItemChange,
  facts: { sequenceNumber: string; time: number; region: string; isExpiry: boolean },
): KeptRecord | undefined {
  const whole = item ?? existing;
  if (!whole || isDeepStrictEqual(existing, item)) return undefined;
  const { sequenceNumber, time, region, isExpiry } = facts;
  const viewType = table.StreamSpecification?.StreamViewType ?? "KEYS_ONLY";
  const Keys = keyAttributes(whole, table);
  const NewImage = viewType.startsWith("NEW_") ? item : undefined;
  const OldImage = viewType.endsWith("OLD_IMAGES") || viewType === "OLD_IMAGE" ? existing : undefined;
  const images = [Keys, NewImage, OldImage].filter((image) => image !== undefined);
  const record = {
    eventID: createHash("md5").update(`${table.LatestStreamArn} ${sequenceNumber}`).digest("hex"),
    eventName: !existing ? "INSERT" : item ? "MODIFY" : "REMOVE",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(time / 1000),
      Keys,
      ...(NewImage && { NewImage }),
      ...(OldImage && { OldImage }),
      SequenceNumber: sequenceNumber,
      SizeBytes: images.reduce((sum, image) => sum + itemSize(image), 0),
      StreamViewType: viewType,
    },
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
    ...(isExpiry && { userIdentity: { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" } }),
  };
  return { sequenceNumber, time, record };
}

import type { TableDescription } from "dynalite/db";
import { membersOf } from "../../../is-record";
import { parseJson } from "../../../parse-json";
import { streamRetention } from "../../../protocol/event-sources";
import type { Database } from "../database";
import { constraintError, DynamoDbError, validationError } from "../errors";
import { shardId, tableOfStream } from "./record-stream";
import { millisecondsOf } from "./streams";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
const limits = { records: 1000, streams: 100, bytes: 1024 ** 2, iteratorMilliseconds: 15 * 60_000 } as const;

type Body = Record<string, unknown>;

/** ListStreams. */
export function listStreams({ catalog }: Database, body: Body): unknown {
  const { TableName, ExclusiveStartStreamArn: after = "" } = body;
  const most = limitOf(body, limits.streams);
  const all = catalog
    .names()
    .flatMap((name) => catalog.get(name) ?? [])
    .filter(
      (table) => table.LatestStreamArn !== undefined && (TableName === undefined || table.TableName === TableName),
    )
    .filter(({ LatestStreamArn = "" }) => LatestStreamArn > String(after));
  const page = all.slice(0, most);
  return {
    Streams: page.map(({ LatestStreamArn, LatestStreamLabel, TableName: name }) => ({
      StreamArn: LatestStreamArn,
      TableName: name,
      StreamLabel: LatestStreamLabel,
    })),
    ...(page.length < all.length && { LastEvaluatedStreamArn: page.at(-1)?.LatestStreamArn }),
  };
}

/** DescribeStream: a stream has one shard, from its beginning on. */
export function describeStream(database: Database, body: Body): unknown {
  const table = tableWith(database, body.StreamArn);
  const { LatestStreamArn, LatestStreamLabel = "", StreamSpecification, TableName, KeySchema } = table;
  limitOf(body, limits.streams);
  const shard = { ShardId: shardId, SequenceNumberRange: { StartingSequenceNumber: "1".padEnd(21, "0") } };
  return {
    StreamDescription: {
      StreamArn: LatestStreamArn,
      StreamLabel: LatestStreamLabel,
      StreamStatus: "ENABLED",
      StreamViewType: StreamSpecification?.StreamViewType,
      CreationRequestDateTime: Date.parse(`${LatestStreamLabel}Z`) / 1000,
      TableName,
      KeySchema,
      Shards: body.ExclusiveStartShardId === shardId ? [] : [shard],
    },
  };
}

/** What an iterator says: the number after which it reads, and when it was given, in milliseconds since 1970. */
interface Iterator {
  after: string;
  given: number;
}

/** GetShardIterator. */
export function getShardIterator(database: Database, body: Body): unknown {
  const { StreamArn, ShardId, ShardIteratorType, SequenceNumber } = body;
  tableWith(database, StreamArn);
  if (ShardId !== shardId)
    throw new DynamoDbError(
      "ResourceNotFoundException",
      `Requested resource not found: Shard: ${String(ShardId)} not found`,
    );
  const after = positionOf(database, ShardIteratorType, SequenceNumber);
  return { ShardIterator: iteratorOf(String(StreamArn), { after, given: database.now() }) };
}

function positionOf({ streams, now }: Database, type: unknown, sequenceNumber: unknown): string {
  if (type === "TRIM_HORIZON") return "0";
  if (type === "LATEST") return streams.latest();
  if (type !== "AT_SEQUENCE_NUMBER" && type !== "AFTER_SEQUENCE_NUMBER")
    throw constraintError(
      `'${String(type)}'`,
      "shardIteratorType",
      "Member must satisfy enum value set: [AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER, TRIM_HORIZON, LATEST]",
    );
  if (typeof sequenceNumber !== "string" || !/^\d{21}$/.test(sequenceNumber))
    throw validationError("Invalid SequenceNumber");
  if (millisecondsOf(sequenceNumber) < now() - streamRetention)
    throw new DynamoDbError(
      "TrimmedDataAccessException",
      "The operation attempted to read past the oldest stream record in a shard",
    );
  return type === "AFTER_SEQUENCE_NUMBER" ? sequenceNumber : String(BigInt(sequenceNumber) - 1n);
}

/** GetRecords: a megabyte at most, and the iterator of what follows. */
export async function getRecords(database: Database, body: Body): Promise<unknown> {
  const most = limitOf(body, limits.records);
  const { streamArn, iterator } = readIterator(body.ShardIterator);
  const { TableName } = tableWith(database, streamArn);
  if (iterator.given < database.now() - limits.iteratorMilliseconds)
    throw new DynamoDbError("ExpiredIteratorException", "Shard iterator has expired. Try again with a new one.");
  const Records: unknown[] = [];
  let bytes = 0;
  let { after } = iterator;
  for (const { sequenceNumber, record } of await database.streams.read(TableName, after, most)) {
    bytes += JSON.stringify(record).length;
    if (bytes > limits.bytes && Records.length > 0) break;
    Records.push(record);
    after = sequenceNumber;
  }
  return { Records, NextShardIterator: iteratorOf(streamArn, { after, given: database.now() }) };
}

/** Which stream an iterator is of, for IAM; empty for what is none. */
export const streamOfIterator = (text: unknown): string => (typeof text === "string" ? (text.split("|")[0] ?? "") : "");

/** It begins as DynamoDB's do. */
const iteratorOf = (streamArn: string, iterator: Iterator): string =>
  `${streamArn}|1|${Buffer.from(JSON.stringify(iterator)).toString("base64")}`;

/** @throws {AwsError} ValidationException */
function readIterator(text: unknown): { streamArn: string; iterator: Iterator } {
  const [streamArn = "", , encoded = ""] = typeof text === "string" ? text.split("|") : [];
  const { after, given } = membersOf(parseJson(Buffer.from(encoded, "base64").toString("utf8")));
  if (typeof after !== "string" || typeof given !== "number") throw validationError("Invalid ShardIterator");
  return { streamArn, iterator: { after, given } };
}

/** @throws {AwsError} ResourceNotFoundException for a stream that no table has */
function tableWith({ catalog }: Database, streamArn: unknown): TableDescription {
  const table = catalog.get(tableOfStream(String(streamArn)));
  if (table && table.LatestStreamArn === streamArn) return table;
  throw new DynamoDbError(
    "ResourceNotFoundException",
    `Requested resource not found: Stream: ${String(streamArn)} not found`,
  );
}

function limitOf({ Limit }: Body, most: number): number {
  if (Limit === undefined || Limit === null) return most;
  if (typeof Limit === "number" && Number.isInteger(Limit) && Limit >= 1 && Limit <= most) return Limit;
  const bound = Number(Limit) > most ? `less than or equal to ${most}` : "greater than or equal to 1";
  throw constraintError(`'${String(Limit)}'`, "limit", `Member must have value ${bound}`);
}

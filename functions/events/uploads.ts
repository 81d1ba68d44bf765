import { DeleteObjectCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { S3Event, S3EventRecord } from "aws-lambda";
import { attempt, documentClient } from "../kit/documents";
import { hasName } from "../kit/errors";
import { isRestored, isRestoredAt, keyOf, sequencerOf } from "../kit/object-events";
import { type ImagesEnvironment, imageTypes, maximumImageSize } from "./images";

type ImageType = (typeof imageTypes)[number];

/** How a file of each type begins; `.` stands for any byte. */
const beginnings: Record<ImageType, RegExp> = {
  "image/png": /^\x89PNG\r\n\x1a\n/,
  "image/jpeg": /^\xff\xd8\xff/,
  "image/webp": /^RIFF[^]{4}WEBP/,
  "image/gif": /^GIF8[79]a/,
  "image/avif": /^[^]{4}ftyp(avif|avis)/,
};

/** What an inspection works with. */
interface Tools {
  documents: DynamoDBDocumentClient;
  storage: S3Client;
  table: string;
  bucket: string;
}

/** What an inspection finds: an object is wanted if nothing is wrong with it. */
interface Verdict {
  fault?: string;
}

/**
 * Whether an object is an image of the type it says, within the size. Undefined when nothing is to be done about it: there
 * is none (any more), because it was deleted since, with its event or by a later upload; or a restoration has brought it
 * back, whose event may come later than the image, and is not to change.
 */
const judge = async ({ storage, bucket }: Tools, Key: string): Promise<Verdict | undefined> => {
  try {
    const get = new GetObjectCommand({ Bucket: bucket, Key, Range: "bytes=0-31" });
    const { Body, ContentType, ContentRange, Metadata } = await storage.send(get);
    const beginning = (await Body?.transformToString("latin1")) ?? "";
    if (isRestored({ Metadata })) return undefined;
    const size = Number(ContentRange?.split("/")[1]);
    const type = imageTypes.find((name) => name === ContentType);
    if (type === undefined) return { fault: `${ContentType} is no type of images` };
    if (!beginnings[type].test(beginning)) return { fault: `it does not begin as ${type} does` };
    return size > maximumImageSize ? { fault: `its ${size} bytes are more than ${maximumImageSize}` } : {};
  } catch (error) {
    if (hasName(error, "NoSuchKey")) return undefined;
    // An empty object has no first byte.
    if (hasName(error, "InvalidRange"))
      return (await isRestoredAt(storage, bucket, Key)) ? undefined : { fault: "it is empty" };
    throw error;
  }
};

const deleteObject = ({ storage, bucket }: Tools, Key: string) =>
  storage.send(new DeleteObjectCommand({ Bucket: bucket, Key }));

/**
 * Points the event at its new image, unless a later upload came first.
 *
 * @returns the object that is of no use now: the image before, or this upload itself
 */
const attach = async (tools: Tools, id: string, key: string, sequencer: string): Promise<string | undefined> => {
  const update = new UpdateCommand({
    TableName: tools.table,
    Key: { id },
    UpdateExpression: "SET imageKey = :key, imageSequencer = :sequencer, updatedAt = :now, version = version + :one",
    // Equal sequencers are one notification delivered again.
    ConditionExpression:
      "attribute_exists(id) AND (attribute_not_exists(imageSequencer) OR imageSequencer <= :sequencer)",
    ExpressionAttributeValues: { ":key": key, ":sequencer": sequencer, ":now": new Date().toISOString(), ":one": 1 },
    ReturnValues: "ALL_OLD",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  const outcome = await attempt(tools.documents.send(update));
  const useless = "done" in outcome ? outcome.done.Attributes?.imageKey : key;
  const current = "done" in outcome ? key : outcome.conflict.item?.imageKey;
  return useless === current ? undefined : useless;
};

/** Takes an image from its event that was overwritten, through the same URL, by what is none. */
const detach = async ({ documents, table }: Tools, id: string, key: string): Promise<void> => {
  const update = new UpdateCommand({
    TableName: table,
    Key: { id },
    UpdateExpression: "SET updatedAt = :now, version = version + :one REMOVE imageKey",
    ConditionExpression: "imageKey = :key",
    ExpressionAttributeValues: { ":key": key, ":now": new Date().toISOString(), ":one": 1 },
  });
  await attempt(documents.send(update));
};

const inspect = async (tools: Tools, record: S3EventRecord): Promise<void> => {
  const key = keyOf(record);
  const id = /^events\/([^/]+)\/[^/]+$/.exec(key)?.[1];
  if (id === undefined) return;
  const verdict = await judge(tools, key);
  if (!verdict) return;
  if (verdict.fault !== undefined) {
    console.info(`rejected ${key}: ${verdict.fault}`);
    await detach(tools, id, key);
    await deleteObject(tools, key);
    return;
  }
  const useless = await attach(tools, id, key, sequencerOf(record));
  if (useless !== undefined) await deleteObject(tools, useless);
};

/**
 * The bucket's notification of uploads: an object that is an image becomes its event's, any other is deleted. It throws
 * what it does not expect, so that Lambda tries again.
 */
export const inspectUploads = (env: ImagesEnvironment) => () => {
  const tools = {
    documents: documentClient(),
    storage: new S3Client({}),
    table: env.table.get(),
    bucket: env.bucket.get(),
  };
  return async (event: S3Event): Promise<void> => {
    for (const record of event.Records) await inspect(tools, record);
  };
};

import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { attempt, documentClient } from "../kit/documents";
import { eventIdOf, refusalOf } from "./record";
import { empty, respond } from "../kit/http";
import type { ImagesEnvironment } from "./images";
import { existsAsExpected } from "../kit/preconditions";

/** Deletes everything below a prefix, a thousand objects at a time. */
const deleteBelow = async (storage: S3Client, Bucket: string, Prefix: string): Promise<void> => {
  for (;;) {
    const { Contents = [], IsTruncated } = await storage.send(new ListObjectsV2Command({ Bucket, Prefix }));
    if (Contents.length > 0) {
      const Objects = Contents.map(({ Key }) => ({ Key }));
      const { Errors = [] } = await storage.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
      );
      const [first] = Errors;
      if (first) throw new Error(`${Errors.length} images below ${Prefix} remain: ${first.Code} ${first.Message}`);
    }
    if (!IsTruncated) return;
  }
};

/**
 * `DELETE /events/{id}`: the record goes first, so that no reader meets an event whose image is gone. Where S3 fails
 * after that the answer is an error, and who repeats the request has the images deleted that were left: they go before
 * the answer that there is no event, too.
 */
export const deleteEvent = (env: ImagesEnvironment) => () => {
  const [documents, storage] = [documentClient(), new S3Client({})];
  const [TableName, bucket] = [env.table.get(), env.bucket.get()];
  return respond(async (event) => {
    const id = eventIdOf(event);
    const condition = existsAsExpected(event);
    const remove = new DeleteCommand({
      TableName,
      Key: { id },
      ConditionExpression: condition.expression,
      ...(Object.keys(condition.values).length > 0 && { ExpressionAttributeValues: condition.values }),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    const outcome = await attempt(documents.send(remove));
    const conflict = "conflict" in outcome ? outcome.conflict : undefined;
    if (conflict?.item) throw refusalOf(conflict);
    await deleteBelow(storage, bucket, `events/${id}/`);
    if (conflict) throw refusalOf(conflict);
    return empty(204);
  });
};

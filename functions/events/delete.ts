import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { attempt, documentClient } from "../kit/documents";
import { endpoint, outOfCapacity } from "../kit/endpoint";
import { empty, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { existsAsExpected, ifMatch, wrongIfMatch } from "../kit/preconditions";
import type { ImagesEnvironment } from "./images";
import { eventChanged, eventId, eventMissing, refusalOf, tag } from "./record";

/** `DELETE /events/{id}`. */
export const deleteEvent = endpoint({
  method: "DELETE",
  path: "/events/{id}",
  id: "deleteEvent",
  tag,
  summary: "Delete an event and its images",
  parameters: { path: { id: eventId }, headers: { "If-Match": ifMatch } },
  answers: {
    204: { description: "Deleted" },
    400: { description: "Malformed If-Match", problems: { [wrongIfMatch.title]: wrongIfMatch.detail } },
    404: eventMissing,
    412: eventChanged,
    503: outOfCapacity,
  },
});

const input = inputOf(deleteEvent);

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
 * Deletes the record first, so that no reader meets an event whose image is gone. Where S3 fails after that the answer
 * is an error. Who repeats the request has the images deleted that were left: they go before the answer that there is
 * no event, too.
 */
export const deleteEventHandler = (env: ImagesEnvironment) => () => {
  const [documents, storage] = [documentClient(), new S3Client({})];
  const [TableName, bucket] = [env.table.get(), env.bucket.get()];
  const read = readerOf(input);
  return respond(async (event) => {
    const { path, headers } = read(event);
    const condition = existsAsExpected(headers["If-Match"]);
    const remove = new DeleteCommand({
      TableName,
      Key: { id: path.id },
      ConditionExpression: condition.expression,
      ...(Object.keys(condition.values).length > 0 && { ExpressionAttributeValues: condition.values }),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    const outcome = await attempt(documents.send(remove));
    const conflict = "conflict" in outcome ? outcome.conflict : undefined;
    if (conflict?.item) throw refusalOf(conflict);
    await deleteBelow(storage, bucket, `events/${path.id}/`);
    if (conflict) throw refusalOf(conflict);
    return empty(204);
  });
};

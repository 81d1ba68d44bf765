import { documentClient } from "../kit/documents";
import { endpoint } from "../kit/endpoint";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { type ImagesEnvironment, imageTypes, presignUpload, publicStorage, uploadAnswers } from "./images";
import { eventId, readEvent, tag } from "./record";

/** `GET /events/{id}/upload-url`. */
export const getUploadUrl = endpoint({
  method: "GET",
  path: "/events/{id}/upload-url",
  id: "getUploadUrl",
  tag,
  summary: "Ask where to send an image",
  description: "The same without a size, which is judged after the upload alone.",
  parameters: {
    path: { id: eventId },
    query: {
      contentType: {
        description: "The image's media type",
        schema: { type: "string", enum: imageTypes, default: "image/jpeg" },
        example: "image/png",
      },
    },
  },
  answers: { ...uploadAnswers, 400: { description: "Another media type" } },
});

const input = inputOf(getUploadUrl);

/** Answers how to send an image of any size. */
export const getUploadUrlHandler = (env: ImagesEnvironment) => () => {
  const [documents, storage] = [documentClient(), publicStorage()];
  const [TableName, bucket] = [env.table.get(), env.bucket.get()];
  const read = readerOf(input);
  return respond(async (event) => {
    const { path, query } = read(event);
    await readEvent(documents, TableName, path.id);
    return json(200, await presignUpload(storage(event), bucket, path.id, query.contentType));
  });
};

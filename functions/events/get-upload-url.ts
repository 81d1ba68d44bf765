import { documentClient } from "../kit/documents";
import { endpoint } from "../kit/endpoint";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { publicStorage } from "../kit/uploads";
import {
  type ImagesEnvironment,
  imageTypes,
  maximumImageSize,
  presignImage,
  uploadAnswers,
  uploadRequestExample,
} from "./images";
import { eventId, readEvent, tag } from "./record";

/** `GET /events/{id}/upload-url`. */
export const getUploadUrl = endpoint({
  method: "GET",
  path: "/events/{id}/upload-url",
  id: "getUploadUrl",
  tag,
  summary: "Ask where to send an image",
  description:
    "The same by query parameters. A size that is given is signed; without one it is judged after the upload alone.",
  parameters: {
    path: { id: eventId },
    query: {
      contentType: {
        description: "The image's media type",
        schema: { type: "string", enum: imageTypes, default: "image/jpeg" },
        example: "image/png",
      },
      size: {
        description: "The image's size in bytes",
        schema: { type: "integer", minimum: 1, maximum: maximumImageSize },
        example: uploadRequestExample.size,
      },
    },
  },
  answers: { ...uploadAnswers, 400: { description: "Another media type or size" } },
});

const input = inputOf(getUploadUrl);

/** Answers how to send an image; without a size, one of any. */
export const getUploadUrlHandler = (env: ImagesEnvironment) => () => {
  const [documents, storage] = [documentClient(), publicStorage()];
  const [TableName, bucket] = [env.table.get(), env.bucket.get()];
  const read = readerOf(input);
  return respond(async (event) => {
    const { path, query } = read(event);
    await readEvent(documents, TableName, path.id);
    return json(200, await presignImage(storage(event), bucket, path.id, query.contentType, query.size));
  });
};

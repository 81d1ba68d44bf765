import { documentClient } from "../kit/documents";
import { endpoint, unsupportedCharset } from "../kit/endpoint";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { publicStorage } from "../kit/uploads";
import { type ImagesEnvironment, presignImage, uploadAnswers, uploadRequest, uploadRequestExample } from "./images";
import { eventId, readEvent, tag } from "./record";

/** `POST /events/{id}/upload-url`. */
export const createUploadUrl = endpoint({
  method: "POST",
  path: "/events/{id}/upload-url",
  id: "createUploadUrl",
  tag,
  summary: "Ask where to send an image of a known size",
  description:
    "Send the image to `url` with `method` and `headers`. It is judged once it is there: what is no image of its type, or over 5 MB, is deleted.",
  parameters: { path: { id: eventId } },
  body: uploadRequest,
  example: uploadRequestExample,
  answers: {
    ...uploadAnswers,
    415: unsupportedCharset,
    400: { description: "Malformed request", problems: { "Invalid request body": "/size is required" } },
  },
});

const input = inputOf(createUploadUrl);

/** Answers how to send an image, its size signed. */
export const createUploadUrlHandler = (env: ImagesEnvironment) => () => {
  const [documents, storage] = [documentClient(), publicStorage()];
  const [TableName, bucket] = [env.table.get(), env.bucket.get()];
  const read = readerOf(input);
  return respond(async (event) => {
    const { path, body } = read(event);
    await readEvent(documents, TableName, path.id);
    return json(200, await presignImage(storage(event), bucket, path.id, body.contentType, body.size));
  });
};

import type { Output } from "@pulumi/pulumi";
import { endpoint, unsupportedCharset } from "../kit/endpoint";
import { json, respond } from "../kit/http";
import { inputOf, readerOf } from "../kit/input";
import { presignUpload, publicStorage, uploadAnswer, uploadExample } from "../kit/uploads";
import { dayParameter, tag, typeParameter } from "./answers";
import { keyOfDay, maximumFileSize } from "./measurements";

const fileRequest = {
  title: "MeasurementsUploadRequest",
  type: "object",
  properties: { size: { type: "integer", minimum: 1, maximum: maximumFileSize, description: "In bytes" } },
  required: ["size"],
  additionalProperties: false,
} as const;

const contentType = "text/csv";

const key = keyOfDay({ type: typeParameter.example, date: dayParameter.example });
const size = 72_412;

/** `POST /measurements/{type}/{date}/upload-url`. */
export const createMeasurementsUploadUrl = endpoint({
  method: "POST",
  path: "/measurements/{type}/{date}/upload-url",
  id: "createMeasurementsUploadUrl",
  tag,
  operators: true,
  summary: "Ask where to send a day's measurements",
  description:
    "Send the CSV to `url` with `method` and `headers`, then ask for its status. It replaces what was sent for the type and the day before.",
  parameters: { path: { type: typeParameter, date: dayParameter } },
  body: fileRequest,
  example: { size },
  answers: {
    200: {
      description: "How to send the file, within 15 minutes",
      schema: uploadAnswer,
      example: uploadExample({ bucket: "measurements", key, contentType, size }),
    },
    400: { description: "Malformed request", problems: { "Invalid request body": "/size is required" } },
    415: unsupportedCharset,
  },
});

const input = inputOf(createMeasurementsUploadUrl);

/** Answers how to send a day's file, its size signed. */
export const createMeasurementsUploadUrlHandler = (env: { bucket: Output<string> }) => () => {
  const storage = publicStorage();
  const bucket = env.bucket.get();
  const read = readerOf(input);
  return respond(async (event) => {
    const { path, body } = read(event);
    const file = { bucket, key: keyOfDay(path), contentType, size: body.size };
    return json(200, await presignUpload(storage(event), file));
  });
};

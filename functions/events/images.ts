import { randomUUID } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Output } from "@pulumi/pulumi";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { documentClient } from "../kit/documents";
import { readEvent } from "./record";
import { empty, json, problem, respond } from "../kit/http";
import { bodyOf } from "../kit/schema";

/** The types of images that an event may have. */
export const imageTypes = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"] as const;

/** The most that an image may weigh, in bytes. */
export const maximumImageSize = 5 * 1024 * 1024;

/** The body of `POST /events/{id}/upload-url`. */
export const uploadRequest = {
  title: "UploadRequest",
  type: "object",
  properties: {
    contentType: { type: "string", enum: imageTypes, description: "The image's media type" },
    size: { type: "integer", minimum: 1, maximum: maximumImageSize, description: "In bytes" },
  },
  required: ["contentType", "size"],
  additionalProperties: false,
} as const;

/** What an upload takes: send `method` to `url` with these headers and the image as body. */
export const uploadAnswer = {
  title: "Upload",
  type: "object",
  properties: {
    url: { type: "string", format: "uri", description: "Where the image goes: a presigned address of S3" },
    method: { type: "string", enum: ["PUT"], description: "How it is sent" },
    headers: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "The headers that are signed and have to come with it",
    },
    key: { type: "string", description: "The object's key in the bucket" },
    expiresAt: { type: "string", format: "date-time", description: "When the address stops working" },
  },
  required: ["url", "method", "headers", "key", "expiresAt"],
} as const;

/** Where events and their images are kept. */
export interface ImagesEnvironment {
  table: Output<string>;
  bucket: Output<string>;
}

const secondsToUpload = 15 * 60;
const secondsToRead = 60 * 60;

/**
 * The signer of addresses that people and browsers use. They reach an emulator by its public address, which the API's
 * stage knows as a variable: it is not the one that functions reach. On AWS there is one address for all.
 */
const publicStorage = () => {
  let storage: S3Client | undefined;
  return (event: APIGatewayProxyEvent): S3Client => {
    const endpoint = event.stageVariables?.publicEndpoint;
    storage ??= new S3Client({
      ...(endpoint && { endpoint, forcePathStyle: true }),
      // By default the checksum of an empty body would be signed, and S3 would refuse every file.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
    });
    return storage;
  };
};

/** @param size the content length to sign; without it any is taken, and judged after the upload */
const presignUpload = async (storage: S3Client, Bucket: string, id: string, contentType: string, size?: number) => {
  const key = `events/${id}/${randomUUID()}`;
  const put = new PutObjectCommand({ Bucket, Key: key, ContentType: contentType, ContentLength: size });
  const expiresAt = new Date(Date.now() + secondsToUpload * 1000).toISOString();
  const url = await getSignedUrl(storage, put, {
    expiresIn: secondsToUpload,
    signableHeaders: new Set(["host", "content-type", "content-length"]),
  });
  const headers = { "content-type": contentType, ...(size && { "content-length": String(size) }) };
  return { url, method: "PUT", headers, key, expiresAt };
};

/** `POST /events/{id}/upload-url`. */
export const createUploadUrl = (env: ImagesEnvironment) => () => {
  const [documents, storage] = [documentClient(), publicStorage()];
  const [TableName, bucket] = [env.table.get(), env.bucket.get()];
  const body = bodyOf(uploadRequest);
  return respond(async (event) => {
    const { contentType, size } = body(event);
    const { id } = await readEvent(documents, TableName, event);
    return json(200, await presignUpload(storage(event), bucket, id, contentType, size));
  });
};

/** `GET /events/{id}/upload-url`: the same by query parameter, without a size. */
export const getUploadUrl = (env: ImagesEnvironment) => () => {
  const [documents, storage] = [documentClient(), publicStorage()];
  const [TableName, bucket] = [env.table.get(), env.bucket.get()];
  return respond(async (event) => {
    const contentType = event.queryStringParameters?.contentType ?? "image/jpeg";
    if (!imageTypes.some((type) => type === contentType)) {
      throw problem(400, "Invalid query parameters", `contentType: must be one of ${imageTypes.join(", ")}`);
    }
    const { id } = await readEvent(documents, TableName, event);
    return json(200, await presignUpload(storage(event), bucket, id, contentType));
  });
};

/** `GET /events/{id}/image`: leads to the image, for as long as its address is good. */
export const getImage = (env: ImagesEnvironment) => () => {
  const [documents, storage] = [documentClient(), publicStorage()];
  const [TableName, Bucket] = [env.table.get(), env.bucket.get()];
  return respond(async (event) => {
    const { imageKey } = await readEvent(documents, TableName, event);
    if (imageKey === undefined) throw problem(404, "Event has no image");
    const get = new GetObjectCommand({ Bucket, Key: imageKey });
    const location = await getSignedUrl(storage(event), get, { expiresIn: secondsToRead });
    return empty(302, { location, "cache-control": "max-age=3000" });
  });
};

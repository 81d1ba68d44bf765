import { randomUUID } from "node:crypto";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Output } from "@pulumi/pulumi";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { FromSchema } from "json-schema-to-ts";
import { outOfCapacity } from "../kit/endpoint";
import { eventId, eventMissing } from "./record";

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

/** What a client says of the image it means to send. */
export const uploadRequestExample = { contentType: "image/png", size: 48_213 } as const;

const keyExample = `events/${eventId.example}/5d1f0b7a-93c2-4f0e-8a3e-2b6c7d8e9f10`;

const uploadExample: FromSchema<typeof uploadAnswer> = {
  url: `https://images.s3.eu-west-3.amazonaws.com/${keyExample}?X-Amz-Signature=0f3c`,
  method: "PUT",
  headers: {
    "content-type": uploadRequestExample.contentType,
    "content-length": String(uploadRequestExample.size),
  },
  key: keyExample,
  expiresAt: "2026-03-01T09:15:00.000Z",
};

/** What both ways to ask for an upload answer, besides their own 400. */
export const uploadAnswers = {
  200: { description: "How to send the image, within 15 minutes", schema: uploadAnswer, example: uploadExample },
  404: eventMissing,
  503: outOfCapacity,
};

/** Where events and their images are kept. */
export interface ImagesEnvironment {
  table: Output<string>;
  bucket: Output<string>;
}

const secondsToUpload = 15 * 60;

/**
 * The signer of addresses that people and browsers use. They reach an emulator by its public address, which the API's
 * stage knows as a variable: it is not the one that functions reach. On AWS there is one address for all.
 */
export const publicStorage = () => {
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

/**
 * How to send an image of an event.
 *
 * @param size the content length to sign; without it any is taken, and looked at after the upload
 */
export const presignUpload = async (
  storage: S3Client,
  Bucket: string,
  id: string,
  contentType: string,
  size?: number,
): Promise<FromSchema<typeof uploadAnswer>> => {
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

import { randomUUID } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Output } from "@pulumi/pulumi";
import { outOfCapacity } from "../kit/endpoint";
import { presignUpload, uploadAnswer, uploadExample } from "../kit/uploads";
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

/** What a client says of the image it means to send. */
export const uploadRequestExample = { contentType: "image/png", size: 48_213 } as const;

const example = uploadExample({
  bucket: "images",
  key: `events/${eventId.example}/5d1f0b7a-93c2-4f0e-8a3e-2b6c7d8e9f10`,
  ...uploadRequestExample,
});

/** What both ways to ask for an upload answer, besides their own 400. */
export const uploadAnswers = {
  200: { description: "How to send the image, within 15 minutes", schema: uploadAnswer, example },
  404: eventMissing,
  503: outOfCapacity,
};

/** Where events and their images are kept. */
export interface ImagesEnvironment {
  table: Output<string>;
  bucket: Output<string>;
}

/** How to send an image of an event; without a size, one of any. */
export const presignImage = (storage: S3Client, bucket: string, id: string, contentType: string, size?: number) =>
  presignUpload(storage, { bucket, key: `events/${id}/${randomUUID()}`, contentType, size });

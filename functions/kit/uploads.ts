import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { FromSchema } from "json-schema-to-ts";

/** What an upload takes: send `method` to `url` with these headers and the file as body. */
export const uploadAnswer = {
  title: "Upload",
  type: "object",
  properties: {
    url: { type: "string", format: "uri", description: "Where the file goes: a presigned address of S3" },
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

type Upload = FromSchema<typeof uploadAnswer>;

/** What is uploaded: where to, and the headers to sign. Without a size any is taken, and looked at after the upload. */
export interface UploadedFile {
  bucket: string;
  key: string;
  contentType: string;
  size?: number;
}

const headersOf = ({ contentType, size }: Pick<UploadedFile, "contentType" | "size">): Record<string, string> => ({
  "content-type": contentType,
  ...(size && { "content-length": String(size) }),
});

/** An upload's answer, as documents show it. */
export const uploadExample = (file: UploadedFile): Upload => ({
  url: `https://${file.bucket}.s3.amazonaws.com/${file.key}?X-Amz-Signature=0f3c`,
  method: "PUT",
  headers: headersOf(file),
  key: file.key,
  expiresAt: "2026-03-01T09:15:00.000Z",
});

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

/** How to send a file. */
export const presignUpload = async (storage: S3Client, file: UploadedFile): Promise<Upload> => {
  const { bucket, key, contentType, size } = file;
  const put = new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: contentType, ContentLength: size });
  const expiresAt = new Date(Date.now() + secondsToUpload * 1000).toISOString();
  const url = await getSignedUrl(storage, put, {
    expiresIn: secondsToUpload,
    signableHeaders: new Set(["host", "content-type", "content-length"]),
  });
  return { url, method: "PUT", headers: headersOf(file), key, expiresAt };
};

import type { AwsRequest } from "../../protocol/service";
import { S3Error } from "./errors";
import { limits } from "./limits";

/** A request as S3 reads it, with everything decoded. */
export interface S3Request {
  method: string;
  /** Empty for the service itself. */
  bucket: string;
  /** Empty for the bucket itself. Slashes, dots and all the rest are just characters of it. */
  key: string;
  query: Map<string, string>;
  /** By lower-case name, together with those a presigned URL carries in its query. */
  headers: Record<string, string>;
  /** The path as it was sent, for messages. */
  path: string;
}

/**
 * Reads a path and a query.
 *
 * @throws InvalidURI if the path or the query is not percent-encoded UTF-8; KeyTooLongError
 */
export function readRequest(request: AwsRequest): S3Request {
  const { method, path, query, headers } = request;
  const { bucket, key } = placeOf(request);
  const decodedKey = decode(key);
  checkKey(decodedKey);
  const parameters = readQuery(query);
  return {
    method,
    bucket,
    key: decodedKey,
    query: parameters,
    headers: { ...hoistedHeaders(parameters), ...headers },
    path,
  };
}

/**
 * Bucket and key, still encoded, of a virtual-hosted or a path-style request
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html). Clients put the bucket before the name
 * of the endpoint, unless that is an address or they are told not to.
 *
 * @throws InvalidURI if the bucket's name is not percent-encoded UTF-8
 */
function placeOf({ path, headers }: Pick<AwsRequest, "path" | "headers">): { bucket: string; key: string } {
  const inHost = bucketInHost(headers.host ?? "");
  if (inHost !== undefined) return { bucket: inHost, key: path.slice(1) };
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?([^]*)$/.exec(path) ?? [];
  return { bucket: decode(bucket), key };
}

/** What stands before the names of this machine: `s3` with or without a region is the service itself. */
function bucketInHost(host: string): string | undefined {
  const [, before = ""] = /^(.+)\.localhost(?:\.localstack\.cloud)?(?::\d+)?$/i.exec(host) ?? [];
  const bucket = before.replace(/(?:^|\.)s3(?:[.-][a-z0-9-]+)?$/i, "");
  return bucket === "" ? undefined : bucket.toLowerCase();
}

/** The bucket that a request is about, if it can be read. */
export function bucketNameOf(request: Pick<AwsRequest, "path" | "headers">): string | undefined {
  try {
    return placeOf(request).bucket;
  } catch (error) {
    if (error instanceof S3Error) return undefined;
    throw error;
  }
}

/**
 * Headers that a presigned URL carries in its query. They count as if they had been sent: a URL that signs the checksum
 * of an empty body refuses a real one.
 */
const hoistedHeaders = (query: Map<string, string>): Record<string, string> =>
  Object.fromEntries([...query].map(([name, value]) => [name.toLowerCase(), headerText(value)]).filter(isAmazonHeader));

const isAmazonHeader = ([name = ""]: string[]): boolean => name.startsWith("x-amz-");

/** @throws KeyTooLongError */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= limits.keyBytes) return;
  const details = { Size: String(size), MaxSizeAllowed: String(limits.keyBytes) };
  throw new S3Error("KeyTooLongError", "Your key is too long", 400, details);
}

const readQuery = (query: string): Map<string, string> =>
  new Map(
    query
      .split("&")
      .filter(Boolean)
      .map((pair) => {
        const [name = "", ...value] = pair.split("=");
        return [decode(name.replaceAll("+", " ")), decode(value.join("=").replaceAll("+", " "))];
      }),
  );

/** @throws InvalidURI */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI", "Couldn't parse the specified URI.", 400, { URI: text });
  }
}

/** Text from a query or a form as a header holds it: its UTF-8 bytes, one character each. */
export const headerText = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** Encoded as S3 encodes keys in events and in listings with `encoding-type=url`: as in a form, slashes left alone. */
export const formEncode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/");

/** What {@link formEncode} has encoded. */
export const formDecode = (text: string): string => decodeURIComponent(text.replaceAll("+", "%20"));

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;

export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

import { notImplemented } from "../../protocol/service";
import { encrypted, quoted } from "./answers";
import { checksumHeader } from "./checksum/algorithms";
import { invalidArgument, S3Error } from "./errors";
import { limits } from "./limits";
import { headerText } from "./request";
import type { StoredObject } from "./store/changes";

type Headers = Record<string, string>;

const kept = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
] as const;

/** Where a website sends those who ask for the object. */
export const redirectHeader = "x-amz-website-redirect-location";

const metadataPrefix = "x-amz-meta-";

/**
 * The headers of an upload that belong to the object.
 *
 * @throws MetadataTooLarge, InvalidRedirectLocation, InvalidArgument for a value no header may have, AccessControlListNotSupported (buckets
 *   disable ACLs since April 2023), NotImplemented for values that are not embedded
 */
export function objectHeaders(headers: Headers): Headers {
  refuseUnsupported(headers);
  const own = Object.entries(headers).filter(
    ([name]) => kept.some((one) => one === name) || name === redirectHeader || name.startsWith(metadataPrefix),
  );
  checkMetadataSize(own);
  checkRedirect(headers[redirectHeader]);
  const result: Headers = { "content-type": "binary/octet-stream", ...Object.fromEntries(own) };
  for (const [name, value] of Object.entries(result)) result[name] = headerValue(name, value);
  return withoutFraming(result);
}

function refuseUnsupported(headers: Headers): void {
  const encryption = headers["x-amz-server-side-encryption"] ?? "AES256";
  if (encryption !== "AES256") throw notImplemented("s3", `encryption ${encryption}`);
  const acl = headers["x-amz-acl"] ?? "private";
  if (acl !== "private" && acl !== "bucket-owner-full-control")
    throw new S3Error("AccessControlListNotSupported", "The bucket does not allow ACLs");
}

function checkRedirect(location: string | undefined): void {
  if (location === undefined || /^(https?:\/\/|\/)/.test(location)) return;
  const message = "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.";
  throw new S3Error("InvalidRedirectLocation", message);
}

function checkMetadataSize(headers: [string, string][]): void {
  const size = headers
    .filter(([name]) => name.startsWith(metadataPrefix))
    .reduce(
      (sum, [name, value]) => sum + Buffer.byteLength(name) - metadataPrefix.length + Buffer.byteLength(value),
      0,
    );
  if (size <= limits.metadataBytes) return;
  const details = { Size: String(size), MaxSizeAllowed: String(limits.metadataBytes) };
  throw new S3Error("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", 400, details);
}

/**
 * A value that may stand in a header.
 *
 * @throws InvalidArgument for line feeds and other control characters, with which a client could write headers of ours
 */
function headerValue(name: string, value: string): string {
  if (/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) return value;
  throw invalidArgument("Header value cannot be represented", name, JSON.stringify(value));
}

/** `aws-chunked` is how the body travelled, not how the object is encoded. */
function withoutFraming({ "content-encoding": encoding, ...headers }: Headers): Headers {
  const own = encoding
    ?.split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "aws-chunked" && one !== "");
  return own?.length ? { ...headers, "content-encoding": own.join(",") } : headers;
}

/** The headers that say what state an object is in; a 304 carries them too. */
export const validators = (object: StoredObject): Headers => ({
  etag: quoted(object.etag),
  "last-modified": new Date(object.modified).toUTCString(),
});

/** The headers of a stored object's answer, without length and range. */
export const answerHeaders = (object: StoredObject): Headers => ({
  ...object.headers,
  ...validators(object),
  ...encrypted,
  "accept-ranges": "bytes",
});

/** The checksum headers of an object. */
export const checksumHeaders = ({ checksum }: Pick<StoredObject, "checksum">): Headers =>
  checksum ? { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type } : {};

/** Overrides such as `response-content-type`, by which a signed URL says how its object is to be shown. */
export const overrides = (query: Map<string, string>): Headers =>
  Object.fromEntries(
    kept.flatMap((name) => {
      const value = query.get(`response-${name}`);
      return value === undefined ? [] : [[name, headerValue(name, headerText(value))]];
    }),
  );

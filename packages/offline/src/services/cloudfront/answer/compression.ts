import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { valueOf } from "../cache/freshness";
import type { SiteResponse } from "../../sites";

const [asGzip, asBrotli] = [promisify(gzip), promisify(brotliCompress)];

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html */
const limits = { smallest: 1000, largest: 10_000_000 } as const;

const types = new Set(
  (
    "application/dash+xml application/eot application/font application/font-sfnt application/javascript " +
    "application/json application/opentype application/otf application/pdf application/pkcs7-mime " +
    "application/protobuf application/rss+xml application/truetype application/ttf application/vnd.apple.mpegurl " +
    "application/vnd.mapbox-vector-tile application/vnd.ms-fontobject application/wasm application/xhtml+xml " +
    "application/xml application/x-font-opentype application/x-font-truetype application/x-font-ttf " +
    "application/x-httpd-cgi application/x-javascript application/x-mpegurl application/x-opentype application/x-otf " +
    "application/x-perl application/x-ttf font/eot font/opentype font/otf font/ttf image/svg+xml text/css text/csv " +
    "text/html text/javascript text/js text/plain text/richtext text/tab-separated-values text/xml text/x-component " +
    "text/x-java-source text/x-script vnd.apple.mpegurl"
  ).split(" "),
);

const statuses = new Set([200, 403, 404]);

/** Whether an answer is one that CloudFront compresses. */
export function isCompressible(status: number, headers: SiteResponse["headers"]): boolean {
  const length = Number(valueOf(headers, "content-length") ?? Number.NaN);
  const [type = ""] = (valueOf(headers, "content-type") ?? "").toLowerCase().split(";");
  return (
    statuses.has(status) &&
    headers["content-encoding"] === undefined &&
    length >= limits.smallest &&
    length <= limits.largest &&
    types.has(type.trim())
  );
}

/**
 * Compresses what a client takes compressed.
 *
 * @param encodings those that it takes, in CloudFront's order of preference
 */
export async function compressed(
  headers: SiteResponse["headers"],
  body: Buffer,
  encodings: string,
): Promise<{ headers: SiteResponse["headers"]; body: Buffer }> {
  const [encoding] = encodings.split(",");
  const content =
    encoding === "br" ? await asBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }) : await asGzip(body);
  return {
    headers: {
      ...weakened(headers),
      "content-encoding": encoding ?? "gzip",
      "content-length": String(content.length),
      vary: withEncoding(valueOf(headers, "vary")),
    },
    body: content,
  };
}

/** A strong ETag becomes a weak one, and one that is none goes. */
function weakened({ etag, ...headers }: SiteResponse["headers"]): SiteResponse["headers"] {
  const tag = String(etag ?? "");
  if (tag.startsWith('"')) return { ...headers, etag: `W/${tag}` };
  return tag.startsWith("W/") ? { ...headers, etag: tag } : headers;
}

const withEncoding = (vary: string | undefined): string =>
  vary === undefined ? "Accept-Encoding" : /accept-encoding/i.test(vary) ? vary : `${vary}, Accept-Encoding`;

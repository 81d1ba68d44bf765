import { type AwsResponse, notImplemented } from "../../../protocol/service";
import { quoted, xml } from "../answers";
import { checksumElement } from "../checksum/algorithms";
import { invalidArgument } from "../errors";
import type { S3Call } from "../context";
import { readCount, readEncoding } from "../listing/parameters";
import type { Part, Upload } from "../store/changes";
import { compareKeys } from "../store/sorted-keys";
import type { Content } from "../xml";
import { findUpload } from "./upload";

/** ListParts. */
export async function listParts(s3Call: S3Call): Promise<AwsResponse> {
  const { request, bucket } = s3Call;
  const { upload, parts } = findUpload(s3Call);
  const size = readCount(request.query, "max-parts");
  const marker = readMarker(request.query.get("part-number-marker") ?? "0");
  const rest = [...parts].sort(([left], [right]) => left - right).filter(([number]) => number > marker);
  const page = rest.slice(0, size);
  return xml("ListPartsResult", [
    ["Bucket", bucket.name],
    ["Key", request.key],
    ["UploadId", upload.id],
    ["StorageClass", upload.storageClass ?? "STANDARD"],
    ["PartNumberMarker", marker],
    ["NextPartNumberMarker", page.at(-1)?.[0] ?? 0],
    ["MaxParts", size],
    ["IsTruncated", rest.length > page.length],
    ...page.map(([number, part]) => partEntry(number, part, upload)),
  ]);
}

function readMarker(value: string): number {
  if (/^\d{1,10}$/.test(value)) return Number(value);
  throw invalidArgument("Argument part-number-marker must be an integer.", "part-number-marker", value);
}

function partEntry(number: number, { etag, modified, segment, checksum }: Part, upload: Upload): Content {
  const content: Content[] = [
    ["PartNumber", number],
    ["LastModified", modified],
    ["ETag", quoted(etag)],
    ["Size", segment.size],
  ];
  if (upload.checksum && checksum) content.push([checksumElement(upload.checksum.algorithm), checksum]);
  return ["Part", content];
}

const compareUploads = (left: Upload, right: Upload): number =>
  compareKeys(left.key, right.key) || compareKeys(left.initiated, right.initiated) || compareKeys(left.id, right.id);

const uploadsOf = ({ store, bucket }: S3Call, prefix: string): Upload[] =>
  store
    .uploads()
    .map((open) => open.upload)
    .filter((upload) => upload.bucket === bucket.name && upload.key.startsWith(prefix))
    .sort(compareUploads);

/** ListMultipartUploads, without delimiter. */
export async function listUploads(s3Call: S3Call): Promise<AwsResponse> {
  const { request, bucket } = s3Call;
  const { query } = request;
  if (query.get("delimiter")) throw notImplemented("s3", "ListMultipartUploads with a delimiter");
  const encode = readEncoding(query);
  const size = readCount(query, "max-uploads");
  const prefix = query.get("prefix") ?? "";
  const all = uploadsOf(s3Call, prefix);
  const rest = all.slice(indexAfterMarkers(all, query));
  const page = rest.slice(0, size);
  const last = rest.length > page.length ? page.at(-1) : undefined;
  return xml("ListMultipartUploadsResult", [
    ["Bucket", bucket.name],
    ["Prefix", encode(prefix)],
    ["KeyMarker", encode(query.get("key-marker") ?? "")],
    ["UploadIdMarker", query.get("upload-id-marker") ?? ""],
    ["NextKeyMarker", encode(last?.key ?? "")],
    ["NextUploadIdMarker", last?.id ?? ""],
    ["MaxUploads", size],
    ["IsTruncated", last !== undefined],
    ...page.map((upload) => uploadEntry(upload, encode)),
  ]);
}

/** The upload marker counts together with the key marker only; alone the key marker skips all uploads of that key. */
function indexAfterMarkers(uploads: Upload[], query: Map<string, string>): number {
  const key = query.get("key-marker") ?? "";
  if (key === "") return 0;
  const id = query.get("upload-id-marker") ?? "";
  const marked = uploads.findIndex((upload) => upload.key === key && upload.id === id);
  if (marked >= 0) return marked + 1;
  const next = uploads.findIndex((upload) => compareKeys(upload.key, key) > 0);
  return next < 0 ? uploads.length : next;
}

const uploadEntry = (upload: Upload, encode: (text: string) => string): Content => [
  "Upload",
  [
    ["Key", encode(upload.key)],
    ["UploadId", upload.id],
    ["StorageClass", upload.storageClass ?? "STANDARD"],
    ["Initiated", upload.initiated],
  ],
];

import type { Access, AwsResponse } from "../../../protocol/service";
import { quoted, xml } from "../answers";
import { invalidArgument } from "../errors";
import type { S3Call, S3Input } from "../context";
import { bucketArn } from "../request";
import { restoreEntry } from "../storage-classes/restoration";
import type { StoredObject } from "../store/changes";
import type { Content } from "../xml";
import { type Page, type Position, readPage, readToken, writeToken } from "./page";
import { readCount, readEncoding } from "./parameters";

interface Listing {
  page: Page;
  /** Encodes a key as the client asked. */
  encode: (text: string) => string;
  /** Elements that both versions begin with. */
  common: Content[];
  /** `Contents` and `CommonPrefixes`. */
  entries: Content[];
}

/** ListObjectsV2. */
export async function listObjectsV2(s3Call: S3Call): Promise<AwsResponse> {
  const { query } = s3Call.request;
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after");
  const { page, encode, common, entries } = list(
    s3Call,
    positionOf(token, startAfter),
    query.get("fetch-owner") === "true",
  );
  return xml("ListBucketResult", [
    ...common,
    ["KeyCount", page.keys.length + page.groups.length],
    ...given("ContinuationToken", token),
    ...given("NextContinuationToken", page.next && writeToken(page.next)),
    ...given("StartAfter", startAfter && encode(startAfter)),
    ...entries,
  ]);
}

/** ListObjects, the first version: a marker instead of a token, and always the owner. */
export async function listObjects(s3Call: S3Call): Promise<AwsResponse> {
  const { query } = s3Call.request;
  const marker = query.get("marker") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const from = { after: marker, group: delimiter !== "" && marker.endsWith(delimiter) };
  const { page, encode, common, entries } = list(s3Call, marker === "" ? undefined : from, true);
  // Without a delimiter a client goes on after the last key it got.
  const next = delimiter === "" ? undefined : page.next?.after;
  return xml("ListBucketResult", [
    ...common,
    ["Marker", encode(marker)],
    ...given("NextMarker", next && encode(next)),
    ...entries,
  ]);
}

function positionOf(token: string | undefined, startAfter: string | undefined): Position | undefined {
  if (token === undefined) return startAfter ? { after: startAfter, group: false } : undefined;
  const position = readToken(token);
  if (!position) throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
  return position;
}

function list(s3Call: S3Call, from: Position | undefined, withOwner: boolean): Listing {
  const { request, bucket, store, location } = s3Call;
  const { query } = request;
  const size = readCount(query, "max-keys");
  const encode = readEncoding(query);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const page = readPage(store.bucket(bucket.name).keys(), { prefix, delimiter, from, size });
  const owner: Content[] = withOwner ? [["Owner", [["ID", location.account]]]] : [];
  const objects = page.keys.flatMap((key) => {
    const object = store.object(bucket.name, key);
    return object ? [contentsOf(encode(key), object, owner, s3Call)] : [];
  });
  const common: Content[] = [
    ["Name", bucket.name],
    ["Prefix", encode(prefix)],
    ["MaxKeys", size],
    ["IsTruncated", page.next !== undefined],
    ...given("Delimiter", delimiter && encode(delimiter)),
    ...given("EncodingType", query.get("encoding-type")),
  ];
  return { page, encode, common, entries: [...objects, ...page.groups.map((group) => groupEntry(encode(group)))] };
}

/** What listing a bucket needs. */
export const listAccess = ({ request, bucket }: S3Input): Access[] => [
  { action: "s3:ListBucket", resource: bucketArn(bucket.name), context: listConditions(request.query) },
];

/** What a policy may hold a listing to; a parameter that is not sent is no key. */
export const listConditions = (query: Map<string, string>): Record<string, string> =>
  Object.fromEntries(
    ["prefix", "delimiter", "max-keys"].flatMap((name) => {
      const value = query.get(name);
      return value === undefined ? [] : [[`s3:${name}`, value]];
    }),
  );

/** An element that is left out where there is nothing to say. */
export const given = (name: string, value: string | undefined): Content[] => (value ? [[name, value]] : []);

/** A group of keys, under its encoded name. */
export const groupEntry = (group: string): Content => ["CommonPrefixes", [["Prefix", group]]];

/** What a listing says of an object's class, and where it is asked to, of its restoration. */
export const storageEntries = (object: StoredObject, { request, now }: S3Call): Content[] => [
  ["StorageClass", object.storageClass ?? "STANDARD"],
  ...(request.headers["x-amz-optional-object-attributes"] === "RestoreStatus" ? restoreEntry(object, now()) : []),
];

const contentsOf = (key: string, object: StoredObject, owner: Content[], s3Call: S3Call): Content => [
  "Contents",
  [
    ["Key", key],
    ["LastModified", object.modified],
    ["ETag", quoted(object.etag)],
    ...given("ChecksumAlgorithm", object.checksum?.algorithm.toUpperCase()),
    ...given("ChecksumType", object.checksum?.type),
    ["Size", object.size],
    ...owner,
    ...storageEntries(object, s3Call),
  ],
];

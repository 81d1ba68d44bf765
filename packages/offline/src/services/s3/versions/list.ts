import type { Access, AwsResponse } from "../../../protocol/service";
import { quoted, xml } from "../answers";
import type { S3Call, S3Input } from "../context";
import { invalidArgument } from "../errors";
import { given, groupEntry, listConditions, storageEntries } from "../listing/list-objects";
import { readCount, readEncoding } from "../listing/parameters";
import { bucketArn } from "../request";
import { idOf, isMarker } from "../store/changes";
import type { Content } from "../xml";
import { type ListedVersion, readVersionPage, type VersionPosition } from "./page";

/** ListObjectVersions: every version and delete marker. A bucket without versions has those called `null`. */
export async function listObjectVersions(s3Call: S3Call): Promise<AwsResponse> {
  const { request, bucket, store } = s3Call;
  const { query } = request;
  const size = readCount(query, "max-keys");
  const encode = readEncoding(query);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const from = readPosition(query, delimiter);
  const { versions, groups, next } = readVersionPage(store.bucket(bucket.name), { prefix, delimiter, from, size });
  return xml("ListVersionsResult", [
    ["Name", bucket.name],
    ["Prefix", encode(prefix)],
    ["KeyMarker", encode(query.get("key-marker") ?? "")],
    ["VersionIdMarker", query.get("version-id-marker") ?? ""],
    ...given("NextKeyMarker", next && encode(next.after)),
    ...given("NextVersionIdMarker", next?.id),
    ["MaxKeys", size],
    ...given("Delimiter", delimiter && encode(delimiter)),
    ...given("EncodingType", query.get("encoding-type")),
    ["IsTruncated", next !== undefined],
    ...versions.map((listed) => versionEntry(listed, encode(listed.key), s3Call)),
    ...groups.map((group) => groupEntry(encode(group))),
  ]);
}

/** Listing versions is an action of its own. */
export const listVersionsAccess = ({ request, bucket }: S3Input): Access[] => [
  { action: "s3:ListBucketVersions", resource: bucketArn(bucket.name), context: listConditions(request.query) },
];

/** @throws InvalidArgument for a version without its key, and an empty one */
function readPosition(query: Map<string, string>, delimiter: string): VersionPosition | undefined {
  const key = query.get("key-marker") ?? "";
  const id = query.get("version-id-marker");
  if (id !== undefined && key === "")
    throw invalidArgument("A version-id marker cannot be specified without a key marker.", "version-id-marker", id);
  if (id === "") throw invalidArgument("A version-id marker cannot be empty.", "version-id-marker", id);
  if (key === "") return undefined;
  return { after: key, group: id === undefined && delimiter !== "" && key.endsWith(delimiter), id };
}

function versionEntry({ version, isLatest }: ListedVersion, key: string, s3Call: S3Call): Content {
  const common: Content[] = [
    ["Key", key],
    ["VersionId", idOf(version)],
    ["IsLatest", isLatest],
    ["LastModified", version.modified],
    ["Owner", [["ID", s3Call.location.account]]],
  ];
  if (isMarker(version)) return ["DeleteMarker", common];
  return [
    "Version",
    [
      ...common,
      ["ETag", quoted(version.etag)],
      ...given("ChecksumAlgorithm", version.checksum?.algorithm.toUpperCase()),
      ...given("ChecksumType", version.checksum?.type),
      ["Size", version.size],
      ...storageEntries(version, s3Call),
    ],
  ];
}

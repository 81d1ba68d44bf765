import type { AwsResponse } from "../../../protocol/service";
import { empty, xml } from "../answers";
import type { S3Call } from "../context";
import { firstRegion, regionOfBucket } from "../regions";
import type { BucketSettings } from "../settings";
import { readCount } from "./parameters";
import type { Content } from "../xml";

/** The program declares its buckets and nobody remembers when; S3 itself went public on this day. */
const creationDate = "2006-03-14T00:00:00.000Z";

/** ListBuckets. */
export async function listBuckets({ request: { query }, buckets, location }: S3Call): Promise<AwsResponse> {
  const regionOf = (bucket: Pick<BucketSettings, "region">) => regionOfBucket(bucket, location);
  const prefix = query.get("prefix") ?? "";
  const token = query.get("continuation-token");
  const size = query.has("max-buckets") ? readCount(query, "max-buckets") : Infinity;
  const only = query.get("bucket-region");
  const names = [...buckets.values()]
    .filter((bucket) => bucket.name.startsWith(prefix) && (only ?? regionOf(bucket)) === regionOf(bucket))
    .map(({ name }) => name)
    .sort();
  // The token is the last name of the page before, which need not exist any more.
  const rest = names.filter((name) => token === undefined || name > token);
  const page = rest.slice(0, size);
  const entries = page.map((name): Content => {
    const content: Content[] = [
      ["Name", name],
      ["CreationDate", creationDate],
      ["BucketRegion", regionOf(buckets.get(name) ?? {})],
    ];
    return ["Bucket", content];
  });
  return xml("ListAllMyBucketsResult", [
    ["Owner", [["ID", location.account]]],
    ["Buckets", entries],
    ...(rest.length > page.length ? [["ContinuationToken", page.at(-1) ?? ""] satisfies Content] : []),
    ...(prefix ? [["Prefix", prefix] satisfies Content] : []),
  ]);
}

/** HeadBucket; IAM knows it as `s3:ListBucket`. */
export async function headBucket({ bucket, location }: S3Call): Promise<AwsResponse> {
  return empty(200, { "x-amz-bucket-region": regionOfBucket(bucket, location) });
}

/** GetBucketLocation. The first region has no name here: its constraint is empty. */
export async function getBucketLocation({ bucket, location }: S3Call): Promise<AwsResponse> {
  const { body, ...answer } = xml("LocationConstraint", []);
  const region = regionOfBucket(bucket, location);
  const text = region === firstRegion ? "" : region;
  return { ...answer, body: String(body).replace("></", `>${text}</`) };
}

import type { AwsResponse } from "../../../protocol/service";
import { empty, xml } from "../answers";
import type { S3Call } from "../context";
import { readCount } from "./parameters";
import type { Content } from "../xml";

/** The program declares its buckets and nobody remembers when; S3 itself went public on this day. */
const creationDate = "2006-03-14T00:00:00.000Z";

/** ListBuckets. */
export async function listBuckets({ request: { query }, buckets, location }: S3Call): Promise<AwsResponse> {
  const prefix = query.get("prefix") ?? "";
  const token = query.get("continuation-token");
  const size = query.has("max-buckets") ? readCount(query, "max-buckets") : Infinity;
  const isThere = (query.get("bucket-region") ?? location.region) === location.region;
  const names = isThere ? [...buckets.keys()].sort().filter((name) => name.startsWith(prefix)) : [];
  // The token is the last name of the page before, which need not exist any more.
  const rest = names.filter((name) => token === undefined || name > token);
  const page = rest.slice(0, size);
  const entries = page.map((name): Content => {
    const content: Content[] = [
      ["Name", name],
      ["CreationDate", creationDate],
      ["BucketRegion", location.region],
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
export async function headBucket({ location }: S3Call): Promise<AwsResponse> {
  return empty(200, { "x-amz-bucket-region": location.region });
}

/** GetBucketLocation. The first region has no name here: its constraint is empty. */
export async function getBucketLocation({ location }: S3Call): Promise<AwsResponse> {
  const { body, ...answer } = xml("LocationConstraint", []);
  const text = location.region === "us-east-1" ? "" : location.region;
  return { ...answer, body: String(body).replace("></", `>${text}</`) };
}

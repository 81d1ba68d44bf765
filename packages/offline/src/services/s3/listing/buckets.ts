import type { AwsResponse, Call } from "../../../protocol/service";
import { empty, xml } from "../answers";
import type { Exchange, Surroundings } from "../exchange";
import { bucketArn } from "../request";
import type { Content } from "../xml";

/** The program declares its buckets and nobody remembers when; S3 itself went public on this day. */
const creationDate = "2006-03-14T00:00:00.000Z";

/** ListBuckets. */
export async function listBuckets(call: Call, { buckets, location }: Surroundings): Promise<AwsResponse> {
  call.authorize([{ action: "s3:ListAllMyBuckets", resource: "*" }]);
  const entries = [...buckets.keys()].sort().map((name): Content => {
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
  ]);
}

/** HeadBucket; IAM knows it as `s3:ListBucket`. */
export async function headBucket({ call, bucket, location }: Exchange): Promise<AwsResponse> {
  call.authorize([{ action: "s3:ListBucket", resource: bucketArn(bucket.name) }]);
  return empty(200, { "x-amz-bucket-region": location.region });
}

/** GetBucketLocation. The first region has no name here: its constraint is empty. */
export async function getBucketLocation({ call, bucket, location }: Exchange): Promise<AwsResponse> {
  call.authorize([{ action: "s3:GetBucketLocation", resource: bucketArn(bucket.name) }]);
  const { body, ...answer } = xml("LocationConstraint", []);
  const text = location.region === "us-east-1" ? "" : location.region;
  return { ...answer, body: String(body).replace("></", `>${text}</`) };
}

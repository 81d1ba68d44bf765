import { formDecode } from "./request";
import type { S3EventRecord } from "./settings";

/** What buses are told of, as patterns of a notification's events. */
export const toldToBuses = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"];

/** Whether a notification is for a bus. */
export const isBus = (arn: string): boolean => /^arn:[^:]+:events:/.test(arn);

/** What a request is called that makes an object, where it is not as the event is. */
const requests: Record<string, string> = {
  Put: "PutObject",
  Post: "POST Object",
  Copy: "CopyObject",
};

/**
 * An event of a bucket as EventBridge has it, but for the id, which the bus gives it
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html). Its key is not encoded.
 */
export function busEvent({
  eventName,
  eventTime,
  userIdentity,
  requestParameters,
  responseElements,
  s3,
}: S3EventRecord) {
  const [kind = "", what = ""] = eventName.split(":");
  const isCreated = kind === "ObjectCreated";
  const isExpired = kind === "LifecycleExpiration";
  const { bucket, object } = s3;
  return {
    "detail-type": isCreated ? "Object Created" : "Object Deleted",
    source: "aws.s3",
    time: eventTime,
    resources: [bucket.arn],
    detail: {
      version: "0",
      bucket: { name: bucket.name },
      object: {
        key: formDecode(object.key),
        ...(object.size !== undefined && { size: object.size }),
        ...(object.eTag !== undefined && { etag: object.eTag }),
        ...(object.versionId !== undefined && { "version-id": object.versionId }),
        sequencer: object.sequencer,
      },
      "request-id": responseElements["x-amz-request-id"],
      requester: isExpired ? "s3.amazonaws.com" : userIdentity.principalId,
      ...(!isExpired && { "source-ip-address": requestParameters.sourceIPAddress }),
      reason: isCreated ? (requests[what] ?? what) : isExpired ? "Lifecycle Expiration" : "DeleteObject",
      ...(!isCreated && {
        "deletion-type": what === "DeleteMarkerCreated" ? "Delete Marker Created" : "Permanently Deleted",
      }),
    },
  };
}

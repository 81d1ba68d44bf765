import { AwsError, type AwsResponse } from "../../protocol/service";
import { commonHeaders } from "./answers";
import { type DeleteMarker, idOf } from "./store/changes";
import { document, type Content } from "./xml";

/** An error with the further elements S3 puts beside its message, such as `Key`, and headers of its own. */
export class S3Error extends AwsError {
  constructor(
    code: string,
    message: string,
    status = 400,
    readonly details: Record<string, string> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(code, message, status);
  }
}

/** An error as S3 writes it; `resource` is the path that was asked for, where it is known. */
export function errorAnswer(error: AwsError, requestId: string, resource?: string): AwsResponse {
  const own = error instanceof S3Error ? error : undefined;
  const headers = { ...commonHeaders(requestId), ...own?.headers };
  if (error.status === 304) return { status: 304, headers, body: "" };
  const content: Content[] = [
    ["Code", error.code],
    ["Message", error.message],
    ...Object.entries(own?.details ?? {}),
    ...(resource === undefined ? [] : [["Resource", resource] satisfies Content]),
    ["RequestId", requestId],
    ["HostId", requestId],
  ];
  const body = document("Error", content, "");
  return { status: error.status, headers: { ...headers, "content-type": "application/xml" }, body };
}

/** How S3 denies. */
export const denial = { code: "AccessDenied", status: 403 };

export const noSuchBucket = (bucket: string): S3Error =>
  new S3Error("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: bucket });

/** Where a bucket is that was asked of another region (https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html). */
export const permanentRedirect = (bucket: string, region: string): S3Error =>
  new S3Error(
    "PermanentRedirect",
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    301,
    { Endpoint: `${bucket}.s3.${region}.amazonaws.com`, Bucket: bucket },
    { "x-amz-bucket-region": region },
  );

/** @param headers what tells that a delete marker is why */
export const noSuchKey = (key: string, headers: Record<string, string> = {}): S3Error =>
  new S3Error("NoSuchKey", "The specified key does not exist.", 404, { Key: key }, headers);

export const noSuchVersion = (key: string, versionId: string): S3Error =>
  new S3Error("NoSuchVersion", "The specified version does not exist.", 404, { Key: key, VersionId: versionId });

/** A delete marker can be deleted, and nothing else. */
export const markerNotAllowed = (marker: DeleteMarker): S3Error =>
  new S3Error(
    "MethodNotAllowed",
    "The specified method is not allowed against this resource.",
    405,
    { ResourceType: "DeleteMarker" },
    {
      "x-amz-delete-marker": "true",
      "x-amz-version-id": idOf(marker),
      "last-modified": new Date(marker.modified).toUTCString(),
      allow: "DELETE",
    },
  );

export const noSuchUpload = (id: string): S3Error =>
  new S3Error(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    404,
    { UploadId: id },
  );

export const invalidArgument = (message: string, name: string, value: string): S3Error =>
  new S3Error("InvalidArgument", message, 400, { ArgumentName: name, ArgumentValue: value });

export const invalidRequest = (message: string): S3Error => new S3Error("InvalidRequest", message);

export const accessDenied = (message: string): S3Error => new S3Error("AccessDenied", message, 403);

export const malformedXml = (): S3Error =>
  new S3Error(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

export const preconditionFailed = (condition: string): S3Error =>
  new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, {
    Condition: condition,
  });

export const entityTooLarge = (size: number, limit: number): S3Error =>
  new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400, {
    ProposedSize: String(size),
    MaxSizeAllowed: String(limit),
  });
